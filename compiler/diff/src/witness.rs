//! One request of a class, and what happens to it on both sides, in words.

mod held;

use std::net::IpAddr;

use gwc_artifact::Method;
use gwc_plan::Answerer;

use crate::change::Witness;
use crate::compare::{
    address_of, agent_of, edited_everywhere, host_of, is_agent_refused, origin_of, required, shown,
};
use crate::difference::Difference;
use crate::kind::Kind;
use crate::region::{End, Part};
use crate::router::{Outcome, Own};
use crate::side::{Aspect, Side};
use crate::url;
use crate::view::View;
use held::Accepted;

/// A method that no endpoint can have.
const OTHER_METHOD: &str = "TRACE";

/// The segments of one path of a class, decoded.
pub(crate) fn segments(parts: &[Part], end: End) -> Vec<String> {
    let mut segments: Vec<String> = parts.iter().map(text).collect();
    if matches!(end, End::Deeper | End::DeeperSlash) {
        segments.push("x".to_owned());
    }
    segments
}

fn text(part: &Part) -> String {
    match part {
        Part::Literal(text) => text.to_string(),
        Part::Empty => String::new(),
        Part::Other(others) => {
            let is_free = |text: &String| !others.iter().any(|other| **other == **text);
            let numbered = (1..).map(|number| format!("x{number}"));
            std::iter::once("x".to_owned()).chain(numbered).find(is_free).unwrap_or_default()
        }
    }
}

/// The path of these segments, as a router that decodes paths sees it.
pub(crate) fn decoded(segments: &[String], slash: bool) -> String {
    let end = if slash && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

/// The same path as it is sent.
fn sent(segments: &[String], slash: bool) -> Vec<String> {
    let mut sent: Vec<String> = segments.iter().map(|segment| escaped(segment)).collect();
    if slash {
        sent.push(String::new());
    }
    sent
}

fn escaped(segment: &str) -> String {
    let mut text = String::new();
    for byte in segment.bytes() {
        match byte {
            b if b.is_ascii_graphic() && !b"%{}*?#/\\;'\"".contains(&b) => text.push(char::from(b)),
            b => text += &format!("%{b:02X}"),
        }
    }
    text
}

/// That the gateway's own answer differs.
pub(crate) fn own_answer() -> Difference {
    Difference { kind: Kind::OwnAnswerChanged, before: None, after: None, places: (None, None) }
}

/// That requests meet an endpoint that met none.
pub(crate) fn added(view: &View<'_>, method: Option<Method>) -> Difference {
    if method != Some(view.endpoint.method) {
        let places = (None, view.place(Aspect::Route));
        return Difference { kind: Kind::HeadAnswered, before: None, after: None, places };
    }
    let open = view.checks().is_empty() && view.plan.answerer != Answerer::NotImplemented;
    let kind = if open { Kind::PublicEndpointAdded } else { Kind::EndpointAdded };
    Difference { kind, before: None, after: Some(summary(view)), places: (None, view.place(Aspect::Route)) }
}

/// That requests meet no endpoint any more.
pub(crate) fn removed(view: &View<'_>, method: Option<Method>) -> Difference {
    let places = (view.place(Aspect::Route), None);
    if method != Some(view.endpoint.method) {
        return Difference { kind: Kind::HeadRefused, before: None, after: None, places };
    }
    Difference { kind: Kind::EndpointRemoved, before: Some(summary(view)), after: None, places }
}

fn summary(view: &View<'_>) -> String {
    format!("{}, answered by {}", required(view), shown(&view.plan.answerer, view))
}

/// A request of the class that shows the difference.
pub(crate) fn of(
    difference: &Difference,
    (pair, views): ((Outcome, Outcome), [Option<&View<'_>>; 2]),
    method: Option<Method>,
    (segments, slash): (&[String], bool),
) -> Witness {
    let path = sent(segments, slash);
    let without = matches!(
        difference.kind,
        Kind::CredentialRemoved | Kind::CredentialRequired | Kind::PublicEndpointAdded
    );
    let credential = if without { None } else { held::header(difference.kind, views) };
    let address = match (difference.kind, views) {
        (Kind::AddressesWidened, [Some(before), Some(after)]) => address_of(before, after),
        (Kind::AddressesNarrowed, [Some(before), Some(after)]) => address_of(after, before),
        _ => None,
    };
    let host = host_of(
        difference.kind,
        views[0].map(|view| &view.plan.hosts),
        views[1].map(|view| &view.plan.hosts),
    );
    let agent = match (difference.kind, views) {
        (Kind::AgentsNarrowed, [Some(before), Some(after)]) => agent_of(before, after, true),
        (Kind::AgentsWidened, [Some(before), Some(after)]) => agent_of(before, after, false),
        _ => None,
    };
    let outcome = |side: usize, outcome: Outcome, value: &Option<String>| {
        let refused = views[side].and_then(|view| refused(view, (agent.as_deref(), address)));
        let fails = match held::accepted(difference.kind) {
            Accepted::Only(accepted, status) if accepted != side => Some(status),
            _ => None,
        };
        let request = (host.as_deref(), credential.is_some(), fails);
        let text = refused.unwrap_or_else(|| happens(outcome, views[side], &path, request));
        let is_detail =
            !matches!(difference.kind.aspect(), Aspect::Route | Aspect::Credential | Aspect::Hosts);
        match value {
            Some(value) if is_detail && agent.is_none() => format!("{text}; {value}"),
            _ => text,
        }
    };
    let before = outcome(0, pair.0, &difference.before);
    let after = outcome(1, pair.1, &difference.after);
    Witness {
        method: method.map_or(OTHER_METHOD, Method::as_str).to_owned(),
        host: host.clone(),
        path: format!("/{}", path.join("/")),
        headers: credential.into_iter().chain(agent.map(|agent| ("User-Agent".to_owned(), agent))).collect(),
        before,
        after,
    }
}

/// A request that shows what is set for a gateway as a whole. `unmatched` is the path of a request without an endpoint.
pub(crate) fn of_gateway(
    kind: Kind,
    values: (&Option<String>, &Option<String>),
    sides: [&Side; 2],
    unmatched: impl Fn() -> Option<String>,
) -> Option<Witness> {
    let made = |path: String, headers: Vec<(String, String)>, [before, after]: [String; 2]| Witness {
        method: Method::Get.as_str().to_owned(),
        host: None,
        path,
        headers,
        before,
        after,
    };
    let edits = sides.map(|side| edited_everywhere(&side.gateway));
    if kind == Kind::HeadersEdited && values == (&edits[0], &edits[1]) {
        let told = edits.map(|edits| edits.unwrap_or_else(|| "no header is set or removed".to_owned()));
        return Some(made("/".to_owned(), Vec::new(), told));
    }
    if !matches!(kind, Kind::CorsWidened | Kind::CorsNarrowed) {
        return None;
    }
    let [before, after] = sides.map(|side| side.gateway.cors.as_ref());
    let origin = origin_of(before, after)?;
    let told = [before, after].map(|cors| match cors.is_some_and(|cors| cors.origins.admit(&origin)) {
        true => "404, with access-control-allow-origin".to_owned(),
        false => "404, without access-control-allow-origin".to_owned(),
    });
    Some(made(unmatched()?, vec![("Origin".to_owned(), origin.clone())], told))
}

/// What a user agent or an address is refused with.
fn refused(view: &View<'_>, (agent, address): (Option<&str>, Option<IpAddr>)) -> Option<String> {
    if let Some(address) = address {
        return (!view.plan.addresses.admits(address)).then(|| format!("403 for a client at {address}"));
    }
    let is_refused = agent.is_some_and(|agent| is_agent_refused(view, agent));
    is_refused.then(|| "403, the user agent is refused".to_owned())
}

/// What happens to the request.
fn happens(
    outcome: Outcome,
    view: Option<&View<'_>>,
    path: &[String],
    (host, has_credential, fails): (Option<&str>, bool, Option<&str>),
) -> String {
    let Some(view) = view else {
        return match outcome {
            Outcome::Own(own) => answered(own),
            Outcome::Endpoint(_) => String::new(),
        };
    };
    if !view.plan.hosts.answers(host.unwrap_or("other.invalid")) {
        return "404".to_owned();
    }
    if !view.checks().is_empty() && !has_credential {
        return format!("401, requires {}", required(view));
    }
    if let Some(status) = fails {
        return status.to_owned();
    }
    match &view.plan.answerer {
        Answerer::Upstream(route) => {
            let to = url::filled(&route.path, &view.endpoint.path, path);
            format!("to {}{to}", shown(&view.plan.answerer, view))
        }
        answerer => shown(answerer, view),
    }
}

fn answered(own: Own) -> String {
    match own {
        Own::NotFound => "404".to_owned(),
        Own::MethodNotAllowed(methods) => format!("405, allows {methods}"),
        Own::Options(methods) => format!("204, allows {methods}"),
        Own::Redirect => "redirected to the path with or without a slash at its end".to_owned(),
    }
}
