//! A KrakenD configuration as compact route files that decide the same.
//!
//! Services are inferred from paths and upstreams, aliases from prefixes that do the very same, profiles from the
//! combinations that endpoints share. Nothing is dropped: components that route YAML does not know stay under `krakend`,
//! keys of the root under `krakend_root`, and endpoints that services cannot express are carried in `krakend_endpoints`.
//! [`prove`](crate::verify::prove) reads back the JSON that a build would write, and compares it with the configuration as
//! `gwc diff` does.
//!
//! Values that look like secrets do not belong into route files, which are committed: see [`secrets`].

mod layers;
mod names;
mod rows;
pub(crate) mod coverage;
mod services;
mod phrases;
mod security;
mod waive;
mod write;
mod yaml;

use phrases::endpoints;

pub use waive::{Waived, waive};

use crate::load::{GATEWAY_FILE, LOCK_FILE};
use crate::model::{Credential, Gateway};
use crate::passthrough;
use gwc_syntax::value::Segment;

/// Route files, and notes about them.
#[derive(Debug)]
pub struct Import {
    /// Names and texts; `gateway.yaml` first.
    pub files: Vec<(String, String)>,
    /// Notes for the user, a line each.
    pub notes: Vec<String>,
}

/// Makes route files of a gateway that was read from a KrakenD configuration. `name` is the name of the gateway, `source`
/// the file of the configuration.
pub fn import(gateway: &Gateway, name: &str, source: &str) -> Import {
    let names = names::Names::of(gateway);
    let (rows, carried) = rows::rows(gateway, &names);
    let layers = layers::Layers::of(&rows);
    let (services, aliases) = services::services(&rows, &names);
    let mut notes = notes(gateway, &rows);
    notes.extend(aliases);
    let is_carried = |carried: &rows::Carried| {
        format!("`{}` is carried in `krakend_endpoints`: {}", carried.key, carried.why)
    };
    notes.extend(carried.iter().map(is_carried));
    let layers_and_carrying = (&layers, !carried.is_empty());
    let gateway_text = write::gateway(gateway, (name, source), &rows, &names, layers_and_carrying);
    let services_text = write::services(&services, &rows, &carried, &names, &layers);
    let files = vec![(GATEWAY_FILE.to_owned(), gateway_text), ("services.yaml".to_owned(), services_text)];
    Import { files, notes }
}

/// The places of values that look like secrets: they are only imported on request.
pub fn secrets(gateway: &Gateway) -> Vec<String> {
    coverage::secrets(gateway)
}

/// The name of the lock file.
pub const LOCK: &str = LOCK_FILE;

fn notes(gateway: &Gateway, rows: &[rows::Row<'_>]) -> Vec<String> {
    let mut notes = Vec::new();
    let count = |what: &dyn Fn(&rows::Row<'_>) -> bool| rows.iter().filter(|row| what(row)).count();
    let segment =
        count(&|row| matches!(row.path.segments.last(), Some(Segment::Param(name)) if name == "path"));
    let mut note = |count: usize, text: &str| {
        if count > 0 {
            notes.push(text.replacen('#', &endpoints(count), 1));
        }
    };
    note(
        segment,
        "#: the path ends in `/{path}`, which matches one segment, as in KrakenD; to match any depth, set \
         `methods: GET POST` at the service, or use the path `/*`",
    );
    let unstated = count(&|row| row.endpoint.credential.value == Credential::Unstated);
    note(unstated, "#: no credential is configured; imported as `public`, as in KrakenD");
    note(
        count(&|row| row.is_health()),
        "#: the backend is the health endpoint of the gateway; imported as `respond: health`",
    );
    let uncached = count(&|row| {
        let validators =
            row.endpoint.extra.entries.iter().filter(|(name, _)| passthrough::is_validator(&name.value));
        validators.into_iter().any(|(_, value)| value.get("cache") != Some(&true.into()))
    });
    note(
        uncached,
        "#: `auth/validator` does not cache keys, and KrakenD fetches them twice for each request; the imported gateway \
         caches them",
    );
    notes.extend(unforwarded(gateway, rows));
    notes.extend(kept(gateway, rows));
    let root: Vec<String> =
        coverage::root_keys(gateway, false).iter().map(|(name, _)| format!("`{name}`")).collect();
    if !root.is_empty() {
        let verb = if root.len() == 1 { "is" } else { "are" };
        notes.push(format!("{} of the root {verb} kept under `krakend_root`", root.join(", ")));
    }
    let off = |row: &&rows::Row<'_>| {
        let is_kept = row.extra.iter().any(|(name, _)| name == passthrough::LIMIT);
        !is_kept && row.endpoint.limit.is_none() && row.endpoint.extra.get(passthrough::LIMIT).is_some()
    };
    notes.extend(rows.iter().filter(off).map(|row| {
        format!("`{}` of `{}` limits no requests and is not imported", passthrough::LIMIT, row.endpoint.key())
    }));
    notes
}

/// Headers that validators set from claims and that endpoints do not forward, each once with the number of endpoints.
fn unforwarded(gateway: &Gateway, rows: &[rows::Row<'_>]) -> Vec<String> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for row in rows {
        let Credential::AnyOf(ids) = &row.endpoint.credential.value else { continue };
        let mints = ids.iter().flat_map(|id| &gateway.auth(*id).mints);
        let lost =
            mints.filter(|m| !coverage::forwards(&row.endpoint.forward.headers.value, &m.header.value));
        lost.for_each(|mint| *counts.entry(&mint.header.value).or_default() += 1);
    }
    let note = |(header, count): (&str, usize)| {
        format!(
            "{}: `{header}` is set from a claim and not forwarded, so it has no effect and is left out of `propagate_claims`",
            endpoints(count)
        )
    };
    counts.into_iter().map(note).collect()
}

/// Components that are kept unchanged, each once with the number of its places.
fn kept(gateway: &Gateway, rows: &[rows::Row<'_>]) -> Vec<String> {
    let mut places = std::collections::BTreeMap::<(String, &str), usize>::new();
    for (name, _) in coverage::kept_root(gateway) {
        *places.entry((name.to_owned(), "root")).or_default() += 1;
    }
    for row in rows {
        for (name, _) in &row.extra {
            *places.entry((name.clone(), "endpoint")).or_default() += 1;
        }
        for backend in row.endpoint.backends().iter().filter(|_| !row.is_health()) {
            for (name, _) in coverage::backend_extra(gateway, backend) {
                *places.entry((name, "backend")).or_default() += 1;
            }
        }
    }
    let line = |((name, level), count): ((String, &str), usize)| match level {
        "root" => format!("`{name}` of the root is kept under `krakend`"),
        level => {
            let plural = if count == 1 { "" } else { "s" };
            format!("`{name}` of {count} {level}{plural} is kept under `krakend`")
        }
    };
    places.into_iter().map(line).collect()
}
