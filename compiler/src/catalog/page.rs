//! One rule as a page: for the terminal and for the docs.
//!
//! The doc comment of the rule has the sections that are written by hand. The rest is added here: the message that the
//! example prints, what the rule applies to, and how to suppress it.

use super::doc::Doc;
use super::messages::Messages;
use super::sections::sections;
use gwc_syntax::diagnostic::{Rule, Severity};

/// What `gwc explain` prints: the page without its Markdown marks.
pub fn explain(rule: &'static Rule) -> String {
    let doc = Doc::of(rule);
    let mut text = format!("{}\n{}\n\n{}\n", rule.title(), attributes(rule).join(", "), doc.summary);
    let mut code = false;
    for line in sections(rule, &doc, &Messages::built_in()).lines() {
        if let Some(info) = line.strip_prefix("```") {
            code = !code && !info.is_empty();
            continue;
        }
        match (code, line.strip_prefix("## ")) {
            (true, _) => text += &format!("    {line}\n"),
            (false, Some(heading)) => text += &format!("\n{heading}\n"),
            (false, None) if line.is_empty() && text.ends_with("\n\n") => {}
            (false, None) => text += &format!("{line}\n"),
        }
    }
    tidy(&text)
}

/// The page under `docs/rules/`, and `gwc explain --format markdown`.
pub fn markdown(rule: &'static Rule) -> String {
    markdown_with(rule, &Messages::built_in())
}

/// The same with these messages.
pub(super) fn markdown_with(rule: &'static Rule, messages: &Messages) -> String {
    let doc = Doc::of(rule);
    let body: Vec<String> = sections(rule, &doc, messages).lines().map(plain_fence).collect();
    let page = format!(
        "# {}\n\n{}\n\n{}\n\n{}\n",
        rule.title(),
        attributes(rule).join(" · "),
        doc.summary,
        body.join("\n")
    );
    tidy(&page)
}

/// ```` ```yaml,bad ```` as ```` ```yaml ````: renderers know languages, not verdicts.
fn plain_fence(line: &str) -> String {
    match line.strip_prefix("```").and_then(|info| info.split_once(',')) {
        Some((language, _)) => format!("```{language}"),
        None => line.to_string(),
    }
}

/// What a severity means for a run, in a few words.
fn severity_meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "no output is written",
        Severity::Warning => "`gwc check` fails, unless `--fail-on error` is set",
        Severity::Loss => {
            "behaviour that a target approximates or lacks; `gwc check` does not fail, unless `--fail-on loss` is set"
        }
        Severity::Note => "worth knowing; `gwc check` never fails",
    }
}

/// The severity and what it means. Some losses are warnings under the target that runs the gateway.
fn severity(rule: &Rule) -> String {
    let in_words = |severity: Severity| format!("{} ({})", severity.as_str(), severity_meaning(severity));
    match rule.fails_if_run {
        true => format!(
            "{} for the target that `deploy.runs` sets; {} for another target",
            in_words(Severity::Warning),
            in_words(rule.severity)
        ),
        false => in_words(rule.severity),
    }
}

fn attributes(rule: &Rule) -> Vec<String> {
    let mut attributes =
        vec![severity(rule), rule.category.as_str().to_string(), format!("since {}", rule.since)];
    if !rule.suppressible {
        attributes.push("cannot be suppressed".to_string());
    }
    attributes
}

/// Never two empty lines, one line break at the end.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for line in text.trim_end().lines() {
        if !(line.is_empty() && tidy.ends_with("\n\n")) {
            tidy += line;
            tidy.push('\n');
        }
    }
    tidy
}
