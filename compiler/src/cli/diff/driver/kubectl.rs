//! `KUBECTL_EXTERNAL_DIFF`: two folders with a file for each object, named `VERSION.KIND.NAMESPACE.NAME`. The first is
//! what the cluster has, the second what it would have.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::file::{Driven, File, bytes};
use crate::cli::diff::failed::Failed;
use crate::cli::diff::settings;
use crate::cli::io::{Exit, Io};
use crate::load;

pub(super) fn run(driven: &Driven<'_>, io: &mut Io<'_>) -> Exit {
    match show(driven, io) {
        Ok(false) => Exit::Clean,
        Ok(true) => Exit::Findings,
        // Above 1: the comparison failed.
        Err(failed) => match failed.report(io) {
            Exit::Findings => Exit::Failed,
            exit => exit,
        },
    }
}

/// Whether any object differs, as text: a change without an effect on requests is one for `kubectl` too.
fn show(driven: &Driven<'_>, io: &mut Io<'_>) -> Result<bool, Failed> {
    let [live, merged] = driven.sides else {
        let message = "`--driver=kubectl` takes two folders; set `KUBECTL_EXTERNAL_DIFF` to \
                       `gwc diff --driver=kubectl`";
        return Err(Failed::Usage(message.to_owned()));
    };
    let (live, merged) = (Path::new(live), Path::new(merged));
    let settings = settings::read(driven.config, None)?;
    let mut differs = false;
    for name in names(live)?.union(&names(merged)?) {
        let file = File { name, before: bytes(&live.join(name))?, after: bytes(&merged.join(name))? };
        if file.before == file.after {
            continue;
        }
        differs = true;
        file.show(driven, &settings, io)
            .map_err(|error| Failed::Internal(format!("cannot write the changes: {error}")))?;
    }
    Ok(differs)
}

fn names(folder: &Path) -> Result<BTreeSet<String>, Failed> {
    let entries = fs::read_dir(folder).map_err(|error| {
        Failed::Unreadable(format!("cannot read the folder `{}`: {error}", load::display(folder)))
    })?;
    let entries = entries.filter_map(Result::ok);
    Ok(entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}
