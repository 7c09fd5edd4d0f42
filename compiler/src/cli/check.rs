//! `gwc check`: checks the inputs, and on request writes fixes, suppressions or a baseline.

use std::path::{Path, PathBuf};

use super::against::Against;
use super::inputs::Inputs;
use super::io::{Exit, Io};
use super::reporting::Reporting;
use super::session::Session;
use crate::baseline::{Baseline, compare};
use crate::fix::{self, Tier};
use crate::model::phrases;
use crate::render::Format;
use crate::{emit, load, rules, suppress};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Reason};
use gwc_syntax::source::FileId;

mod change_rule;
mod exposure;
mod render;
mod repair;
use repair::{repair, show};

/// Check gateways, KrakenD configurations, host tables and manifests
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Report only findings that are new compared to `git:REF`, or to another folder or file
    #[arg(long, value_name = "git:REF|PATH")]
    against: Option<Against>,
    /// Do not report the findings that this file lists; report its stale entries
    #[arg(long, value_name = "FILE", conflicts_with = "against")]
    baseline: Option<PathBuf>,
    /// Create the baseline, or remove fixed findings from it
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
    /// Apply safe fixes
    #[arg(long)]
    fix: bool,
    /// Apply unsafe fixes too, which may change behaviour
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print the changes of the fixes as a diff, without writing them
    #[arg(long)]
    diff: bool,
    /// Add a suppression with this reason for every current finding
    #[arg(long, value_name = "REASON", conflicts_with_all = ["fix", "unsafe_fixes", "diff"])]
    add_ignores: Option<String>,
    /// Render templates of KrakenD's flexible configuration with the `krakend` on the search path, and check the results
    #[arg(long, conflicts_with_all = ["fix", "unsafe_fixes", "diff", "add_ignores", "against", "baseline"])]
    render: bool,
    #[command(flatten)]
    krakend: OfKrakend,
    #[command(flatten)]
    reporting: Reporting,
}

/// The command line of `krakend check`, for scripts that have it.
#[derive(Debug, clap::Args)]
struct OfKrakend {
    /// The configuration, as `krakend check` takes it
    #[arg(short = 'c', value_name = "FILE", hide = true, conflicts_with = "paths")]
    file: Option<PathBuf>,
    /// Options that choose what `krakend check` does: `gwc check` does all of it always
    #[arg(
        short = 't', long = "test-gin-routes", short_aliases = ['l', 'n', 'd'],
        aliases = ["lint", "lint-no-network", "debug"], action = clap::ArgAction::Count, hide = true
    )]
    thoroughness: u8,
}

impl Args {
    /// With the file of `-c` as the only input.
    pub fn with_file(mut self) -> Self {
        if let Some(file) = self.krakend.file.take() {
            self.inputs.paths = vec![file];
        }
        self
    }

    /// Whether files are changed, or such changes shown.
    fn edits(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff || self.add_ignores.is_some()
    }
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    if args.edits() && args.inputs.paths.iter().any(|path| path == Path::new(load::STDIN)) {
        let _ = writeln!(io.err, "gwc: cannot edit standard input; name a file instead of `-`");
        return Exit::Usage;
    }
    if args.render {
        return match render::session(&args.inputs, io) {
            Ok(session) => session.report(&args.reporting, io),
            Err(message) => {
                let _ = writeln!(io.err, "gwc: {message}");
                Exit::Failed
            }
        };
    }
    let mut session = Session::new(&args.inputs, io);
    if args.fix || args.unsafe_fixes || args.diff {
        let tier = if args.unsafe_fixes { Tier::Unsafe } else { Tier::Safe };
        let repaired = repair(&args.inputs, args.baseline.as_deref(), tier, session, io);
        if args.diff {
            return show(&repaired.changes, io);
        }
        let files = repaired.changes.iter().map(|change| (change.path.clone(), change.new.clone()));
        if let Err(exit) = write_all(files, io) {
            return exit;
        }
        let _ = writeln!(
            io.err,
            "applied {} {}",
            repaired.applied,
            phrases::plural(repaired.applied, "fix", "fixes")
        );
        session = Session::new(&args.inputs, io);
    }
    if let Some(reason) = &args.add_ignores {
        if let Err(exit) = add_ignores(reason, &session, io) {
            return exit;
        }
        session = Session::new(&args.inputs, io);
    }
    match (&args.against, &args.baseline) {
        (Some(against), _) => report_against(against, args, &mut session, io),
        (None, Some(path)) => report_beyond(path, args, &mut session, io),
        (None, None) => session.report(&args.reporting, io),
    }
}

fn write_all(files: impl Iterator<Item = (String, String)>, io: &mut Io<'_>) -> Result<(), Exit> {
    for (path, text) in files {
        if let Err(error) = emit::replace_file(Path::new(&path), text.as_bytes()) {
            return Err(io.fail(&format!("cannot write `{path}`"), &error));
        }
    }
    Ok(())
}

fn add_ignores(reason: &str, session: &Session, io: &mut Io<'_>) -> Result<(), Exit> {
    let documents: Vec<_> = session.compiled.documents().collect();
    let added = suppress::add_ignores(&session.findings, &documents, &session.sources, reason);
    let mut by_file: std::collections::BTreeMap<FileId, Vec<_>> = std::collections::BTreeMap::new();
    for edit in added.edits {
        by_file.entry(edit.span.file).or_default().push(edit);
    }
    let files = by_file.iter().map(|(file, edits)| {
        let source = session.sources.file(*file);
        (source.path.clone(), fix::apply_edits(&source.text, edits))
    });
    write_all(files, io)?;
    if !added.settings.is_empty() {
        let _ = writeln!(io.err, "JSON files have no comments; add this to `gwc.toml`:\n{}", added.settings);
    }
    if added.left > 0 {
        let _ = writeln!(io.err, "{} findings cannot be suppressed", added.left);
    }
    Ok(())
}

fn report_against(against: &Against, args: &Args, session: &mut Session, io: &mut Io<'_>) -> Exit {
    let before = match against.session(&args.inputs, io) {
        Ok(before) => before,
        Err(message) => {
            let _ = writeln!(io.err, "gwc: {message}");
            return Exit::Usage;
        }
    };
    let mut comparison =
        compare((before.findings.clone(), &before.sources), (session.findings.clone(), &session.sources));
    let introduced = &mut comparison.introduced;
    before.protections().weigh_lost(&session.protections(), introduced, &session.sources);
    match exposure::findings(&before, session, io.today) {
        Ok(exposed) => introduced.extend(exposed),
        Err(message) => {
            let _ = writeln!(io.err, "gwc: the exposure cannot be compared: {message}");
            return Exit::Findings;
        }
    }
    if matches!(args.reporting.format, Format::Human | Format::Concise) {
        let _ = writeln!(
            io.err,
            "against {against}: {} introduced, {} fixed, {} unchanged",
            comparison.introduced.len(),
            comparison.fixed.len(),
            comparison.unchanged.len()
        );
    }
    session.hide(comparison.unchanged, Reason::Unchanged);
    session.report_these(&comparison.introduced, &args.reporting, io)
}

fn report_beyond(path: &Path, args: &Args, session: &mut Session, io: &mut Io<'_>) -> Exit {
    let now = Baseline::of(&session.findings, &session.sources);
    let mut out = Diagnostics::default();
    let known = match path.exists() {
        true => load::file(path, &mut session.sources, &mut out)
            .map(|file| Baseline::parse(&session.sources, file, rules::catalog(), &mut out)),
        false => None,
    };
    if args.update_baseline {
        let next = known.as_ref().map_or_else(|| now.clone(), |known| known.shrunk_to(&now));
        if let Err(error) = emit::replace_file(path, next.to_text().as_bytes()) {
            return io.fail(&format!("cannot write `{}`", path.display()), &error);
        }
        let excused = Baseline::apply(&next, &mut collect(&session.findings), &session.sources).len();
        let _ =
            writeln!(io.err, "{}: {} entries, which match {excused} findings", path.display(), next.len());
        let findings = beyond(&next, session);
        return session.report_these(&findings, &args.reporting, io);
    }
    match known {
        Some(known) => {
            let findings: Vec<Diagnostic> = out.into_iter().chain(beyond(&known, session)).collect();
            session.report_these(&findings, &args.reporting, io)
        }
        None => {
            let _ = writeln!(
                io.err,
                "gwc: baseline `{}` does not exist; create it with `--update-baseline`",
                path.display()
            );
            Exit::Usage
        }
    }
}

fn beyond(baseline: &Baseline, session: &mut Session) -> Vec<Diagnostic> {
    let mut findings = collect(&session.findings);
    let excused = baseline.apply(&mut findings, &session.sources);
    session.hide(excused, Reason::Baseline);
    let repeated = findings.distinct();
    session.hide(repeated, Reason::Duplicate);
    findings.into_iter().collect()
}

fn collect(findings: &[Diagnostic]) -> Diagnostics {
    let mut all = Diagnostics::default();
    all.extend(findings.iter().cloned());
    all
}
