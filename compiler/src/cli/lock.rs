//! `gwc lock`: rewrites `endpoints.lock` and prints the changes.

use std::collections::BTreeSet;
use std::path::Path;

use super::inputs::Inputs;
use super::io::{Exit, Io};
use super::reporting::Reporting;
use super::session::Session;
use crate::load::LOCK_FILE;
use crate::{codes, emit, lock};

/// Rewrite `endpoints.lock` of each gateway and print the changes
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    reporting: Reporting,
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let mut session = Session::new(&args.inputs, io);
    // This command resolves these findings.
    session.findings.retain(|d| d.rule != &codes::LOCK_DIFFERS && d.rule != &codes::NO_LOCK);
    if session.has_errors() {
        return session.report(&args.reporting, io);
    }
    let mut files = Vec::new();
    let folders = session.compiled.gateways.iter().filter(|(files, _)| !files.is_resource);
    for (gateway_files, compilation) in folders {
        let Some(gateway) = &compilation.gateway else { continue };
        let old = gateway_files.lock.map_or("", |file| &session.sources.file(file).text);
        let new = lock::render(gateway);
        let path = Path::new(&gateway_files.folder).join(LOCK_FILE);
        let _ = print_changes(&path, old, &new, io);
        if old != new {
            files.push((path, new));
        }
    }
    for (path, text) in files {
        if let Err(error) = emit::replace_file(&path, text.as_bytes()) {
            return io.fail(&format!("cannot write `{}`", path.display()), &error);
        }
    }
    session.report(&args.reporting, io)
}

fn print_changes(path: &Path, old: &str, new: &str, io: &mut Io<'_>) -> std::io::Result<()> {
    let set = |text: &str| -> BTreeSet<String> {
        text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned).collect()
    };
    let (old, new) = (set(old), set(new));
    let gone: Vec<_> = old.difference(&new).collect();
    let came: Vec<_> = new.difference(&old).collect();
    writeln!(io.out, "{}: {} endpoints, +{} -{}", path.display(), new.len(), came.len(), gone.len())?;
    gone.iter().try_for_each(|line| writeln!(io.out, "- {line}"))?;
    came.iter().try_for_each(|line| writeln!(io.out, "+ {line}"))
}
