//! What a build wrote and what has become of it since: the list `.gwc` in a gateway's folder of the outputs.

use std::fs;
use std::path::Path;

use super::disk::{display, read_bytes};
use crate::codes;
use crate::ledger::{self, Ledger};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{FileId, SourceMap, Span};

/// Reports the files of a folder's list that are no longer what the build wrote. The folder was searched before.
pub(super) fn check(folder: &Path, sources: &mut SourceMap, out: &mut Diagnostics) {
    let Ok(list) = fs::read_to_string(folder.join(ledger::FILE)) else { return };
    let ledger = Ledger::parse(&list);
    for path in ledger.paths() {
        let place = folder.join(path);
        let shown = display(&place);
        let (message, help) = match read_bytes(&place, sources) {
            Ok(bytes) if ledger.wrote(path, &bytes) => continue,
            Ok(_) => (
                format!("`{shown}` differs from what `gwc build` wrote"),
                "make the change in the route files, delete this file, and build again",
            ),
            Err(_) => (format!("`{shown}` is missing: `gwc build` wrote it"), "build again"),
        };
        let file = known(&shown, sources).unwrap_or_else(|| sources.add_view(shown, ""));
        out.push(codes::EDITED_OUTPUT.at(Span::file_start(file), message).help(help));
    }
}

/// A file that the search has read.
fn known(path: &str, sources: &SourceMap) -> Option<FileId> {
    sources.files().find(|(_, file)| file.path == path).map(|(id, _)| id)
}
