//! The settings that a comparison is judged by.

use std::path::{Path, PathBuf};

use super::failed::Failed;
use super::sides::Read;
use crate::cli::inputs::Inputs;
use crate::settings::Settings;
use crate::{load, rules};

/// Those of the file that is named, else of the nearest `gwc.toml` at or above a path.
pub(super) fn read(config: Option<&PathBuf>, beside: Option<&Path>) -> Result<Settings, Failed> {
    let mut read = Read::default();
    let inputs = Inputs { config: config.cloned(), ..Inputs::one(beside.unwrap_or(Path::new("")), None) };
    let Some(path) = inputs.settings_file() else { return Ok(Settings::default()) };
    let file = load::file(&path, &mut read.sources, &mut read.problems);
    let parsed = file.map(|file| Settings::parse(&read.sources, file, rules::catalog(), &mut read.problems));
    if read.problems.has_errors() { Err(read.failed()) } else { Ok(parsed.unwrap_or_default()) }
}
