//! The outputs: bytes for each target, and the source map to the authored lines.
//!
//! Only a [`crate::Checked`] gateway gets here. Everything is typed, sorted, and the same every time.

mod error;
pub mod kube;
pub mod model;
pub mod resource;
mod source_map;
mod write;

use crate::compilation::Checked;
use crate::lower;
use crate::lower::krakend::Layout;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;

pub use error::EmitError;
pub use write::{Output, WriteError, Written, replace_file, write};

/// How outputs are written.
#[derive(Debug, Default)]
pub struct Options {
    /// JSON without white space.
    pub compact: bool,
    /// The templates of manifests.
    pub templates: kube::Templates,
}

/// The artifact that the runtime serves.
///
/// # Errors
/// What the artifact cannot hold, in a sentence.
pub fn artifact(checked: Checked<'_>) -> Result<Vec<u8>, String> {
    lower::artifact::render(checked.gateway())
}

/// The name of the file that a target reads.
pub fn file_name(target: Target) -> &'static str {
    match target {
        Target::Hanzo => "gateway.json",
        Target::KrakendCe { .. } => "krakend.json",
        Target::Gwr => "gateway.gwa",
    }
}

/// All outputs of a gateway, below a folder of its name.
///
/// # Errors
/// A template of the user's does not render, or renders something that is not the manifest it should be.
pub fn outputs(
    checked: Checked<'_>,
    sources: &SourceMap,
    options: &Options,
) -> Result<Vec<Output>, EmitError> {
    let gateway = checked.gateway();
    let folder = &gateway.name.value;
    let mut files = Vec::new();
    for target in gateway.targets.iter().map(|t| t.value) {
        let layout = if options.compact { Layout::Compact } else { Layout::Pretty };
        let bytes = match target {
            Target::Gwr => artifact(checked).map_err(EmitError)?,
            target => lower::krakend::render(gateway, target, layout),
        };
        files.push((file_name(target).to_owned(), bytes));
    }
    files.extend(kube::manifests(checked, &options.templates)?);
    files.push(("gateway.map.json".to_owned(), source_map::render(checked, sources)));
    Ok(files.into_iter().map(|(path, bytes)| Output { path: format!("{folder}/{path}"), bytes }).collect())
}
