//! All rules together: the list, the index and the folder of pages; and one for machines.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::doc::{Doc, Verdict, examples};
use super::list::Catalog;
use super::messages::Messages;
use super::page::markdown_with;
use gwc_syntax::diagnostic::Rule;

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
        "why": doc.section("Why is this bad?"),
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

/// All pages by file name: one a rule, with the messages of their examples, and the index `README.md`.
pub fn pages(catalog: &Catalog, messages: &Messages) -> BTreeMap<String, String> {
    let page = |rule: &&'static Rule| (format!("{}.md", rule.code), markdown_with(rule, messages));
    let mut pages: BTreeMap<String, String> = catalog.rules().iter().map(page).collect();
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
        "# Rules\n\n{} rules. `gwc explain CODE` prints the page of a rule. Commands and settings accept its code or its name.\n",
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
