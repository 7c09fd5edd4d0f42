//! The sections of a rule's page, in their order.

use super::doc::Doc;
use super::messages::Messages;
use gwc_syntax::diagnostic::{Input, Rule};

/// The headings of a doc comment, in their order.
pub const HEADINGS: [&str; 7] =
    ["What it does", "Why is this bad?", "Example", "Use instead", "Options", "When to ignore", "References"];

/// The sections of the doc comment and those that are added, in Markdown.
pub(super) fn sections(rule: &'static Rule, doc: &Doc, messages: &Messages) -> String {
    let mut page = String::new();
    for heading in HEADINGS {
        if let Some(text) = doc.section(heading) {
            page += &format!("## {heading}\n{text}\n\n");
        }
        match heading {
            "Example" => page += &printed(rule, messages),
            "Use instead" => page += &format!("## Applies to\n{}\n\n", applies_to(rule.inputs)),
            "When to ignore" if rule.suppressible && doc.section(heading).is_some() => {
                page += &suppression(rule);
            }
            _ => {}
        }
    }
    page
}

/// What the bad example prints.
fn printed(rule: &'static Rule, messages: &Messages) -> String {
    match messages.of(rule) {
        Some(message) => format!("The message:\n```text\n{message}\n```\n\n"),
        None => String::new(),
    }
}

/// How to suppress it: a comment where files have comments, a table of `gwc.toml` where they have none.
fn suppression(rule: &'static Rule) -> String {
    let code = rule.code;
    let json = rule.inputs.contains(&Input::Krakend);
    let yaml = rule.inputs.iter().any(|input| {
        matches!(input, Input::RouteFiles | Input::BuiltJson | Input::HostTables | Input::Manifests)
    });
    let mut text = String::new();
    if yaml {
        text += &format!(
            "On the reported line, or on the line above it:\n```yaml\n# gwc: ignore[{code}] the reason\n```\n\n"
        );
    }
    if json {
        text += &format!(
            "In `gwc.toml`, for a file that has no comments, such as JSON:\n```toml\n[[ignore]]\nrule = \"{code}\"\npaths = [\"krakend.json\"]\nreason = \"the reason\"\n```\n"
        );
    }
    text + "\n"
}

/// The inputs of a rule as a sentence.
fn applies_to(inputs: &[Input]) -> String {
    let phrases: Vec<&str> = inputs.iter().map(|input| input.phrase()).collect();
    let list = match phrases.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    };
    let mut letters = list.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
