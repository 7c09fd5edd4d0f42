//! Edits of one kind for each service of `services.yaml` that stands on one line.

use super::base::Base;
use super::case::{Case, Edit};

const FILE: &str = "services.yaml";

/// A service on one line: `  kms:    { at: [/kms, /v1/kms], upstream: kms, ... }`.
struct Line<'a> {
    name: &'a str,
    /// The line, and the suppression above it that belongs to it.
    whole: &'a str,
    above: &'a str,
    /// `key: value` pairs of the map.
    pairs: Vec<&'a str>,
}

fn lines(base: &Base) -> Vec<Line<'_>> {
    let text = &base.files[FILE];
    let services = text.lines().filter(|line| line.starts_with("  ") && line.ends_with(" }"));
    let services = services.filter_map(|line| {
        let (name, map) = line.trim_start().split_once(':')?;
        let end = text.find(line)?;
        let before = text[..end].trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
        let start = if text[before..end].trim_start().starts_with("# gwc: ignore") { before } else { end };
        let (above, whole) = (&text[start..end], &text[start..end + line.len()]);
        let map = map.trim().strip_prefix("{ at: ")?.strip_suffix(" }")?;
        let at = map.find(']').map(|end| end + 1)?;
        let mut pairs = vec![&map[..at]];
        pairs.extend(map[at..].trim_start_matches(", ").split(", "));
        Some(Line { name, whole, above, pairs })
    });
    services.collect()
}

impl Line<'_> {
    /// The value of a key.
    fn value(&self, key: &str) -> &str {
        match key {
            "at" => self.pairs[0],
            _ => self.pairs.iter().find_map(|p| p.strip_prefix(key)?.strip_prefix(": ")).unwrap_or(""),
        }
    }

    /// The line with more at its end.
    fn plus(&self, more: &str) -> String {
        format!("{}, {more} }}", self.whole.trim_end_matches(" }"))
    }

    /// The line with another value for a key.
    fn with(&self, key: &str, value: &str) -> String {
        let old = format!("{key}: {}", self.value(key));
        self.whole.replacen(&old, &format!("{key}: {value}"), 1)
    }

    fn case(&self, what: &str, line: &str) -> Case {
        Case::one(format!("{what}-{}", self.name), FILE, self.whole, line)
    }

    fn map(&self, pairs: &[String]) -> String {
        format!("{}  {}: {{ {} }}", self.above, self.name, pairs.join(", "))
    }

    fn all_pairs(&self) -> Vec<String> {
        let rest = self.pairs[1..].iter().map(|p| (*p).to_owned());
        std::iter::once(format!("at: {}", self.pairs[0])).chain(rest).collect()
    }
}

/// Edits that open, break or slow a service.
pub(crate) fn harmful(base: &Base) -> Vec<Case> {
    let mut cases = Vec::new();
    for line in lines(base) {
        let methods = line.value("methods");
        let fewer = methods.rsplit_once(' ').map_or("", |(fewer, _)| fewer);
        let other = if line.value("upstream") == "kms" { "search" } else { "kms" };
        let first = line.value("at").trim_start_matches('[').split(',').next().unwrap_or("");
        for (what, text) in [
            ("open", line.plus("auth: public")),
            ("open-by-profile", line.plus("profile: open")),
            ("keys-pass", line.plus("auth: key")),
            ("unlimited", line.plus("rate_limit: none")),
            ("slow", line.plus("timeout: 5m")),
            ("as-good-as-endless", line.plus("timeout: 1h")),
            ("idle-for-plain-answers", line.plus("timeout: { idle: 5m }")),
            ("hasty", line.plus("timeout: 5ms")),
            ("connect-outlasts-total", line.plus("timeout: { connect: 40s, total: 20s }")),
            ("bodies-without-type", line.plus("forward: { headers: [Accept] }")),
            ("query-lost", line.plus("forward: { query: none }")),
            ("secret", line.plus("krakend: { backend/http: { client_secret: 4f6b1c2a9d4e } }")),
            ("other-upstream", line.with("upstream", other)),
            ("no-such-upstream", line.with("upstream", "nowhere")),
            ("doubled-prefix", line.with("rewrite_prefix", "/v1/v1")),
            ("alias-lost", line.with("at", first)),
            ("one-more-alias", line.with("at", &format!("[{first}, /v1/{0}, /v2/{0}]", line.name))),
            ("method-lost", line.with("methods", fewer)),
            ("method-added", line.with("methods", &format!("{methods} PUT"))),
        ] {
            cases.push(line.case(what, &text));
        }
        cases.push(line.case("service-lost", ""));
    }
    cases
}

/// Edits that say the same in another way.
pub(crate) fn harmless(base: &Base) -> Vec<Case> {
    let mut cases = Vec::new();
    let lines = lines(base);
    for line in &lines {
        let mut reversed = line.all_pairs();
        reversed.reverse();
        let block: String = line.all_pairs().iter().map(|pair| format!("\n    {pair}")).collect();
        let quoted = line.with("upstream", &format!("'{}'", line.value("upstream")));
        let methods: Vec<&str> = line.value("methods").split(' ').rev().collect();
        let list = format!("[{}]", methods.join(", "));
        let moved = format!("defaults: {{ profile: platform }}\nservices:\n{}\n", line.whole);
        for (what, text) in [
            ("keys-reversed", line.map(&reversed)),
            ("as-block", format!("{}  {}:{block}", line.above, line.name)),
            ("quoted", quoted),
            ("methods-as-list", line.with("methods", &list)),
            ("comment-above", format!("  # {} is what it is\n{}", line.name, line.whole)),
            ("comment-behind", format!("{}   # as before", line.whole)),
            (
                "renamed",
                line.whole.replacen(&format!("  {}:", line.name), &format!("  {}-service:", line.name), 1),
            ),
            ("anchored", line.whole.replacen("{ at", &format!("&{} {{ at", line.name), 1)),
            ("default-set", line.plus("profile: platform")),
        ] {
            cases.push(line.case(what, &text));
        }
        let file = |file: &str, find: &str, replace: &str| Edit {
            file: file.into(),
            find: find.into(),
            replace: replace.into(),
        };
        let edits = vec![file(FILE, line.whole, ""), file("more.yaml", "", &moved)];
        cases.push(Case { name: format!("moved-to-a-file-{}", line.name), edits });
    }
    for pair in lines.windows(2) {
        let both = format!("{}\n{}", pair[0].whole, pair[1].whole);
        let swapped = format!("{}\n{}", pair[1].whole, pair[0].whole);
        if base.files[FILE].contains(&both) {
            cases.push(Case::one(
                format!("swapped-{}-{}", pair[0].name, pair[1].name),
                FILE,
                &both,
                &swapped,
            ));
        }
    }
    cases
}
