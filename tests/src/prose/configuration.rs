//! Text in YAML, TOML, shell, Make and Docker files: comments, and the values of keys that people read.

use super::literals::Text;

/// Keys whose values are shown to people.
const SHOWN: [&str; 4] = ["description", "name", "title", "summary"];

/// The comments, those in a row as one text, and the values.
pub(super) fn of(source: &str) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    let mut in_template = false;
    let mut in_row = false;
    for (at, line) in source.lines().enumerate() {
        let begins = line.contains("{#");
        let alone = in_template || line.trim_start().starts_with('#');
        let text = if in_template || begins { Some(of_template(line)) } else { comment(line) };
        in_template = (in_template || begins) && !line.contains("#}");
        match (text.or_else(|| value(line)), texts.last_mut().filter(|_| in_row && alone)) {
            (Some(text), Some(row)) => row.text = format!("{}\n{text}", row.text),
            (Some(text), None) => texts.push(Text { line: at + 1, text: text.to_owned() }),
            (None, _) => {}
        }
        in_row = in_template || (alone && !begins);
    }
    texts
}

/// What a line has of a comment in a template: `{# text #}`.
fn of_template(line: &str) -> &str {
    let text = line.split_once("{#").map_or(line, |(_, text)| text);
    text.split_once("#}").map_or(text, |(text, _)| text)
}

/// What follows `#` at the start of a line or after a blank.
fn comment(line: &str) -> Option<&str> {
    let at_start = line.trim_start().strip_prefix('#');
    at_start.or_else(|| line.split_once(" # ").map(|(_, text)| text))
}

fn value(line: &str) -> Option<&str> {
    let (key, value) = line.trim_start_matches([' ', '-']).split_once(':')?;
    let value = value.trim().trim_matches(['"', '\'']);
    (SHOWN.contains(&key) && !value.is_empty()).then_some(value)
}

#[test]
fn comments_and_shown_values_are_texts() {
    let source = "# one\n# two\nkey: 1 # three\ndescription: \"four\"\nrun: echo five\n{# six\n   seven #}\nnone\n# end\n";
    let texts: Vec<(usize, String)> = of(source).into_iter().map(|text| (text.line, text.text)).collect();
    let expected = [(1, " one\n two"), (3, "three"), (4, "four"), (6, " six\n   seven "), (9, " end")];
    assert_eq!(texts, expected.map(|(line, text)| (line, text.to_owned())));
}
