//! `gwc schema`: the JSON Schemas of route files and of machine output.

use std::path::{Path, PathBuf};

use super::io::{Exit, Io};
use crate::grammar::resource_schema;
use crate::verify::certificate::certificate_schema;
use crate::{emit, grammar, render};

/// Print the JSON Schemas of route files and of the JSON output, or write them to a folder
///
/// `crd` is the CustomResourceDefinition of the Gateway resource, for `kubectl apply`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Schema to print [default: all, as one JSON object]
    #[arg(value_parser = ["gateway", "services", "diagnostics", "changes", "certificate", "crd"])]
    which: Option<String>,
    /// Write each schema to a file in this folder instead of printing it
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// All schemas: file name and text.
pub fn files() -> Vec<(&'static str, String)> {
    let mut schemas = grammar::schema::all();
    schemas.push(("diagnostics.schema.json", render::diagnostics_schema()));
    schemas.push(("changes.schema.json", render::changes::changes_schema()));
    schemas.push(("certificate.schema.json", certificate_schema()));
    let text = |value| format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default());
    schemas.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// The CustomResourceDefinition of the Gateway resource, as YAML.
pub fn definition() -> Option<String> {
    gwc_manifest::fragment(&resource_schema::definition()).ok()
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    if args.which.as_deref() == Some("crd") && args.out.is_none() {
        return match definition().map(|text| io.out.write_all(text.as_bytes())) {
            Some(Ok(())) => Exit::Clean,
            Some(Err(error)) => io.fail("cannot write the definition", &error),
            None => Exit::Failed,
        };
    }
    let wanted = args.which.as_ref().map(|which| format!("{which}.schema.json"));
    let files: Vec<_> =
        files().into_iter().filter(|(name, _)| wanted.as_deref().is_none_or(|w| w == *name)).collect();
    let with_definition = args.which.as_deref().is_none_or(|which| which == "crd");
    if let (Some(folder), Some(text)) = (&args.out, definition().filter(|_| with_definition))
        && let Err(error) = write(folder, resource_schema::FILE, &text)
    {
        return io.fail("cannot write the definition", &error);
    }
    let written = match (&args.out, files.as_slice()) {
        (Some(folder), files) => files.iter().try_for_each(|(name, text)| write(folder, name, text)),
        (None, [(_, text)]) => io.out.write_all(text.as_bytes()),
        (None, files) => io.out.write_all(together(files).as_bytes()),
    };
    match written {
        Ok(()) => Exit::Clean,
        Err(error) => io.fail("cannot write the schemas", &error),
    }
}

fn write(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    emit::replace_file(&folder.join(name), text.as_bytes())
}

/// One object with each schema under its name.
fn together(files: &[(&str, String)]) -> String {
    let name = |file: &str| file.trim_end_matches(".schema.json").to_owned();
    let value = |text: &str| serde_json::from_str(text).unwrap_or_default();
    let all: serde_json::Map<String, serde_json::Value> =
        files.iter().map(|(file, text)| (name(file), value(text))).collect();
    format!("{}\n", serde_json::to_string_pretty(&all).unwrap_or_default())
}
