//! The pages of changes: for the terminal, for the docs, for machines.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::page;
use super::page::Example;
use gwc_diff::{Clients, Exposure, Kind};

/// What `gwc explain` prints: the page without its Markdown marks.
pub fn explain(kind: Kind) -> String {
    let mut text = String::new();
    for line in markdown(kind).lines() {
        match line.strip_prefix("# ").or_else(|| line.strip_prefix("## ")) {
            Some(heading) => text += &format!("{heading}\n"),
            None if line.starts_with("```") => {}
            None => text += &format!("{line}\n"),
        }
    }
    text
}

/// The page as `docs/changes/` has it.
pub fn markdown(kind: Kind) -> String {
    let written = page(kind);
    let (before, after, language) = texts(written.example);
    format!(
        "# {} {}\n\n{} · {}\n\n{}\n\n## Why it matters\n{}\n\n## Example\nBefore:\n```{language}\n{before}\n```\nAfter:\n```{language}\n{after}\n```\n\n## What to do\n{}\n",
        kind.code(),
        kind.name(),
        clients(kind.clients()),
        exposure(kind),
        kind.summary(),
        written.why,
        written.instead,
    )
}

/// The same for machines.
pub fn json(kind: Kind) -> Value {
    let written = page(kind);
    let (before, after, language) = texts(written.example);
    json!({
        "code": kind.code(),
        "name": kind.name(),
        "clients": kind.clients().as_str(),
        "exposure": kind.exposure().as_str(),
        "summary": kind.summary(),
        "why": written.why,
        "instead": written.instead,
        "example": { "language": language, "before": before, "after": after },
    })
}

/// All pages by file name, with the index.
pub fn pages() -> BTreeMap<String, String> {
    let mut index = String::from(
        "# Changes\n\nThe kinds of changes that `gwc diff` reports. `gwc explain CODE` prints the page of one.\n\n`clients` is what a change means for requests that work today: they still work (`safe`), some may fail (`may break`), or they fail or get another response (`breaks`). `exposure` is whether the gateway accepts or forwards more than before (`widens`), less (`narrows`) or the `same`. A change with `same or widens` widens exposure only with certain values, which its page states.\n\n| change | clients | exposure | what |\n|---|---|---|---|\n",
    );
    let mut pages = BTreeMap::new();
    for kind in Kind::ALL.iter().copied() {
        let (code, name) = (kind.code(), kind.name());
        let clients = kind.clients().as_str();
        let exposure = if may_widen(kind) { "same or widens" } else { kind.exposure().as_str() };
        index += &format!("| [{code} {name}]({code}.md) | {clients} | {exposure} | {} |\n", kind.summary());
        pages.insert(format!("{code}.md"), markdown(kind));
    }
    pages.insert("README.md".to_owned(), index);
    pages
}

fn texts(example: Example) -> (String, String, &'static str) {
    let target = |name: &str| format!("deploy: {{ runs: {name} }}");
    match example {
        Example::Routes(before, after) => (before.to_owned(), after.to_owned(), "yaml"),
        Example::Endpoint(before, after) | Example::Root(before, after) => {
            (before.to_owned(), after.to_owned(), "json")
        }
        Example::Target(before, after) => (target(before), target(after), "yaml"),
    }
}

fn clients(clients: Clients) -> &'static str {
    match clients {
        Clients::Safe => "safe for clients (requests that work today still work)",
        Clients::MayBreak => "may break clients (some requests that work today may fail)",
        Clients::Breaks => "breaks clients (requests that work today fail or get another response)",
    }
}

fn exposure(kind: Kind) -> &'static str {
    match kind.exposure() {
        Exposure::Narrows => "narrows exposure (the gateway accepts or forwards less)",
        Exposure::Same if may_widen(kind) => "same exposure, or widens it (see below)",
        Exposure::Same => "same exposure",
        Exposure::Widens => "widens exposure (the gateway accepts or forwards more)",
    }
}

/// Whether a kind of the same exposure widens it with certain values. Its page names them.
fn may_widen(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::EndpointAdded
            | Kind::UpstreamChanged
            | Kind::UpstreamPathChanged
            | Kind::UpstreamMethodChanged
            | Kind::ListenerChanged
            | Kind::RoutingChanged
            | Kind::CallChanged
            | Kind::StoreChanged
            | Kind::QuotaChanged
            | Kind::BalanceChanged
            | Kind::HeadersEdited
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_the_values_that_widen_exposure() {
        for kind in Kind::ALL.iter().copied().filter(|kind| kind.exposure() == Exposure::Same) {
            let is_named = page(kind).why.contains("widens exposure");
            assert_eq!(is_named, may_widen(kind), "{} {}", kind.code(), kind.name());
        }
    }
}
