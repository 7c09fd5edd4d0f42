//! What a gateway does with every response, and where a request meets no endpoint.

use gwc_artifact::{Cors, Gateway, OriginPattern, Origins};

use super::traffic;
use crate::difference::{Difference, Differences};
use crate::kind::Kind;
use crate::side::{Aspect, Places};

/// An origin that no policy names.
const OTHER: &str = "https://other.invalid";

/// Headers of all responses, and what pages may do where no endpoint is met.
pub(super) fn compare(
    (before, after): (&Gateway, &Gateway),
    (written, written_after): (&Places, &Places),
    out: &mut Differences,
) {
    let places = Places::pair(written, written_after, Aspect::Pages);
    let mut found = Differences::default();
    traffic::pages((before.cors.as_ref(), after.cors.as_ref()), None, places, &mut found);
    let scope =
        |text: Option<String>| text.map(|text| format!("{text}, for requests that match no endpoint"));
    for one in found.0 {
        out.push(one.kind, (scope(one.before), scope(one.after)), places);
    }
    let pair = (edits(before), edits(after));
    if pair.0 != pair.1 {
        let widens = traffic::reveals(&before.response_headers, &after.response_headers);
        let places = Places::pair(written, written_after, Aspect::Policies);
        out.add(Difference::of(Kind::HeadersEdited, pair, places).widening(widens));
    }
}

/// What is set and removed of the headers of every response, in words.
pub(crate) fn edits(gateway: &Gateway) -> Option<String> {
    traffic::edits_shown(&gateway.response_headers).map(|edits| format!("{edits}, in every response"))
}

/// An origin that pages of only one of two policies may have.
pub(crate) fn origin(before: Option<&Cors>, after: Option<&Cors>) -> Option<String> {
    let admits = |cors: Option<&Cors>, origin: &str| cors.is_some_and(|cors| cors.origins.admit(origin));
    let all = [before, after].into_iter().flatten().flat_map(listed).chain([OTHER.to_owned()]);
    all.into_iter().find(|origin| admits(before, origin) != admits(after, origin))
}

/// Origins of which one shows every difference of origins between two policies.
pub(crate) fn origins(before: &Cors, after: &Cors) -> Vec<String> {
    [before, after].into_iter().flat_map(listed).chain([OTHER.to_owned()]).collect()
}

fn listed(cors: &Cors) -> Vec<String> {
    match &cors.origins {
        Origins::List(patterns) => patterns.iter().map(example).collect(),
        Origins::Any => Vec::new(),
    }
}

fn example(pattern: &OriginPattern) -> String {
    match pattern {
        OriginPattern::Exact(origin) => origin.clone(),
        OriginPattern::Between { before, after } => format!("{before}x{after}"),
    }
}
