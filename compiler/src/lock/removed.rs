//! Lines of the lock file without an endpoint, and the service that lost it.

use std::collections::BTreeMap;

use super::line::{Line, columns, subject};
use crate::codes;
use crate::load::LOCK_FILE;
use crate::model::{Gateway, ServiceId};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

/// Reports lines without an endpoint: one finding for each service that lost some.
pub(super) fn report(gateway: &Gateway, lines: BTreeMap<String, Line>, out: &mut Diagnostics) {
    let services = Services::of(gateway);
    let mut groups: BTreeMap<Option<ServiceId>, Vec<(String, Span)>> = BTreeMap::new();
    for (key, line) in lines {
        groups.entry(services.loser(&key, &line.upstream)).or_default().push((key, line.span));
    }
    for (service, mut lost) in groups {
        lost.sort_by_key(|(_, span)| *span);
        let keys: Vec<String> = lost.iter().map(|(key, _)| format!("`{key}`")).collect();
        let (subject, verb) = subject(&keys);
        let place = service.map_or(lost[0].1, |id| gateway.service(id).name.span);
        let mut finding = codes::LOCK_DIFFERS
            .at(place, format!("{subject} {verb} in `{LOCK_FILE}`, but not in the route files"))
            .route(lost[0].0.clone())
            .help(
                "if the removal is intended, run `gwc lock` and commit `endpoints.lock`; otherwise undo it",
            );
        for (key, span) in &lost {
            if *span != place {
                finding = finding.related(*span, format!("`{key}` in the lock file"));
            }
        }
        out.push(finding);
    }
}

/// Finds the service that a removed endpoint belonged to.
struct Services<'a> {
    /// By path without its first segments, and upstream.
    by_path: BTreeMap<(String, String), ServiceId>,
    gateway: &'a Gateway,
}

impl<'a> Services<'a> {
    fn of(gateway: &'a Gateway) -> Self {
        let mut by_path = BTreeMap::new();
        for endpoint in &gateway.endpoints {
            let Some(service) = endpoint.service else { continue };
            let (_, upstream) = columns(gateway, endpoint);
            for suffix in suffixes(&endpoint.path.to_string()) {
                by_path.entry((suffix.to_owned(), upstream.clone())).or_insert(service);
            }
        }
        Self { by_path, gateway }
    }

    /// The service that has another method or alias of the path, else the one with the longest prefix above it.
    fn loser(&self, key: &str, upstream: &str) -> Option<ServiceId> {
        let path = key.split_once(' ').map_or(key, |(_, path)| path);
        let alias =
            suffixes(path).find_map(|suffix| self.by_path.get(&(suffix.to_owned(), upstream.to_owned())));
        // A path that ends in `/*` was a whole service, not a path of another one.
        alias.copied().or_else(|| if path.ends_with("/*") { None } else { self.above(path) })
    }

    fn above(&self, path: &str) -> Option<ServiceId> {
        let services = self.gateway.services.iter().enumerate();
        let prefixes = services.flat_map(|(id, s)| s.prefixes.iter().map(move |p| (p.value.to_string(), id)));
        let above = prefixes.filter(|(prefix, _)| {
            let below = path.strip_prefix(prefix.as_str());
            prefix != "/" && below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        });
        // A prefix of one segment, such as `/v1`, is shared by unrelated services.
        let near = above.filter(|(prefix, _)| path.matches('/').count() - prefix.matches('/').count() <= 2);
        near.max_by_key(|(prefix, _)| prefix.len()).map(|(_, id)| ServiceId(id as u32))
    }
}

/// A path, and what is left of it without its first segments; never less than two segments, but for the path itself.
fn suffixes(path: &str) -> impl Iterator<Item = &str> {
    let starts = path.match_indices('/').map(|(at, _)| &path[at..]);
    starts.enumerate().filter(|(at, rest)| *at == 0 || rest.matches('/').count() > 1).map(|(_, rest)| rest)
}
