//! `gwc schema`: the JSON Schemas of route files and of machine output.

use std::path::PathBuf;

use super::{Exit, Io};
use crate::{emit, grammar, render};

/// Print the JSON Schemas, or write them to a folder
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which schema; all when absent, which needs `--out`
    #[arg(value_parser = ["gateway", "services", "diagnostics"])]
    which: Option<String>,
    /// Write all of them to this folder
    #[arg(short, long, value_name = "DIR", conflicts_with = "which", required_unless_present = "which")]
    out: Option<PathBuf>,
}

/// All schemas: file name and text.
pub fn files() -> Vec<(&'static str, String)> {
    let mut schemas = grammar::schema::all();
    schemas.push(("diagnostics.schema.json", render::diagnostics_schema()));
    let text = |value| format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default());
    schemas.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let wanted = args.which.as_ref().map(|which| format!("{which}.schema.json"));
    for (name, text) in files() {
        let written = match (&wanted, &args.out) {
            (Some(wanted), _) if wanted == name => io.out.write_all(text.as_bytes()),
            (None, Some(folder)) => std::fs::create_dir_all(folder)
                .and_then(|()| emit::replace_file(&folder.join(name), text.as_bytes())),
            _ => Ok(()),
        };
        if let Err(error) = written {
            return io.fail(&format!("`{name}` can not be written"), &error);
        }
    }
    Exit::Clean
}
