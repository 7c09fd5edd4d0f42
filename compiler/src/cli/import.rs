//! `gwc import`: converts a KrakenD configuration to route files, and proves that both decide the same for every request.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::io::{Exit, Io};
use crate::import::Waived;
use crate::model::Gateway;
use crate::render::{self, Report};
use crate::{emit, import, load, read, verify};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;

/// The number of differences that are shown.
const SHOWN: usize = 40;

/// Convert a KrakenD configuration to route files, and prove that both decide the same for every request
#[derive(Debug, clap::Args)]
pub struct Args {
    /// KrakenD configuration in JSON or YAML, or a ConfigMap that contains one
    file: PathBuf,
    /// Folder to create; its name is the name of the gateway
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Key of the ConfigMap that contains the configuration
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Write the route files even if some endpoints behave differently
    #[arg(long)]
    partial: bool,
    /// Keep values that look like secrets; they are readable in the route files
    #[arg(long)]
    keep_secrets: bool,
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let name = args.out.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if let Err(fault) = (crate::grammar::format::NAME.check)(&name) {
        let _ = writeln!(
            io.err,
            "gwc: invalid gateway name `{name}`: {}; choose another output folder",
            fault.why
        );
        return Exit::Usage;
    }
    if args.out.join(load::GATEWAY_FILE).exists() {
        let _ = writeln!(io.err, "gwc: `{}` already contains a gateway", args.out.display());
        return Exit::Usage;
    }
    let mut sources = SourceMap::default();
    let mut out = Diagnostics::default();
    let gateway = read(args, &mut sources, &mut out);
    let broken = out.has_errors();
    let findings: Vec<_> = out.into_iter().collect();
    if !findings.is_empty() {
        let report = Report::new(&sources, &findings).screen(false, io.width);
        if let Err(error) = render::write(render::Format::Human, &report, io.colours, io.out) {
            return io.fail("cannot write the findings", &error);
        }
    }
    match gateway.filter(|_| !broken) {
        Some(gateway) => write(args, &name, &gateway, io),
        None => Exit::Findings,
    }
}

fn read(args: &Args, sources: &mut SourceMap, out: &mut Diagnostics) -> Option<Gateway> {
    let file = load::file(&args.file, sources, out)?;
    let configuration = load::configuration(file, args.key.as_deref(), sources, out)?;
    read::krakend(configuration, out)
}

fn write(args: &Args, name: &str, gateway: &Gateway, io: &mut Io<'_>) -> Exit {
    let secrets = import::secrets(gateway);
    for place in &secrets {
        let _ = writeln!(io.out, "secret: {place} looks like a secret");
    }
    if !secrets.is_empty() && !args.keep_secrets {
        let _ = writeln!(
            io.out,
            "nothing was written, because route files are committed; remove the secrets from the configuration, or run with \
             `--keep-secrets`"
        );
        return Exit::Findings;
    }
    let imported = import::import(gateway, name, &load::display(&args.file));
    for note in &imported.notes {
        let _ = writeln!(io.out, "note: {note}");
    }
    let mut files = imported.files;
    let waived = import::waive(&mut files);
    let proof = verify::prove(gateway, &files);
    match &proof {
        Ok(proof) => {
            files.push((import::LOCK.to_owned(), proof.lock.clone()));
            let _ = tell_errors(&waived, &args.out, io);
            let _ = writeln!(io.out, "{}", proved(proof));
        }
        Err(differences) => {
            let _ = tell(differences, io);
            if !args.partial {
                let _ = writeln!(
                    io.out,
                    "nothing was written; to write the route files with these differences, run with `--partial`"
                );
                return Exit::Findings;
            }
        }
    }
    if let Err((path, error)) = save(&args.out, &files) {
        return io.fail(&format!("cannot write `{}`", path.display()), &error);
    }
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    let _ = writeln!(io.err, "wrote {} files, {lines} lines, to {}", files.len(), args.out.display());
    if proof.is_ok() { Exit::Clean } else { Exit::Findings }
}

/// What the proof is about; a configuration without endpoints has none.
fn proved(proof: &verify::Proof) -> String {
    let carried = match proof.carried {
        0 => String::new(),
        count if count == proof.endpoints => ", carried in KrakenD's own words".to_owned(),
        count => format!(", {count} of them carried in KrakenD's own words"),
    };
    match proof.endpoints {
        0 => "the configuration has no endpoints; what else it sets is kept".to_owned(),
        count => {
            let (plural, classes) = (if count == 1 { "" } else { "s" }, proof.classes);
            format!(
                "verified: both forms of {count} endpoint{plural} agree on {classes} request classes{carried}"
            )
        }
    }
}

/// What is wrong with the configuration, and what was done about it.
fn tell_errors(found: &Waived, folder: &Path, io: &mut Io<'_>) -> std::io::Result<()> {
    let list = |counts: &BTreeMap<String, usize>| {
        let each = counts.iter().map(|(title, count)| format!("{title} ({count})"));
        each.collect::<Vec<_>>().join(", ")
    };
    let folder = folder.display();
    if !found.waived.is_empty() {
        let files: Vec<String> = found.files.iter().map(|name| format!("`{folder}/{name}`")).collect();
        let (errors, help) = match found.waived.values().sum::<usize>() {
            1 => ("1 error of the original file is".to_owned(), "correct it and delete the suppression"),
            count => (
                format!("{count} errors of the original file are"),
                "correct them and delete the suppressions",
            ),
        };
        let (files, list) = (files.join(" and "), list(&found.waived));
        writeln!(io.out, "note: {errors} waived in {files}: {help}: {list}")?;
    }
    if !found.left.is_empty() {
        writeln!(
            io.out,
            "note: the configuration has errors: {}; `gwc build` writes nothing until each is corrected, and \
             `gwc check {folder}` shows them",
            list(&found.left)
        )?;
    }
    Ok(())
}

fn tell(differences: &[String], io: &mut Io<'_>) -> std::io::Result<()> {
    for line in differences.iter().take(SHOWN) {
        writeln!(io.out, "differs: {line}")?;
    }
    match differences.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(io.out, "differs: {more} more"),
    }
}

fn save(folder: &Path, files: &[(String, String)]) -> Result<(), (PathBuf, std::io::Error)> {
    std::fs::create_dir_all(folder).map_err(|error| (folder.to_owned(), error))?;
    for (name, text) in files {
        let path = folder.join(name);
        emit::replace_file(&path, text.as_bytes()).map_err(|error| (path, error))?;
    }
    Ok(())
}
