//! One request of a class, and what happens to it on both sides, in words.

mod candidates;
mod client;
mod held;
mod pages;
mod place;
mod verify;

use gwc_artifact::Method;
use gwc_plan::Answerer;

use crate::change::Witness;
use crate::compare::{self, edited_everywhere, required, shown};
use crate::difference::Difference;
use crate::kind::Kind;
use crate::region::{End, Part};
use crate::router::{Outcome, Own};
use crate::side::{Aspect, Side};
use crate::view::{Shared, View};
use client::Client;

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
    Difference::of(Kind::OwnAnswerChanged, (None, None), (None, None))
}

/// That requests meet an endpoint that met none. `before` is the gateway without it.
pub(crate) fn added(view: &View<'_>, method: Option<Method>, before: &Shared<'_>) -> Difference {
    let places = (None, view.place(Aspect::Route));
    if method != Some(view.endpoint.method) {
        return Difference::of(Kind::HeadAnswered, (None, None), places);
    }
    let open = view.checks().is_empty() && view.plan.answerer != Answerer::NotImplemented;
    let kind = if open { Kind::PublicEndpointAdded } else { Kind::EndpointAdded };
    let mut found = Difference::of(kind, (None, summary(view)), places);
    compare::reached_by_added(view, before, &mut found);
    found
}

/// That requests meet no endpoint any more.
pub(crate) fn removed(view: &View<'_>, method: Option<Method>) -> Difference {
    let places = (view.place(Aspect::Route), None);
    if method != Some(view.endpoint.method) {
        return Difference::of(Kind::HeadRefused, (None, None), places);
    }
    Difference::of(Kind::EndpointRemoved, (summary(view), None), places)
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
    let client = Client::of(difference.kind, views);
    let is_answered = views.into_iter().flatten().all(|view| client.is_answered(view));
    let preflight = method.filter(|_| is_answered);
    let preflight =
        preflight.and_then(|method| pages::preflight(difference.kind, views.map(pages::cors), &[method]));
    if let Some(preflight) = preflight {
        return preflight.witness(format!("/{}", path.join("/")), client.host);
    }
    let outcome = |side: usize, outcome: Outcome, value: &Option<String>| {
        let text = match views[side] {
            Some(view) => client.happens(side, view, &path),
            None => own(outcome),
        };
        let is_detail =
            !matches!(difference.kind.aspect(), Aspect::Route | Aspect::Credential | Aspect::Hosts)
                && difference.kind != Kind::OwnResponseChanged;
        match value {
            Some(value) if is_detail && client.agent.is_none() && !text.contains(value.as_str()) => {
                format!("{text}; {}{value}", named(difference.kind))
            }
            _ => text,
        }
    };
    let before = outcome(0, pair.0, &difference.before);
    let after = outcome(1, pair.1, &difference.after);
    Witness {
        method: method.map_or(OTHER_METHOD, Method::as_str).to_owned(),
        path: format!("/{}", path.join("/")),
        headers: client.headers(),
        address: client.address,
        credential: client.held.map(|held| held.presented),
        host: client.host,
        before,
        after,
    }
}

/// What the values of a change are, where they alone do not tell it.
fn named(kind: Kind) -> &'static str {
    match kind {
        Kind::StripRemoved | Kind::StripAdded => "the client's identity headers: ",
        Kind::HeadersWidened | Kind::HeadersNarrowed => "forwarded headers: ",
        Kind::IdentityAdded | Kind::IdentityRemoved | Kind::IdentityChanged => "identity headers: ",
        Kind::CredentialForwarded | Kind::CredentialKept => "forwarded credential: ",
        Kind::QueryWidened | Kind::QueryNarrowed => "forwarded query parameters: ",
        Kind::LimitRemoved | Kind::LimitAdded | Kind::LimitRaised | Kind::LimitLowered => "rate limit: ",
        Kind::TimeoutRaised | Kind::TimeoutEndless | Kind::TimeoutLowered => "timeout: ",
        Kind::KeySetChanged => "keys from ",
        Kind::AlgorithmAccepted | Kind::AlgorithmRefused => "signatures: ",
        Kind::AgentsWidened | Kind::AgentsNarrowed => "rejected user agents: ",
        _ => "",
    }
}

/// A request that shows what is set for a gateway as a whole. `unmatched` is the path of a request without an endpoint.
pub(crate) fn of_gateway(
    kind: Kind,
    values: (&Option<String>, &Option<String>),
    sides: [&Side; 2],
    unmatched: impl Fn() -> Option<String>,
) -> Option<Witness> {
    let edits = sides.map(|side| edited_everywhere(&side.gateway));
    if kind == Kind::HeadersEdited && values == (&edits[0], &edits[1]) {
        let told = |edits: Option<String>| edits.unwrap_or_else(|| "no header is set or removed".to_owned());
        let [before, after] = edits.map(told);
        return Some(Witness {
            method: Method::Get.as_str().to_owned(),
            host: None,
            address: None,
            credential: None,
            path: "/".to_owned(),
            headers: Vec::new(),
            before,
            after,
        });
    }
    if !matches!(kind, Kind::CorsWidened | Kind::CorsNarrowed) {
        return None;
    }
    let [before, after] = sides.map(|side| side.gateway.cors.as_ref());
    let page = pages::of_gateway(kind, [before, after])?;
    Some(page.witness(unmatched()?, None))
}

fn own(outcome: Outcome) -> String {
    match outcome {
        Outcome::Own(Own::NotFound) => "404".to_owned(),
        Outcome::Own(Own::MethodNotAllowed(methods)) => format!("405, allows {methods}"),
        Outcome::Own(Own::Options(methods)) => format!("204, allows {methods}"),
        Outcome::Own(Own::EmptySegment) => "400".to_owned(),
        Outcome::Own(Own::Redirect) => "redirected to the path with or without a slash at its end".to_owned(),
        Outcome::Endpoint(_) => String::new(),
    }
}
