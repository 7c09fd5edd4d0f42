//! The proof that ends a build: the gateway, each file that the build writes for a target, read back, and the artifact
//! decide the same for every class of requests. `imported.rs` has the one that ends an import.
//!
//! A JSON target drops what it does not support, which a rule reports and the author allowed: these differences are declared
//! in `declared.rs`. Any other difference is an error of the compiler, and the build fails.

pub mod certificate;
mod declared;
mod imported;
mod overlap;

pub use imported::{Proof, compare, prove};

use std::collections::{BTreeMap, BTreeSet};

use crate::compared::{self, Prepared};
use crate::model::Gateway;
use declared::{is_declared, is_elsewhere};
use gwc_artifact::Artifact;
use gwc_diff::{Change, EndpointRef, Kind, Side, TooLarge};
use gwc_syntax::value::Target;

/// What was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many forms of the gateway agree: the model, and each output of a target.
    pub forms: usize,
    /// For how many classes of requests; the number of the form that has most.
    pub classes: u64,
    /// Each output, in the order of the targets.
    pub outputs: Vec<Form>,
}

/// One output of a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The target that it is for.
    pub target: Target,
    /// How many classes of requests were compared.
    pub classes: u64,
    /// Why it was not compared which of several endpoints gets a request that they all match. What each endpoint decides
    /// was.
    pub overlap: Option<TooLarge>,
    /// The differences that the target declares.
    pub declared: Vec<Declared>,
}

/// A difference that a target declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its code, such as `GW857`.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How many endpoints it concerns; 0 for the gateway as a whole.
    pub endpoints: usize,
}

/// Compares a gateway with what a build writes for each target.
///
/// # Errors
/// The differences that no target declares, a line each.
pub fn verify(gateway: &Gateway, outputs: &[(Target, &[u8])]) -> Result<Verified, Vec<String>> {
    let mut verified = Verified { forms: 1, classes: 0, outputs: Vec::new() };
    let mut wrong = Vec::new();
    for (target, bytes) in outputs {
        match differences(gateway, *target, bytes) {
            Ok((form, found)) => {
                wrong.extend(found);
                verified.forms += 1;
                verified.classes = verified.classes.max(form.classes);
                verified.outputs.push(form);
            }
            Err(reason) => wrong.push(format!("{target}: {reason}")),
        }
    }
    if wrong.is_empty() { Ok(verified) } else { Err(wrong) }
}

/// What was compared, and the differences that the target does not declare.
fn differences(gateway: &Gateway, target: Target, bytes: &[u8]) -> Result<(Form, Vec<String>), String> {
    let (model, output) = sides(gateway, target, bytes)?;
    let (found, overlap) = overlap::of_all(&model, &output);
    let all = found.changes.iter().enumerate();
    let (declared, wrong): (Vec<_>, Vec<_>) = all.partition(|(at, change)| {
        is_declared(gateway, (target, &output), change) || is_elsewhere(gateway, &found, *at)
    });
    let form = Form {
        target,
        classes: found.verdict.classes,
        overlap,
        declared: counted(declared.iter().map(|(_, one)| *one)),
    };
    Ok((form, wrong.into_iter().map(|(_, change)| line(target, change)).collect()))
}

/// The kinds of changes, each with the number of its endpoints.
fn counted<'c>(changes: impl Iterator<Item = &'c Change>) -> Vec<Declared> {
    let mut kinds: BTreeMap<Kind, BTreeSet<&EndpointRef>> = BTreeMap::new();
    for change in changes {
        kinds.entry(change.kind).or_default().extend(&change.endpoints);
    }
    let one = |(kind, endpoints): (Kind, BTreeSet<&EndpointRef>)| Declared {
        code: kind.code(),
        name: kind.name(),
        endpoints: endpoints.len(),
    };
    kinds.into_iter().map(one).collect()
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
