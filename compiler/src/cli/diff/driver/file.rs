//! A file that differs, and what both sides have of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::text;
use crate::cli::diff::compared::Judging;
use crate::cli::diff::failed::Failed;
use crate::cli::diff::read::Reading;
use crate::cli::diff::sides::Read;
use crate::cli::io::Io;
use crate::cli::session;
use crate::load;
use crate::render::changes::{Changes, ChangesFormat, View, write_changes};
use crate::settings::Settings;
use gwc_syntax::value::Target;

/// What the command line of a driver sets.
pub(in crate::cli::diff) struct Driven<'a> {
    /// The arguments of git or `kubectl`.
    pub(in crate::cli::diff) sides: &'a [String],
    pub(in crate::cli::diff) config: Option<&'a PathBuf>,
    pub(in crate::cli::diff) env: Option<&'a str>,
    pub(in crate::cli::diff) target: Option<Target>,
    pub(in crate::cli::diff) key: Option<&'a str>,
    pub(in crate::cli::diff) format: ChangesFormat,
    pub(in crate::cli::diff) view: View,
}

/// A file that differs, as both sides have it; a side without it has no bytes.
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) before: Option<Vec<u8>>,
    pub(super) after: Option<Vec<u8>>,
}

impl File<'_> {
    /// Writes what differs: the changes of a gateway, else a unified diff.
    pub(super) fn show(&self, driven: &Driven<'_>, settings: &Settings, io: &mut Io<'_>) -> io::Result<()> {
        match self.changes(driven, settings, io) {
            Ok(Some(changes)) => {
                writeln!(io.out, "gwc diff {}", self.name)?;
                write_changes(driven.format, &changes, driven.view, io.out)?;
                writeln!(io.out)
            }
            Ok(None) => self.show_text(io),
            Err(failed) => {
                failed.report(io);
                self.show_text(io)
            }
        }
    }

    fn show_text(&self, io: &mut Io<'_>) -> io::Result<()> {
        text::write(self.name, (self.before.as_deref(), self.after.as_deref()), io.out)
    }

    /// The changes of the gateways in the file; nothing where it contains none.
    fn changes(
        &self,
        driven: &Driven<'_>,
        settings: &Settings,
        io: &Io<'_>,
    ) -> Result<Option<Changes>, Failed> {
        let reading = Reading {
            env: driven.env,
            target: session::target_or(driven.target, settings),
            key: driven.key,
            environment: &io.environment,
        };
        let side = |label: &str, bytes: &Option<Vec<u8>>| {
            let mut read = Read::called(label);
            if let Some(bytes) = bytes {
                reading.bytes(self.name, bytes.clone(), &mut read);
            }
            read
        };
        let (before, after) = (side("before", &self.before), side("after", &self.after));
        let sides = [&before, &after];
        if sides.iter().all(|read| read.gateways.is_empty()) {
            return Ok(None);
        }
        if let Some(broken) = [&before, &after].iter().position(|read| read.problems.has_errors()) {
            return Err(if broken == 0 { before.failed() } else { after.failed() });
        }
        let judging = Judging { settings, today: io.today, target: driven.target };
        judging.changes(&before, &after).map(Some)
    }
}

/// The bytes of a file; nothing for `/dev/null`, which git names for no file, and for one that does not exist.
pub(super) fn bytes(path: &Path) -> Result<Option<Vec<u8>>, Failed> {
    if path == Path::new("/dev/null") {
        return Ok(None);
    }
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failed::Unreadable(format!("cannot read `{}`: {error}", load::display(path)))),
    }
}
