//! Policies of traffic: pages of other origins, headers that the gateway changes, user agents that it refuses.

use gwc_artifact::{Bots, Cors, CorsHeaders, CorsMethods, HeaderEdit, Origins};

use super::sides::Places;
use crate::difference::{Differences, list};
use crate::kind::Kind;

/// What pages may do. More is what one side admits and the other does not.
pub(super) fn pages((before, after): (Option<&Cors>, Option<&Cors>), places: Places, out: &mut Differences) {
    if before == after {
        return;
    }
    let shown = |cors: Option<&Cors>| cors.map(Cors::to_string);
    let values = (shown(before), shown(after));
    let (more, less) = match (before, after) {
        (Some(before), Some(after)) => (exceeds(after, before), exceeds(before, after)),
        (before, _) => (before.is_none(), before.is_some()),
    };
    if less {
        out.push(Kind::CorsNarrowed, values.clone(), places);
    }
    // What admits neither more nor less is set otherwise, which is no reason to call it safe.
    if more || !less {
        out.push(Kind::CorsWidened, values, places);
    }
}

/// Whether one policy admits something that the other does not.
fn exceeds(one: &Cors, other: &Cors) -> bool {
    let Cors { origins, methods, headers, expose, credentials, private_network, max_age: _, status: _ } = one;
    let more_origins = match (origins, &other.origins) {
        (_, Origins::Any) => false,
        (Origins::Any, Origins::List(_)) => true,
        (Origins::List(one), Origins::List(other)) => one.iter().any(|origin| !other.contains(origin)),
    };
    let more_methods = match (methods, &other.methods) {
        (_, CorsMethods::OfPath) => false,
        (CorsMethods::OfPath, CorsMethods::List(_)) => true,
        (CorsMethods::List(one), CorsMethods::List(other)) => {
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

/// Headers that are set or removed.
pub(super) fn edits(
    (before, after): (Option<&[HeaderEdit]>, Option<&[HeaderEdit]>),
    places: Places,
    out: &mut Differences,
) {
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    if before != after {
        out.push(Kind::HeadersEdited, (edits_shown(before), edits_shown(after)), places);
    }
}

fn edits_shown(edits: &[HeaderEdit]) -> Option<String> {
    let texts: Vec<String> = edits.iter().map(HeaderEdit::to_string).collect();
    (!texts.is_empty()).then(|| list(texts.iter().map(String::as_str)))
}

/// User agents that are refused.
pub(super) fn agents((before, after): (Option<&Bots>, Option<&Bots>), places: Places, out: &mut Differences) {
    let none = Bots::default();
    let (before, after) = (before.unwrap_or(&none), after.unwrap_or(&none));
    if before == after {
        return;
    }
    let values = (agents_shown(before), agents_shown(after));
    let (more, less) = (refuses_more(before, after), refuses_more(after, before));
    if less {
        out.push(Kind::AgentsNarrowed, values.clone(), places);
    }
    if more || !less {
        out.push(Kind::AgentsWidened, values, places);
    }
}

/// Whether one list refuses an agent that the other may admit.
fn refuses_more(one: &Bots, other: &Bots) -> bool {
    let Bots { refuses_empty, allow: _, deny, patterns } = one;
    (*refuses_empty && !other.refuses_empty)
        || deny.iter().any(|agent| !other.deny.contains(agent))
        || patterns.iter().any(|pattern| !other.patterns.contains(pattern))
        || other.allow.iter().any(|agent| !one.allow.contains(agent))
}

fn agents_shown(bots: &Bots) -> Option<String> {
    let Bots { refuses_empty, allow: _, deny, patterns } = bots;
    let empty = refuses_empty.then_some("an empty one");
    let texts = empty.into_iter().chain(deny.iter().chain(patterns.iter()).map(String::as_str));
    (!bots.is_none()).then(|| list(texts))
}
