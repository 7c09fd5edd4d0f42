//! Files as bytes and as texts.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::codes;
use crate::kube::TemplateFile;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{FileId, SourceMap, Span};

/// Reads one file into the sources; a file that cannot be read is reported.
pub fn file(path: &Path, sources: &mut SourceMap, out: &mut Diagnostics) -> Option<FileId> {
    match read_text(path, sources) {
        Ok(text) => Some(sources.add(display(path), text)),
        Err(Unreadable::Io(error)) => {
            unreadable(path, &error, sources, out);
            None
        }
        Err(Unreadable::NotUtf8(text, at)) => {
            // Every second byte of ASCII text is zero in UTF-16.
            let message = if text.contains('\0') {
                "the file is UTF-16, not UTF-8"
            } else {
                "this byte is not valid UTF-8: the file has another encoding"
            };
            let file = sources.add_view(display(path), text);
            out.push(
                codes::NOT_UTF8
                    .at(Span::new(file, at, at + '\u{fffd}'.len_utf8()), message)
                    .help("save the file as UTF-8"),
            );
            None
        }
    }
}

enum Unreadable {
    Io(io::Error),
    /// The text with replacement characters, and the offset of the first one.
    NotUtf8(String, usize),
}

/// The folder that commands read by default.
pub const DEFAULT_FOLDER: &str = "routes";

const FOLDER: &str = "it is a folder, not a file";
const NOT_A_FILE: &str = "not a regular file";

pub(super) fn read_bytes(path: &Path, sources: &SourceMap) -> io::Result<Vec<u8>> {
    if let Some(text) = sources.edited(&display(path)) {
        return Ok(text.as_bytes().to_vec());
    }
    let size = fs::metadata(path)?;
    if size.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, FOLDER));
    }
    if !size.is_file() {
        return Err(io::Error::other(NOT_A_FILE));
    }
    if size.len() > SourceMap::MAX_FILE_BYTES {
        return Err(too_large());
    }
    fs::read(path)
}

fn read_text(path: &Path, sources: &SourceMap) -> Result<String, Unreadable> {
    let bytes = read_bytes(path, sources).map_err(Unreadable::Io)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Unreadable::NotUtf8(String::from_utf8_lossy(error.as_bytes()).into_owned(), at)
    })
}

pub(super) fn unreadable(path: &Path, error: &io::Error, sources: &mut SourceMap, out: &mut Diagnostics) {
    let file = sources.add(display(path), "");
    let (reason, help) = reason(path, error);
    let message = format!("cannot read `{}`: {reason}", display(path));
    out.push(codes::UNREADABLE_FILE.at(Span::file_start(file), message).help(help));
}

/// Why a file cannot be read, and what to do.
fn reason(path: &Path, error: &io::Error) -> (String, &'static str) {
    let text = error.to_string();
    // The kind of this error has no stable name.
    if text.contains("symbolic link") {
        return (
            "the symbolic link leads back to itself".to_owned(),
            "replace the link with a file, or correct what it points to",
        );
    }
    match error.kind() {
        io::ErrorKind::NotFound if path == Path::new(DEFAULT_FOLDER) => (
            "no such file or folder".to_owned(),
            "name a file or a folder, or create a gateway with `gwc init FOLDER`",
        ),
        io::ErrorKind::NotFound => (
            "no such file or folder".to_owned(),
            "check the path, and the target of each symbolic link in it",
        ),
        io::ErrorKind::PermissionDenied => {
            ("permission denied".to_owned(), "check the permissions of the file and of its folders")
        }
        io::ErrorKind::NotADirectory => ("not a folder".to_owned(), "check the path"),
        io::ErrorKind::IsADirectory => (FOLDER.to_owned(), "remove the folder, or put a file in its place"),
        io::ErrorKind::FileTooLarge => (text, "split it into several files"),
        _ if text == NOT_A_FILE => (text, "put a file in its place"),
        _ => (text, "check the path and its permissions"),
    }
}

pub(super) fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "larger than 64 MiB")
}

/// Reads a folder of templates by file name, without hidden files and Markdown.
///
/// # Errors
/// What cannot be read, as a message.
pub fn templates(folder: &Path) -> Result<BTreeMap<String, TemplateFile>, String> {
    let entries = fs::read_dir(folder)
        .map_err(|error| format!("cannot read the template folder `{}`: {error}", display(folder)))?;
    let mut written = BTreeMap::new();
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') || name.ends_with(".md") {
            continue;
        }
        let text = match read_text(&path, &SourceMap::default()) {
            Ok(text) => text,
            Err(Unreadable::Io(error)) => {
                return Err(format!("cannot read `{}`: {error}", display(&path)));
            }
            Err(Unreadable::NotUtf8(..)) => {
                return Err(format!("cannot read `{}`: invalid UTF-8", display(&path)));
            }
        };
        written.insert(name, TemplateFile { path: display(&path), text });
    }
    Ok(written)
}

/// A path as it is shown: with forward slashes, without `./`.
pub fn display(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let text = text.strip_prefix("./").unwrap_or(&text);
    if text.is_empty() { ".".to_owned() } else { text.to_owned() }
}
