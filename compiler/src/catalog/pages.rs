//! A rule as a page: for the terminal, for the docs, for machines.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::doc::{Doc, Verdict, examples};
use super::list::Catalog;
use gwc_syntax::diagnostic::{Input, Rule, Severity};

/// What `gwc explain` prints: the page without its Markdown marks.
pub fn explain(rule: &'static Rule) -> String {
    let doc = Doc::of(rule);
    let mut text = format!("{}\n{}\n\n{}\n", rule.title(), facts(rule).join(", "), doc.summary);
    let mut code = false;
    for line in body(rule, &doc).lines() {
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

/// The sections of a page: those of the doc comment, and what the rule applies to.
fn body(rule: &Rule, doc: &Doc) -> String {
    format!("{}\n\n## Applies to\n{}\n", doc.body, applies_to(rule.inputs))
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

/// The page under `docs/rules/`, and `gwc explain --format markdown`.
pub fn markdown(rule: &'static Rule) -> String {
    let doc = Doc::of(rule);
    let body: Vec<String> = body(rule, &doc).lines().map(plain_fence).collect();
    let page = format!(
        "# {}\n\n{}\n\n{}\n\n{}\n",
        rule.title(),
        facts(rule).join(" · "),
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
        Severity::Error => "nothing is written while there is one",
        Severity::Warning => "fails a check unless `--fail-on error`",
        Severity::Loss => "a target can only approximate it; never fails a check",
        Severity::Note => "worth knowing; never fails a check",
    }
}

fn facts(rule: &Rule) -> Vec<String> {
    let severity = format!("{} ({})", rule.severity.as_str(), severity_meaning(rule.severity));
    let mut facts = vec![severity, rule.category.as_str().to_string(), format!("since {}", rule.since)];
    if !rule.suppressible {
        facts.push("cannot be suppressed".to_string());
    }
    facts
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

/// What `gwc explain --format json` prints, and an entry of [`list_json`].
pub fn explain_json(rule: &'static Rule) -> Value {
    let doc = Doc::of(rule);
    let blocks = examples(rule).into_iter().map(|example| {
        let verdict = if example.verdict == Verdict::Bad { "bad" } else { "good" };
        json!({ "language": example.language, "verdict": verdict, "text": example.text })
    });
    json!({
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.as_str(),
        "category": rule.category.as_str(),
        "since": rule.since,
        "suppressible": rule.suppressible,
        "inputs": rule.inputs.iter().map(|input| input.as_str()).collect::<Vec<_>>(),
        "summary": doc.summary,
        "why": doc.section("Why it matters"),
        "markdown": doc.body,
        "examples": blocks.collect::<Vec<_>>(),
    })
}

/// What `gwc rules --format json` prints.
pub fn list_json(catalog: &Catalog) -> Value {
    json!({ "version": 1, "rules": catalog.rules().iter().map(|rule| explain_json(rule)).collect::<Vec<_>>() })
}

/// What `gwc rules` prints: a line a rule.
pub fn list_text(catalog: &Catalog) -> String {
    let rules = catalog.rules();
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let line = |rule: &&'static Rule| {
        let (code, name, severity) = (rule.code, rule.name, rule.severity.as_str());
        let inputs: Vec<&str> = rule.inputs.iter().map(|input| input.as_str()).collect();
        let summary = Doc::of(rule).summary;
        format!("{code}  {name:width$}  {severity:7}  {summary} ({})\n", inputs.join(", "))
    };
    rules.iter().map(line).collect()
}

/// All pages by file name: one a rule, and the index `README.md`.
pub fn pages(catalog: &Catalog) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> =
        catalog.rules().iter().map(|rule| (format!("{}.md", rule.code), markdown(rule))).collect();
    pages.insert("README.md".to_string(), index(catalog));
    pages
}

const GROUPS: &[(&str, &str)] = &[
    ("GW0", "Syntax, keys, types and names"),
    ("GW1", "Routing"),
    ("GW2", "Authentication and identity"),
    ("GW3", "Limits"),
    ("GW4", "Upstreams and timeouts"),
    ("GW5", "Streaming"),
    ("GW6", "Kubernetes and size"),
    ("GW7", "Targets"),
    ("GW8", "Changes"),
    ("GW9", "Suppressions and baselines"),
];

fn index(catalog: &Catalog) -> String {
    let all = catalog.rules();
    let mut page = format!(
        "# Rules\n\n{} rules. `gwc explain CODE` prints the same pages; code and name are accepted everywhere.\n",
        all.len()
    );
    for (prefix, title) in GROUPS {
        let group: Vec<_> = all.iter().filter(|rule| rule.code.starts_with(prefix)).collect();
        if group.is_empty() {
            continue;
        }
        page += &format!("\n## {prefix}xx {title}\n\n| rule | severity | finds |\n|---|---|---|\n");
        for rule in group {
            let summary = Doc::of(rule).summary.replace('|', "\\|");
            page += &format!(
                "| [{}]({}.md) | {} | {summary} |\n",
                rule.title(),
                rule.code,
                rule.severity.as_str()
            );
        }
    }
    page
}
