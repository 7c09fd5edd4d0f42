//! Services from rows: paths that begin alike, with aliases where two prefixes do the very same.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::names::{Names, home, slug, unique};
use super::phrases::endpoints;
use super::rows::{Row, most};
use gwc_syntax::value::{Method, PathPattern, Segment, parse_prefix};

/// A service to write.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) name: String,
    /// Its prefixes, shortest first.
    pub(super) at: Vec<PathPattern>,
    /// Indices of its rows, those of its first prefix.
    pub(super) rows: Vec<usize>,
    /// What replaces the prefix, for most rows.
    pub(super) rewrite_prefix: Option<String>,
}

impl Service {
    /// The path of a row below the first prefix.
    pub(super) fn below(&self, row: &Row<'_>) -> PathPattern {
        below(row.path, &self.at[0])
    }

    /// The upstream path of a row without a rewrite.
    pub(super) fn rewritten(&self, row: &Row<'_>) -> String {
        match &self.rewrite_prefix {
            Some(prefix) => join(prefix, &self.below(row)),
            None => row.path.to_string(),
        }
    }
}

fn below(path: &PathPattern, prefix: &PathPattern) -> PathPattern {
    PathPattern { segments: path.segments[prefix.segments.len()..].to_vec() }
}

fn join(prefix: &str, below: &PathPattern) -> String {
    match (prefix.trim_end_matches('/'), below.segments.is_empty()) {
        ("", true) => "/".to_owned(),
        (prefix, true) => prefix.to_owned(),
        (prefix, false) => format!("{prefix}{below}"),
    }
}

/// Where a row belongs: what the gateway answers itself lies at the root.
fn place(row: &Row<'_>) -> (PathPattern, String) {
    if row.is_health() { (PathPattern::default(), "gateway".to_owned()) } else { home(row.path) }
}

/// The services of all rows, by name; and notes about prefixes that differ.
pub(super) fn services(rows: &[Row<'_>], names: &Names) -> (Vec<Service>, Vec<String>) {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        by_name.entry(place(row).1).or_default().push(index);
    }
    let (mut clusters, mut notes) = (Vec::new(), Vec::new());
    for (name, members) in &by_name {
        let found = aliases(name, members, rows);
        if found.len() > 1 && found.iter().flat_map(|c| &c.at).collect::<BTreeSet<_>>().len() > 1 {
            notes.push(asymmetry(name, &found));
        }
        clusters.extend(found);
    }
    let mut services = gathered(clusters, rows, names);
    for service in &mut services {
        service.rewrite_prefix = rewrite_prefix(service, rows);
    }
    let mut taken = HashSet::new();
    services.sort_by(|a, b| (&a.name, &a.at).cmp(&(&b.name, &b.at)));
    for service in &mut services {
        service.name = unique(&service.name, &mut taken);
    }
    (services, notes)
}

/// Rows of one name by the set of prefixes under which they are the same.
fn aliases(name: &str, members: &[usize], rows: &[Row<'_>]) -> Vec<Service> {
    type Same = (PathPattern, Method, String);
    let mut same: BTreeMap<Same, BTreeMap<(usize, PathPattern), usize>> = BTreeMap::new();
    for index in members {
        let row = &rows[*index];
        let prefix = place(row).0;
        let key = (below(row.path, &prefix), row.method, row.decides());
        same.entry(key).or_default().insert((prefix.segments.len(), prefix), *index);
    }
    let mut clusters: BTreeMap<Vec<(usize, PathPattern)>, Vec<usize>> = BTreeMap::new();
    for prefixes in same.values() {
        let first = prefixes.values().next().copied();
        clusters.entry(prefixes.keys().cloned().collect()).or_default().extend(first);
    }
    let mut services: Vec<Service> = clusters
        .into_iter()
        .map(|(at, mut rows)| {
            rows.sort_unstable();
            let at = at.into_iter().map(|(_, prefix)| prefix).collect();
            Service { name: name.to_owned(), at, rows, rewrite_prefix: None }
        })
        .collect();
    // The largest has the bare name, the others get a suffix.
    services.sort_by_key(|s| std::cmp::Reverse(s.rows.len() * s.at.len()));
    for service in services.iter_mut().skip(1) {
        if let Some(Segment::Literal(first)) = service.at[0].segments.first()
            && service.at[0].segments.len() > 1
        {
            service.name = format!("{name}-{}", slug(first));
        }
    }
    services
}

fn asymmetry(name: &str, services: &[Service]) -> String {
    let mut parts: Vec<String> = services
        .iter()
        .map(|s| {
            let at: Vec<String> = s.at.iter().map(|p| format!("`{p}`")).collect();
            format!("{} at {}", endpoints(s.rows.len()), at.join(" and "))
        })
        .collect();
    parts.sort();
    format!("`{name}` differs between its prefixes and is imported as several services: {}", parts.join(", "))
}

/// Merges small services of one upstream below one parent, such as `/v1/plans` and `/v1/gpu`; all services of a parent
/// if they have the same upstream.
fn gathered(clusters: Vec<Service>, rows: &[Row<'_>], names: &Names) -> Vec<Service> {
    const SMALL: usize = 3;
    let key = |s: &Service| -> Option<(PathPattern, usize)> {
        let [at] = s.at.as_slice() else { return None };
        let parent = PathPattern { segments: at.segments[..at.segments.len().checked_sub(1)?].to_vec() };
        let upstream = rows[*s.rows.first()?].upstream?;
        s.rows.iter().all(|r| rows[*r].upstream == Some(upstream)).then_some((parent, upstream))
    };
    let paths = |s: &Service| s.rows.iter().map(|r| rows[*r].path).collect::<BTreeSet<_>>().len();
    let mut upstreams: BTreeMap<PathPattern, BTreeSet<usize>> = BTreeMap::new();
    for (parent, upstream) in clusters.iter().filter_map(key) {
        upstreams.entry(parent).or_default().insert(upstream);
    }
    let (mut kept, mut groups) = (Vec::new(), BTreeMap::<(PathPattern, usize), Vec<Service>>::new());
    for service in clusters {
        match key(&service) {
            Some(key)
                if paths(&service) <= SMALL
                    || (upstreams[&key.0].len() == 1 && !key.0.segments.is_empty()) =>
            {
                groups.entry(key).or_default().push(service);
            }
            _ => kept.push(service),
        }
    }
    for ((parent, upstream), group) in groups {
        if group.len() == 1 || parent.segments.is_empty() {
            kept.extend(group);
            continue;
        }
        let mut rows: Vec<usize> = group.into_iter().flat_map(|s| s.rows).collect();
        rows.sort_unstable();
        let name = names.upstreams[upstream].name.clone();
        let taken = kept.iter().any(|s| s.name == name);
        let name = if taken { format!("{name}-{}", slug(&parent.to_string())) } else { name };
        kept.push(Service { name, at: vec![parent], rows, rewrite_prefix: None });
    }
    kept
}

/// The prefix that most rows have at the upstream; nothing where paths go on unchanged.
fn rewrite_prefix(service: &Service, rows: &[Row<'_>]) -> Option<String> {
    let prefix = |row: &Row<'_>| -> Option<String> {
        let below = service.below(row);
        let prefix = match below.segments.is_empty() {
            true => row.rewrite.clone(),
            false => row.rewrite.strip_suffix(&below.to_string())?.to_owned(),
        };
        let prefix = if prefix.is_empty() { "/".to_owned() } else { prefix };
        parse_prefix(&prefix).is_ok().then_some(prefix)
    };
    let most =
        most(service.rows.iter().map(|r| &rows[*r]).filter(|row| !row.is_health()).filter_map(prefix))?;
    (service.at.len() > 1 || most != service.at[0].to_string()).then_some(most)
}
