//! Policies of traffic: pages of other origins, and headers that the gateway changes.

use gwc_artifact::{Cors, CorsHeaders, CorsMethods, HeaderEdit, Method, OriginPattern, Origins};

use super::sides::Places;
use crate::difference::{Difference, Differences, list};
use crate::kind::Kind;

/// What pages may do. More is what one side admits and the other does not. `methods` are those of the requests; none
/// where they may have any.
pub(super) fn pages(
    (before, after): (Option<&Cors>, Option<&Cors>),
    methods: Option<&[Method]>,
    places: Places,
    out: &mut Differences,
) {
    let values = (before.map(Cors::to_string), after.map(Cors::to_string));
    let (more, less) = match (before, after) {
        (None, None) => return,
        (Some(before), Some(after)) => (exceeds(after, before, methods), exceeds(before, after, methods)),
        (before, _) => (before.is_none(), before.is_some()),
    };
    if less {
        out.push(Kind::CorsNarrowed, values.clone(), places);
    }
    if more {
        out.push(Kind::CorsWidened, values, places);
    }
    // Headers of the answer to a preflight, which admit nothing.
    let told = (before.map(preflight), after.map(preflight));
    if before.is_some() && after.is_some() && told.0 != told.1 {
        out.push(Kind::HeadersEdited, told, places);
    }
}

fn preflight(Cors { max_age, status, .. }: &Cors) -> String {
    match max_age {
        Some(age) => format!("preflight requests get {status}, browsers keep the answer for {age:?}"),
        None => format!("preflight requests get {status}"),
    }
}

/// The methods of the requests that an endpoint takes.
pub(super) fn methods_of(method: &Method) -> &[Method] {
    match method {
        Method::Get => &[Method::Get, Method::Head],
        other => std::slice::from_ref(other),
    }
}

/// Whether requests of pages may have a method. Where `GET` is allowed, `HEAD` is.
pub(crate) fn admits(cors: &Cors, method: Method) -> bool {
    cors.methods.admit(method.as_str()) || (method == Method::Head && cors.methods.admit("GET"))
}

/// Whether one policy admits something that the other does not.
fn exceeds(one: &Cors, other: &Cors, asked: Option<&[Method]>) -> bool {
    let Cors { origins, methods, headers, expose, credentials, private_network, max_age: _, status: _ } = one;
    let more_origins = match (origins, &other.origins) {
        (_, Origins::Any) => false,
        (Origins::Any, Origins::List(_)) => true,
        (Origins::List(one), Origins::List(other)) => {
            one.iter().any(|origin| !other.iter().any(|known| covers(known, origin)))
        }
    };
    let more_methods = match (asked, methods, &other.methods) {
        (Some(asked), ..) => asked.iter().any(|method| admits(one, *method) && !admits(other, *method)),
        (None, _, CorsMethods::OfPath) => false,
        (None, CorsMethods::OfPath, CorsMethods::List(_)) => true,
        (None, CorsMethods::List(one), CorsMethods::List(other)) => {
            one.iter().any(|method| !other.contains(method))
        }
    };
    let more_headers = match (headers, &other.headers) {
        (_, CorsHeaders::Any) => false,
        (CorsHeaders::Any, CorsHeaders::List(_)) => true,
        (CorsHeaders::List(one), CorsHeaders::List(other)) => one.iter().any(|name| !other.contains(name)),
    };
    more_origins
        || more_methods
        || more_headers
        || expose.iter().any(|name| !other.expose.contains(name))
        || (*credentials && !other.credentials)
        || (*private_network && !other.private_network)
}

/// Whether every origin that the other matches, one matches too.
fn covers(one: &OriginPattern, other: &OriginPattern) -> bool {
    let is_of_host =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte));
    match (one, other) {
        (one, OriginPattern::Exact(origin)) => one.matches(origin),
        (OriginPattern::Exact(_), OriginPattern::Between { .. }) => false,
        (OriginPattern::Between { before, after }, OriginPattern::Between { before: start, after: end }) => {
            start.strip_prefix(before.as_str()).is_some_and(is_of_host)
                && end.strip_suffix(after.as_str()).is_some_and(is_of_host)
        }
    }
}

/// Headers of requests that are set or removed.
pub(super) fn edits((before, after): (&[HeaderEdit], &[HeaderEdit]), places: Places, out: &mut Differences) {
    if before != after {
        out.push(Kind::HeadersEdited, (edits_shown(before), edits_shown(after)), places);
    }
}

/// Headers of responses that are set or removed.
pub(super) fn response_edits(
    (before, after): (&[HeaderEdit], &[HeaderEdit]),
    places: Places,
    out: &mut Differences,
) {
    if before != after {
        let values = (edits_shown(before), edits_shown(after));
        out.add(Difference::of(Kind::HeadersEdited, values, places).widening(reveals(before, after)));
    }
}

/// Headers of responses that tell a browser to protect the user.
const PROTECTING: [&str; 6] = [
    "strict-transport-security",
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
];

/// Whether pages of other origins may read more, a browser protects less, or clients see a header that was removed.
pub(super) fn reveals(before: &[HeaderEdit], after: &[HeaderEdit]) -> bool {
    let is_new = |edit: &&HeaderEdit| !before.contains(edit);
    let opens = |edit: &HeaderEdit| match edit {
        HeaderEdit::Set { name, .. } => name.to_ascii_lowercase().starts_with("access-control-allow-"),
        HeaderEdit::Remove(name) => PROTECTING.contains(&&*name.to_ascii_lowercase()),
    };
    let protects = |edit: &HeaderEdit| match edit {
        HeaderEdit::Set { name, .. } => PROTECTING.contains(&&*name.to_ascii_lowercase()),
        HeaderEdit::Remove(_) => true,
    };
    let is_gone = |edit: &&HeaderEdit| !after.iter().any(|new| new.name() == edit.name());
    after.iter().filter(is_new).any(opens) || before.iter().filter(is_gone).any(protects)
}

pub(super) fn edits_shown(edits: &[HeaderEdit]) -> Option<String> {
    let texts: Vec<String> = edits.iter().map(HeaderEdit::to_string).collect();
    (!texts.is_empty()).then(|| list(texts.iter().map(String::as_str)))
}
