//! The suppressions of a run, and the findings that each suppresses.

use std::collections::BTreeMap;

use super::comment::{self, Directive, Malformed};
use super::context::{Context, Suppressed, Verdict};
use crate::catalog::{cannot_be_suppressed, retired_rule, unknown_rule};
use crate::codes::{
    EXPIRED_SUPPRESSION, MALFORMED_SUPPRESSION, SUPPRESSION_WITHOUT_REASON, UNUSED_SUPPRESSION,
};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit, Rule};
use gwc_syntax::source::{FileId, Span};

/// All suppressions that apply today, by place.
pub(super) struct Suppressions<'a> {
    context: &'a Context<'a>,
    comments: Vec<Active>,
    by_line: BTreeMap<(FileId, usize), Vec<usize>>,
    by_file: BTreeMap<FileId, Vec<usize>>,
    settings_used: Vec<bool>,
}

/// A comment that applies, and which of its rules suppressed something.
struct Active {
    directive: Directive,
    rules: Vec<(&'static Rule, Span, bool)>,
}

impl<'a> Suppressions<'a> {
    /// Reads all suppressions, and reports those that are wrong.
    pub(super) fn new(context: &'a Context<'a>, problems: &mut Vec<Diagnostic>) -> Self {
        let settings_used = vec![false; context.settings.ignores.len()];
        let (by_line, by_file) = Default::default();
        let mut suppressions = Self { context, comments: Vec::new(), by_line, by_file, settings_used };
        for comment in context.comments {
            match comment::read(*comment, context.sources) {
                None => {}
                Some(Err(wrong)) => problems.push(unreadable(wrong)),
                Some(Ok(directive)) => suppressions.add(directive, problems),
            }
        }
        problems.extend(context.settings.ignores.iter().filter_map(|ignore| ignore.problem(context.today)));
        suppressions
    }

    fn add(&mut self, directive: Directive, problems: &mut Vec<Diagnostic>) {
        let removal = Edit { span: directive.removal(self.context.sources), text: String::new() };
        let expired = directive.until.filter(|(day, _)| *day <= self.context.today);
        if directive.reason.is_empty() {
            problems.push(without_reason(&directive).fix(
                "remove the comment",
                Applicability::Safe,
                vec![removal],
            ));
        } else if let Some((day, span)) = expired {
            let message = format!("this suppression expired on `{day}`");
            let help = "fix the finding, or set a later date in `until`";
            let found = EXPIRED_SUPPRESSION.at(span, message).help(help);
            problems.push(found.fix("remove the comment", Applicability::Safe, vec![removal]));
        } else {
            let rules = self.rules(&directive, problems);
            let at = self.comments.len();
            match directive.whole_file {
                true => self.by_file.entry(directive.comment.file).or_default().push(at),
                false => {
                    let line = directive.target_line(self.context.sources);
                    self.by_line.entry((directive.comment.file, line)).or_default().push(at);
                }
            }
            self.comments.push(Active { directive, rules });
        }
    }

    /// The rules that a comment names and may suppress.
    fn rules(
        &self,
        directive: &Directive,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<(&'static Rule, Span, bool)> {
        let mut rules = Vec::new();
        for (word, span) in &directive.rules {
            if let Some(rule) = self.context.catalog.retired(word) {
                problems.push(retired_rule(word, rule, (*span, word)));
            }
            let found = match self.context.catalog.find(word) {
                Some(rule) if rule.suppressible => {
                    rules.push((rule, *span, false));
                    continue;
                }
                Some(rule) => cannot_be_suppressed(rule, *span),
                None => unknown_rule(self.context.catalog, word, *span),
            };
            problems.push(match found.fix {
                Some(_) => found,
                None => found.fix(
                    "remove it from the list",
                    Applicability::Safe,
                    vec![self.without(directive, &[*span])],
                ),
            });
        }
        rules
    }

    /// The edit that removes some rules from a comment, or the comment if no rule would be left.
    fn without(&self, directive: &Directive, removed: &[Span]) -> Edit {
        let stay: Vec<&str> = directive
            .rules
            .iter()
            .filter(|(_, span)| !removed.contains(span))
            .map(|(word, _)| word.as_str())
            .collect();
        match stay.is_empty() {
            true => Edit { span: directive.removal(self.context.sources), text: String::new() },
            false => Edit { span: directive.list, text: stay.join(", ") },
        }
    }

    /// Divides a finding into its remaining and its suppressed places.
    pub(super) fn decide(&mut self, finding: Diagnostic) -> Verdict {
        if !finding.rule.suppressible {
            return (Some(finding), None);
        }
        let whole =
            finding.related.iter().map(|label| label.span).find_map(|span| self.at_line(&finding, span));
        if let Some(reason) = whole.or_else(|| self.by_settings(&finding)) {
            return (None, Some(Suppressed { finding, reason }));
        }
        let mut all = finding.places.clone();
        if !all.contains(&finding.primary.span) {
            all.insert(0, finding.primary.span);
        }
        let mut reason = None;
        let (mut removed, mut stay) = (Vec::new(), Vec::new());
        for place in all {
            match self.at_line(&finding, place).or_else(|| self.in_file(&finding, place.file)) {
                None => stay.push(place),
                Some(why) => {
                    removed.push(place);
                    reason.get_or_insert(why);
                }
            }
        }
        match (reason, stay.first()) {
            (None, _) => (Some(finding), None),
            (Some(reason), None) => (None, Some(Suppressed { finding, reason })),
            (Some(reason), Some(first)) => split(finding, reason, *first, &stay, removed),
        }
    }

    fn at_line(&mut self, finding: &Diagnostic, span: Span) -> Option<String> {
        if self.by_line.is_empty() {
            return None;
        }
        let line = self.context.sources.file(span.file).position(span.start).line;
        let at = self.by_line.get(&(span.file, line))?.clone();
        self.first_of(&at, finding)
    }

    fn in_file(&mut self, finding: &Diagnostic, file: FileId) -> Option<String> {
        let at = self.by_file.get(&file)?.clone();
        self.first_of(&at, finding)
    }

    fn first_of(&mut self, at: &[usize], finding: &Diagnostic) -> Option<String> {
        at.iter().find_map(|at| {
            let active = &mut self.comments[*at];
            let (_, _, used) = active.rules.iter_mut().find(|(rule, _, _)| *rule == finding.rule)?;
            *used = true;
            Some(active.directive.reason.clone())
        })
    }

    fn by_settings(&mut self, finding: &Diagnostic) -> Option<String> {
        let path = &self.context.sources.file(finding.primary.span.file).path;
        let ignores = self.context.settings.ignores.iter().enumerate();
        let mut holding = ignores.filter(|(_, ignore)| ignore.problem(self.context.today).is_none());
        let (at, ignore) = holding.find(|(_, ignore)| ignore.covers(finding, path))?;
        self.settings_used[at] = true;
        Some(ignore.reason.clone())
    }

    /// The suppressions that suppressed nothing.
    pub(super) fn unused(&self) -> Vec<Diagnostic> {
        let comments = self.comments.iter().filter_map(|active| self.unused_rules(active));
        let ignores = self.context.settings.ignores.iter().zip(&self.settings_used);
        let settings =
            ignores.filter(|(ignore, used)| !**used && ignore.problem(self.context.today).is_none());
        comments.chain(settings.map(|(ignore, _)| ignore.unused())).collect()
    }

    fn unused_rules(&self, active: &Active) -> Option<Diagnostic> {
        let unused = active.rules.iter().filter(|(_, _, used)| !used);
        let (names, spans): (Vec<String>, Vec<Span>) =
            unused.map(|(rule, span, _)| (format!("`{}`", rule.title()), *span)).unzip();
        let first = *spans.first()?;
        let message = format!("unused suppression of {}", names.join(", "));
        let edit = self.without(&active.directive, &spans);
        let title = if edit.text.is_empty() { "remove the comment" } else { "remove it from the list" };
        Some(UNUSED_SUPPRESSION.at(first, message).fix(title, Applicability::Safe, vec![edit]))
    }
}

/// A group with some suppressed places.
fn split(finding: Diagnostic, reason: String, first: Span, stay: &[Span], removed: Vec<Span>) -> Verdict {
    let mut suppressed = finding.clone();
    suppressed.primary.span = removed[0];
    let mut kept = finding;
    kept.notes.push(format!("{} of its places are suppressed", removed.len()));
    if !stay.contains(&kept.primary.span) {
        kept.primary.span = first;
    }
    kept.places = stay.to_vec();
    suppressed.places = removed;
    (Some(kept), Some(Suppressed { finding: suppressed, reason }))
}

fn unreadable(wrong: Malformed) -> Diagnostic {
    MALFORMED_SUPPRESSION
        .at(wrong.span, wrong.message)
        .help("write `# gwc: ignore[CODE] reason`, `# gwc: ignore[CODE] reason, until=2027-01-01` or `# gwc: ignore-file[CODE] reason`")
}

fn without_reason(directive: &Directive) -> Diagnostic {
    let message = "this suppression has no reason, so it has no effect";
    SUPPRESSION_WITHOUT_REASON.at(directive.comment, message).help("add a reason after the brackets")
}
