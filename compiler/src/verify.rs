//! The proof that ends a build: the gateway, each file that the build writes for a target, read back, and the artifact
//! decide the same for every class of requests.
//!
//! A JSON target drops what it does not support, which a rule reports and the author allowed: these differences are declared
//! in `declared.rs`. Any other difference is an error of the compiler, and the build fails.

mod declared;

use crate::compared::{self, Prepared};
use crate::model::Gateway;
use declared::is_declared;
use gwc_artifact::Artifact;
use gwc_diff::{Change, Comparison, PathPart, Side};
use gwc_syntax::value::Target;

/// What was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// How many forms of the gateway agree: the model, and each output of a target.
    pub forms: usize,
    /// For how many classes of requests; the number of the form that has most.
    pub classes: u64,
}

/// Compares a gateway with what a build writes for each target.
///
/// # Errors
/// The differences that no target declares, a line each.
pub fn verify(gateway: &Gateway, outputs: &[(Target, &[u8])]) -> Result<Verified, Vec<String>> {
    let mut verified = Verified { forms: 1, classes: 0 };
    let mut wrong = Vec::new();
    for (target, bytes) in outputs {
        match differences(gateway, *target, bytes) {
            Ok((classes, found)) => {
                wrong.extend(found);
                verified.forms += 1;
                verified.classes = verified.classes.max(classes);
            }
            Err(reason) => wrong.push(format!("{target}: {reason}")),
        }
    }
    if wrong.is_empty() { Ok(verified) } else { Err(wrong) }
}

/// How many classes were compared, and the differences that the target does not declare.
fn differences(gateway: &Gateway, target: Target, bytes: &[u8]) -> Result<(u64, Vec<String>), String> {
    let (model, output) = sides(gateway, target, bytes)?;
    let found = gwc_diff::compare(&model, &output).map_err(|error| error.to_string())?;
    let all = found.changes.iter().enumerate();
    let wrong =
        all.filter(|(at, change)| !is_declared(gateway, target, change) && !is_of_spelling(&found, *at));
    Ok((found.verdict.classes, wrong.map(|(_, change)| line(target, change)).collect()))
}

fn sides(gateway: &Gateway, target: Target, bytes: &[u8]) -> Result<(Side, Side), String> {
    let output = match target {
        Target::Gwr => {
            let artifact = Artifact::open(bytes).map_err(|error| error.to_string())?;
            compared::of_artifact(artifact.gateway())
        }
        target => compared::of_json(bytes, target)?,
    };
    Ok((bare(compared::of_policies(gateway)?), bare(output)))
}

/// Without what is passed through as it is: an artifact has the names only.
fn bare(prepared: Prepared) -> Side {
    let mut side = prepared.side;
    side.parts.clear();
    side.endpoints.iter_mut().for_each(|rest| rest.parts.clear());
    side
}

/// Whether a change only concerns paths with two slashes in a row, which `gwr` rejects, and gin matches with a parameter.
fn is_of_spelling(found: &Comparison, change: usize) -> bool {
    let mut regions = found.regions.iter().filter(|region| region.changes.contains(&change)).peekable();
    regions.peek().is_some() && regions.all(|region| region.parts.contains(&PathPart::Empty))
}

fn line(target: Target, change: &Change) -> String {
    let endpoint = change.endpoints.first().map_or("the gateway".to_owned(), |first| format!("`{first}`"));
    let value = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    format!(
        "{target}: {} of {endpoint}: {} in the route files, {} in the output",
        change.kind.name(),
        value(&change.before),
        value(&change.after)
    )
}
