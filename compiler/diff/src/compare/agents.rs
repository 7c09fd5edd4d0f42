//! User agents that are refused: by the gateway and by an endpoint together.

use std::collections::BTreeSet;

use gwc_artifact::{Bots, EndpointPolicy};
use regex::Regex;

use super::sides::Sides;
use crate::difference::{Differences, list};
use crate::kind::Kind;
use crate::side::Aspect;
use crate::view::View;

pub(super) fn compare(sides: &Sides<'_, '_>, out: &mut Differences) {
    let (before, after) = (rules(sides.before), rules(sides.after));
    if before == after {
        return;
    }
    let (mut widened, mut narrowed) = apart(&before, &after);
    // What expressions refuse beside the user agents that are listed, is not known.
    let patterns = |rules: &[&Bots]| -> BTreeSet<String> {
        rules.iter().flat_map(|bots| bots.patterns.iter().cloned()).collect()
    };
    let (old, new) = (patterns(&before), patterns(&after));
    widened |= old.difference(&new).next().is_some();
    narrowed |= new.difference(&old).next().is_some();
    let values = (shown(&before), shown(&after));
    let is_of_gateway = sides.before.gateway().bots != sides.after.gateway().bots;
    let places = match is_of_gateway {
        true => sides.places_of_gateway(Aspect::Agents),
        false => sides.places(Aspect::Agents),
    };
    if narrowed {
        out.push(Kind::AgentsNarrowed, values.clone(), places);
    }
    if widened {
        out.push(Kind::AgentsWidened, values, places);
    }
}

/// A user agent that one of two endpoints refuses and the other admits; an empty text for no user agent.
pub(crate) fn witness(before: &View<'_>, after: &View<'_>, narrowed: bool) -> Option<String> {
    let (before, after) = (rules(before), rules(after));
    let of_pattern = before.iter().chain(&after).flat_map(|bots| bots.patterns.iter());
    let plain = of_pattern.map(|pattern| {
        pattern.chars().filter(|char| char.is_ascii_alphanumeric() || *char == ' ').collect::<String>()
    });
    let is_one = |agent: &String| match refuses(&before, agent) == refuses(&after, agent) {
        true => false,
        false => refuses(&after, agent) == narrowed,
    };
    listed(&before, &after).into_iter().map(str::to_owned).chain(plain).find(is_one)
}

/// A user agent that no endpoint refuses.
pub(crate) fn admitted_by_all(views: [Option<&View<'_>>; 2]) -> Option<String> {
    const USUAL: [&str; 2] = ["Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0", "client"];
    let all: Vec<Vec<&Bots>> = views.into_iter().flatten().map(rules).collect();
    let allowed = all.iter().flatten().flat_map(|bots| bots.allow.iter().map(String::as_str));
    let mut agents = USUAL.into_iter().chain(allowed);
    agents.find(|agent| all.iter().all(|rules| !refuses(rules, agent))).map(str::to_owned)
}

/// Whether requests of an endpoint with this user agent are refused.
pub(crate) fn is_refused(view: &View<'_>, agent: &str) -> bool {
    refuses(&rules(view), agent)
}

/// The rules that requests of an endpoint must pass: each list by itself.
fn rules<'s>(view: &View<'s>) -> Vec<&'s Bots> {
    let own = view.endpoint.policies.iter().filter_map(|policy| match policy {
        EndpointPolicy::Bots(bots) => Some(bots),
        _ => None,
    });
    [&view.gateway().bots].into_iter().chain(own).filter(|bots| !bots.is_none()).collect()
}

/// Whether more agents may call, and whether fewer.
fn apart(before: &[&Bots], after: &[&Bots]) -> (bool, bool) {
    let pairs: Vec<(bool, bool)> = listed(before, after)
        .into_iter()
        .map(|agent| (refuses(before, agent), refuses(after, agent)))
        .collect();
    let has = |wanted: (bool, bool)| pairs.contains(&wanted);
    (has((true, false)), has((false, true)))
}

/// No user agent, and each that either side lists.
fn listed<'b>(before: &[&'b Bots], after: &[&'b Bots]) -> BTreeSet<&'b str> {
    let all = before.iter().chain(after).flat_map(|bots| bots.allow.iter().chain(&bots.deny));
    all.map(String::as_str).chain([""]).collect()
}

fn refuses(rules: &[&Bots], agent: &str) -> bool {
    rules.iter().any(|Bots { refuses_empty, allow, deny, patterns }| {
        let has = |list: &[String]| list.iter().any(|listed| listed == agent);
        let matches = |pattern: &String| Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(agent));
        match () {
            () if agent.is_empty() => *refuses_empty,
            () if has(allow) => false,
            () => has(deny) || patterns.iter().any(matches),
        }
    })
}

fn shown(rules: &[&Bots]) -> Option<String> {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    for Bots { refuses_empty, allow, deny, patterns } in rules {
        texts.extend(refuses_empty.then(|| "requests without a user agent".to_owned()));
        texts.extend(deny.iter().filter(|agent| !allow.contains(agent)).map(|agent| format!("`{agent}`")));
        let except = list(allow.iter().map(String::as_str));
        let but = if allow.is_empty() { String::new() } else { format!(" except {except}") };
        texts.extend(patterns.iter().map(|pattern| format!("`/{pattern}/`{but}")));
    }
    (!texts.is_empty()).then(|| list(texts.iter().map(String::as_str)))
}
