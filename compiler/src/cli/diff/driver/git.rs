//! git's external diff driver: `PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE`, and for a rename the new path
//! and what else changed (gitattributes(5), "Defining an external diff driver"). One argument is an unmerged path.

use std::path::Path;

use super::file::{Driven, File, bytes};
use crate::cli::diff::failed::Failed;
use crate::cli::diff::settings;
use crate::cli::io::{Exit, Io};

pub(super) fn run(driven: &Driven<'_>, io: &mut Io<'_>) -> Exit {
    let arguments: Vec<&str> = driven.sides.iter().map(String::as_str).collect();
    let shown = match arguments.as_slice() {
        [path] => {
            writeln!(io.out, "* Unmerged path {path}").map_err(|error| Failed::Internal(error.to_string()))
        }
        [path, old, _, _, new, _, _] => show(path, (old, new), driven, io),
        [_, old, _, _, new, _, _, path, _] => show(path, (old, new), driven, io),
        _ => {
            let message = "`--driver=git` takes the seven or nine arguments of git; set `diff.gwc.command` to \
                           `gwc diff --driver=git`";
            Err(Failed::Usage(message.to_owned()))
        }
    };
    // git stops at a driver that fails: what differs is no failure.
    shown.map_or_else(|failed| failed.report(io), |()| Exit::Clean)
}

fn show(path: &str, (old, new): (&str, &str), driven: &Driven<'_>, io: &mut Io<'_>) -> Result<(), Failed> {
    let settings = settings::read(driven.config, Some(Path::new(path)))?;
    let file = File { name: path, before: bytes(Path::new(old))?, after: bytes(Path::new(new))? };
    match file.show(driven, &settings, io) {
        // A pager that was closed.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failed::Internal(format!("cannot write the changes: {error}")))
        }
        _ => Ok(()),
    }
}
