//! A rule's doc comment as text, headings and examples.

use gwc_syntax::diagnostic::Rule;

/// A doc comment in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    /// The first paragraph: what the rule finds.
    pub summary: String,
    /// The rest, with its headings and examples, in Markdown.
    pub body: String,
}

impl Doc {
    /// The parts of a rule's doc comment.
    pub fn of(rule: &Rule) -> Self {
        let text = text(rule);
        let (summary, body) = text.split_once("\n\n").unwrap_or((&text, ""));
        Self { summary: summary.replace('\n', " "), body: body.trim().to_string() }
    }

    /// The headings of its sections, in their order.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        let mut fenced = false;
        self.body.lines().filter_map(move |line| {
            fenced ^= line.starts_with("```");
            line.strip_prefix("## ").filter(|_| !fenced)
        })
    }

    /// The text of the section with this heading, in Markdown.
    pub fn section(&self, heading: &str) -> Option<&str> {
        let start = format!("## {heading}\n");
        let at = match self.body.starts_with(&start) {
            true => 0,
            false => self.body.find(&format!("\n{start}"))? + 1,
        };
        let rest = &self.body[at + start.len()..];
        Some(rest.split("\n## ").next().unwrap_or(rest).trim())
    }
}

/// The doc comment without its indentation.
fn text(rule: &Rule) -> String {
    let lines: Vec<&str> = rule.doc.iter().flat_map(|line| line.split('\n')).collect();
    let unindented = lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
    unindented.collect::<Vec<_>>().join("\n").trim().to_string()
}

/// The expected result of a rule for an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The rule fires.
    Bad,
    /// The rule does not fire.
    Good,
}

/// A code block of a doc comment that tests execute: ```` ```yaml,bad ````.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The rule that it belongs to.
    pub rule: &'static Rule,
    /// The first word of the fence: `yaml`, `json`, `toml`.
    pub language: String,
    /// The expected result.
    pub verdict: Verdict,
    /// The other words of the fence.
    pub options: Vec<String>,
    /// The text.
    pub text: String,
}

/// The examples of a rule, in the order of its doc comment.
pub fn examples(rule: &'static Rule) -> Vec<Example> {
    let text = text(rule);
    let mut lines = text.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        let mut words: Vec<String> = info.split(',').map(|word| word.trim().to_string()).collect();
        let language = words.remove(0);
        let verdict = match words.iter().position(|word| word == "bad" || word == "good") {
            Some(at) if words.remove(at) == "bad" => Verdict::Bad,
            Some(_) => Verdict::Good,
            None => continue,
        };
        found.push(Example { rule, language, verdict, options: words, text: body.join("\n") + "\n" });
    }
    found
}
