//! A file that is no gateway, as a unified diff.

use std::io::{self, Write};

use similar::TextDiff;

use crate::rules;

/// The bytes of a file on both sides, if it exists there.
pub(super) type Both<'a> = (Option<&'a [u8]>, Option<&'a [u8]>);

pub(super) fn write(file: &str, (before, after): Both<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = |bytes: Option<&'_ [u8]>| bytes.map(|bytes| String::from_utf8(bytes.to_vec())).transpose();
    let (Ok(before), Ok(after)) = (text(before), text(after)) else {
        return writeln!(out, "Binary files a/{file} and b/{file} differ");
    };
    let name = |side: &str, text: &Option<String>| match text {
        Some(_) => format!("{side}/{file}"),
        None => "/dev/null".to_owned(),
    };
    let names = (name("a", &before), name("b", &after));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let diff = TextDiff::from_lines(&before, &after);
    let text = diff.unified_diff().header(&names.0, &names.1).to_string();
    out.write_all(rules::without_secret_shapes(&text).as_bytes())?;
    if [&before, &after].iter().any(|text| is_route_file(text)) {
        let advice = "a route file is compared with all files of its gateway: run `gwc diff --against git:HEAD FOLDER`";
        writeln!(out, "note: {advice}")?;
    }
    Ok(())
}

/// Whether a text has one of the keys that begin route files.
fn is_route_file(text: &str) -> bool {
    text.lines().any(|line| ["gateway:", "services:", "defaults:"].iter().any(|key| line.starts_with(key)))
}
