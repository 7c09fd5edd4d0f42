//! Templates of KrakenD's flexible configuration, rendered by the `krakend` on the search path.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::cli::inputs::Inputs;
use crate::cli::io::Io;
use crate::cli::session::Session;
use crate::load;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::{FileId, SourceMap, Span};

/// The session over what the templates among the inputs render to. Findings are at the line of the template that wrote
/// theirs, where exactly one line is the same.
///
/// # Errors
/// Why a template cannot be rendered.
pub(super) fn session(inputs: &Inputs, io: &Io<'_>) -> Result<Session, String> {
    let mut rendered = BTreeMap::new();
    let mut templates = BTreeMap::new();
    for path in inputs.paths.iter().filter(|path| path.is_file()) {
        let Ok(template) = std::fs::read_to_string(path) else { continue };
        if template.contains("{{") {
            rendered.insert(load::display(path), render(path, io)?);
            templates.insert(load::display(path), template);
        }
    }
    if templates.is_empty() {
        return Err("no input is a template; `--render` takes files such as `krakend.tmpl`".to_owned());
    }
    let mut session = Session::over(inputs, SourceMap::over(rendered), io);
    for (path, template) in templates {
        let read = session.sources.files().find(|(_, file)| file.path == path).map(|(id, _)| id);
        if let Some(read) = read {
            point_at_template(&mut session, read, (&path, template));
        }
    }
    Ok(session)
}

/// What a template renders to. KrakenD writes it before it judges it.
fn render(path: &Path, io: &Io<'_>) -> Result<String, String> {
    let shown = load::display(path);
    let folder = tempfile::tempdir().map_err(|error| format!("cannot create a temporary folder: {error}"))?;
    let result = folder.path().join("out.json");
    let mut command = Command::new("krakend");
    command.args(["check", "-c"]).arg(path).env("FC_ENABLE", "1").env("FC_OUT", &result);
    let beside = load::template_folders(path).into_iter();
    command.envs(beside.filter(|(variable, _)| !io.environment.contains_key(*variable)));
    let output = command.output().map_err(|error| {
        format!(
            "cannot render `{shown}`: `krakend` cannot be run: {error}; put it on the search path, or render the template \
             where it is installed and check the result"
        )
    })?;
    std::fs::read_to_string(&result).map_err(|_| {
        let printed =
            [output.stderr, output.stdout].map(|text| String::from_utf8_lossy(&text).trim().to_owned());
        format!("cannot render `{shown}`: `krakend check` printed: {}", printed.join("\n").trim())
    })
}

/// Moves the findings in what was rendered to the template.
fn point_at_template(session: &mut Session, rendered: FileId, (path, template): (&str, String)) {
    let text = session.sources.file(rendered).text.clone();
    session.sources.retitle(rendered, format!("{path} (rendered)"));
    let file = session.sources.add_view(path, template.as_str());
    let lines = Lines::of(&template);
    let moved = |span: Span| match span.file == rendered {
        true => lines.place(&text, span).map(|(start, end)| Span::new(file, start, end)),
        false => Some(span),
    };
    session.findings.iter_mut().for_each(|finding| relocate(finding, rendered, moved));
}

/// A finding whose primary place cannot be moved stays where it is, with all its places.
fn relocate(finding: &mut Diagnostic, rendered: FileId, moved: impl Fn(Span) -> Option<Span>) {
    if finding.primary.span.file != rendered {
        return;
    }
    // An edit of the result would be lost with the next rendering.
    let fix = finding.fix.take();
    finding.help = finding.help.take().or(fix.map(|fix| fix.title));
    let Some(primary) = moved(finding.primary.span) else { return };
    finding.primary.span = primary;
    for label in &mut finding.related {
        label.span = moved(label.span).unwrap_or(label.span);
    }
    for place in &mut finding.places {
        *place = moved(*place).unwrap_or(*place);
    }
}

/// The lines of a template by their text without the indentation; nothing for lines that are there several times.
struct Lines<'a>(BTreeMap<&'a str, Option<usize>>);

impl<'a> Lines<'a> {
    fn of(template: &'a str) -> Self {
        let mut lines = BTreeMap::new();
        let mut start = 0;
        for line in template.split_inclusive('\n') {
            let text = line.trim();
            let at = start + (line.len() - line.trim_start().len());
            lines.entry(text).and_modify(|known| *known = None).or_insert(Some(at));
            start += line.len();
        }
        Self(lines)
    }

    /// The bytes of the template that a span of what it renders to came from.
    fn place(&self, rendered: &str, span: Span) -> Option<(usize, usize)> {
        let (start, end) = (span.start as usize, span.end as usize);
        let line = rendered[..start].rfind('\n').map_or(0, |at| at + 1);
        let whole = rendered[line..].split('\n').next().unwrap_or_default();
        let indent = whole.len() - whole.trim_start().len();
        let text = whole.trim();
        let at = self.0.get(text).copied().flatten()?;
        let column = start.checked_sub(line + indent)?.min(text.len());
        let length = end.saturating_sub(start).min(text.len() - column);
        Some((at + column, at + column + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_moved_where_one_line_is_the_same() {
        let template =
            "{\n  {{ range .a }}\n  \"x\": 1,\n  \"y\": {{ . }},\n  {{ end }}\n  \"z\": 2,\n  \"z\": 2,\n}\n";
        let rendered = "{\n\n      \"x\": 1,\n  \"y\": 7,\n  \"z\": 2,\n  \"z\": 2,\n}\n";
        let lines = Lines::of(template);
        let place = |text: &str| {
            let at = rendered.find(text).expect("it is there");
            lines.place(rendered, Span::new(FileId(0), at, at + text.len()))
        };
        let (start, end) = place("1").expect("the line is there once");
        assert_eq!(&template[start..end], "1");
        assert_eq!((place("7"), place("\"z\"")), (None, None));
    }
}
