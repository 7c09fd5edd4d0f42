//! The proof that route files decide what the configuration decided that they were made of.

use gwc_diff::{Change, Idle, Side};
use gwc_syntax::diagnostic::Severity;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;

use crate::compared;
use crate::load::GatewayFiles;
use crate::lower::krakend::{Layout, render};
use crate::model::Gateway;
use crate::settings::Settings;

/// That route files decide the same.
#[derive(Debug)]
pub struct Proof {
    /// How many endpoints were compared.
    pub endpoints: usize,
    /// For how many classes of requests.
    pub classes: u64,
    /// How many of the endpoints are carried in KrakenD's own words.
    pub carried: usize,
    /// The text of their lock file.
    pub lock: String,
    /// The configuration that a build would write for the target of the one that was imported.
    pub json: Vec<u8>,
}

/// Compiles route files, reads back the JSON that a build would write for the target of the configuration, and compares
/// both for every class of requests, as `gwc diff` does.
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
    let Some(target) = rebuilt.targets.first().map(|target| target.value) else { return Err(told()) };
    let json = render(rebuilt, target, Layout::Compact);
    let classes = compare(gateway, &json, target).map_err(|differences| {
        // What the compiler refuses explains what differs; what the linter finds does not.
        let refused = errors().filter(|d| crate::rules::of_stages().any(|entry| entry.rule == d.rule));
        let refused = refused.map(|d| format!("{}: {}", sources.locate(d.primary.span), d.message));
        refused.chain(differences).collect::<Vec<_>>()
    })?;
    Ok(Proof {
        endpoints: rebuilt.endpoints.len() + rebuilt.verbatim.endpoints.len(),
        classes,
        carried: rebuilt.verbatim.endpoints.len(),
        lock: crate::lock::render(rebuilt),
        json,
    })
}

/// Compares a configuration with JSON for the same target, and answers the number of classes of requests.
///
/// # Errors
/// What differs, a line for each: also what has no effect on requests, but for comments.
pub fn compare(gateway: &Gateway, json: &[u8], target: Target) -> Result<u64, Vec<String>> {
    let one = |error: String| vec![format!("the gateway: {error}")];
    let before = compared::of_model(gateway, Some(target)).map_err(one)?.side;
    let after = compared::of_json(json, target).map_err(one)?.side;
    let (found, overlap) = super::overlap::of_all(&before, &after);
    let unexplained =
        found.verdict.completeness.unexplained.iter().map(|leaf| format!("{}: differs", leaf.name));
    let lost = idle((&before, &after)).map(|one| format!("{}: was {}, is not", one.leaf, one.text));
    let gained = idle((&after, &before)).map(|one| format!("{}: is {}, was not", one.leaf, one.text));
    let overlap = overlap.map(|limit| format!("the gateway: {limit}"));
    let lines: Vec<String> =
        found.changes.iter().map(line).chain(unexplained).chain(lost).chain(gained).chain(overlap).collect();
    if lines.is_empty() { Ok(found.verdict.classes) } else { Err(lines) }
}

/// The components of one side without an effect on requests that the other one does not have: an import keeps them.
fn idle<'s>((one, other): (&'s Side, &'s Side)) -> impl Iterator<Item = &'s Idle> {
    let has = |side: &Side, wanted: &Idle| {
        side.idle.iter().any(|idle| idle.leaf == wanted.leaf && idle.text == wanted.text)
    };
    let components = one.idle.iter().filter(|idle| idle.leaf.contains("extra_config."));
    components.filter(move |idle| !has(other, idle))
}

fn line(change: &Change) -> String {
    let endpoint = change.endpoints.first().map_or("the gateway".to_owned(), ToString::to_string);
    let more = match change.endpoints.len() {
        0 | 1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let value = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    let (was, is) = (value(&change.before), value(&change.after));
    format!("{endpoint}{more}: {}: was {was}, is {is}", change.kind.name())
}
