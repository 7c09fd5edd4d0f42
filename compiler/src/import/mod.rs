//! A KrakenD configuration as compact route files, and the proof that they decide the same.
//!
//! Services are inferred from paths and upstreams, aliases from prefixes that do the very same, profiles from the
//! combinations that endpoints share. What route YAML does not cover is never dropped in silence: components it does
//! not know stay under `krakend`, keys it does not cover are in a comment at their place and in the notes, and
//! endpoints it cannot express are left out, which [`prove`] then reports.
//!
//! Values that look like secrets do not belong into route files, which are committed: see [`secrets`].

mod compare;
mod layers;
mod names;
mod rows;
pub(crate) mod coverage;
mod services;
mod phrases;
mod security;
mod write;
mod yaml;

pub use compare::compare;

use phrases::endpoints;

use crate::load::{GATEWAY_FILE, GatewayFiles, LOCK_FILE};
use crate::model::{Credential, Gateway};
use crate::passthrough;
use crate::settings::Settings;
use gwc_syntax::diagnostic::Severity;
use gwc_syntax::source::SourceMap;
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
    let (rows, left_out) = rows::rows(gateway, &names);
    let layers = layers::Layers::of(&rows);
    let (services, aliases) = services::services(&rows, &names);
    let mut notes = notes(gateway, &rows);
    notes.extend(aliases);
    notes.extend(left_out.iter().map(|left| format!("`{}` is not imported: {}", left.key, left.why)));
    let gateway_text = write::gateway(gateway, (name, source), &rows, &names, &layers);
    let services_text = write::services(&services, &rows, &left_out, &names, &layers);
    let files = vec![(GATEWAY_FILE.to_owned(), gateway_text), ("services.yaml".to_owned(), services_text)];
    Import { files, notes }
}

/// The places of values that look like secrets: they are only imported on request.
pub fn secrets(gateway: &Gateway) -> Vec<String> {
    coverage::secrets(gateway)
}

/// That route files decide the same.
#[derive(Debug)]
pub struct Proof {
    /// How many endpoints were compared.
    pub endpoints: usize,
    /// The text of their lock file.
    pub lock: String,
    /// Errors that the linter finds in the route files, as it would in the configuration: code, name, and how many.
    pub errors: Vec<String>,
}

/// Compiles route files and compares.
///
/// # Errors
/// What differs; the compiler's findings, when there is nothing to compare.
pub fn prove(gateway: &Gateway, files: &[(String, String)]) -> Result<Proof, Vec<String>> {
    let mut sources = SourceMap::default();
    let routes = files.iter().map(|(name, text)| sources.add(name, text.as_str())).collect();
    let files = GatewayFiles { routes, ..GatewayFiles::default() };
    let compilation = crate::compile_gateway(&sources, &files, &Settings::default());
    let errors = || compilation.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let told = || errors().map(|d| format!("{}: {}", sources.locate(d.primary.span), d.message)).collect();
    let Some(rebuilt) = &compilation.gateway else { return Err(told()) };
    let mut differences = compare(gateway, rebuilt);
    differences.extend(coverage::unloaded_plugins(gateway));
    if !differences.is_empty() {
        // What the compiler refuses explains what differs; what the linter finds does not.
        let refused = errors().filter(|d| crate::rules::of_stages().any(|entry| entry.rule == d.rule));
        let refused = refused.map(|d| format!("{}: {}", sources.locate(d.primary.span), d.message));
        return Err(refused.chain(differences).collect());
    }
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    errors().for_each(|d| *counts.entry(d.rule.title()).or_default() += 1);
    Ok(Proof {
        endpoints: rebuilt.endpoints.len(),
        lock: crate::lock::render(rebuilt),
        errors: counts.into_iter().map(|(title, count)| format!("{title} ({count})")).collect(),
    })
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
    note(unstated, "#: no credential is configured; they are imported as `public`, as in KrakenD");
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
    notes.extend(kept(gateway, rows));
    notes.extend(
        coverage::uncovered_keys(gateway)
            .into_iter()
            .map(|key| format!("`{key}` of the root has no equivalent in route files")),
    );
    let off = |row: &&rows::Row<'_>| {
        row.endpoint.limit.is_none() && row.endpoint.extra.get(passthrough::LIMIT).is_some()
    };
    notes.extend(rows.iter().filter(off).map(|row| {
        format!("`{}` of `{}` limits no requests and is not imported", passthrough::LIMIT, row.endpoint.key())
    }));
    for row in rows {
        let place =
            |key: &String| format!("`{key}` of `{}` has no equivalent in route files", row.endpoint.key());
        notes.extend(row.uncovered.iter().map(place));
    }
    notes
}

/// Components that are kept unchanged, each once with the number of its places.
fn kept(gateway: &Gateway, rows: &[rows::Row<'_>]) -> Vec<String> {
    let mut places = std::collections::BTreeMap::<(String, &str), usize>::new();
    for (name, _) in coverage::uncovered_root(gateway) {
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
