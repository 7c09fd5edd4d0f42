//! One finding: its rule, its message, its places and what to do.

use std::borrow::Cow;
use std::fmt;

use super::edit::Edit;
use super::rule::{Rule, Severity};
use crate::source::Span;
use crate::suggest;

impl Rule {
    /// A diagnostic of this rule at `span`, with the rule's own severity.
    pub fn at(&'static self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule: self,
            severity: self.severity,
            message: on_one_line(message.into()),
            primary: Label { span, text: String::new() },
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
            places: Vec::new(),
            route: None,
            detail: None,
            together: None,
            secret: None,
        }
    }
}

/// A message may quote text of a file, with any characters.
fn on_one_line(message: String) -> String {
    match suggest::on_one_line(&message) {
        Cow::Borrowed(_) => message,
        Cow::Owned(line) => line,
    }
}

/// A place and what it has to do with the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What this place has to do with the message; may be empty on a primary label.
    pub text: String,
}

/// How sure a fix is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Applicability {
    /// Keeps the meaning, or gives the only sensible one.
    Safe,
    /// Probably what was meant; changes behaviour.
    Unsafe,
    /// Shown, never applied.
    DisplayOnly,
}

impl Applicability {
    /// The word machines read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::DisplayOnly => "display-only",
        }
    }
}

/// A change that removes the cause of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: "rename it to `upstream`".
    pub title: String,
    /// How sure it is.
    pub applicability: Applicability,
    /// Edits that do not overlap.
    pub edits: Vec<Edit>,
}

/// One message to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule it belongs to.
    pub rule: &'static Rule,
    /// How much it weighs here.
    pub severity: Severity,
    /// What is wrong: lower case, no final period, the user's text in backticks.
    pub message: String,
    /// The offending token.
    pub primary: Label,
    /// The other places.
    pub related: Vec<Label>,
    /// Facts that help to understand it, one sentence each.
    pub notes: Vec<String>,
    /// What to do, as a command.
    pub help: Option<String>,
    /// An edit that does it.
    pub fix: Option<Fix>,
    /// Further places of the very same finding (a group is one finding with many places).
    pub places: Vec<Span>,
    /// The route it is about, as `GET /v1/models`: what suppressions and baselines are keyed by.
    pub route: Option<String>,
    /// What else tells it from others of its rule and route, such as the host that gets something: a baseline that
    /// excuses one does not excuse the other.
    pub detail: Option<String>,
    /// The message of all findings that people see as this one: one finding per route is right for machines, and too
    /// many for a screen.
    pub together: Option<String>,
    /// The secret that it is about, which nothing that is written shows.
    pub secret: Option<Concealed>,
}

/// A text that nothing shows, also no debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Concealed(String);

impl Concealed {
    /// The text, to be found where it must not be shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Concealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Diagnostic {
    /// All places of the finding: the primary one, then the further ones.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        let primary = self.primary.span;
        [primary].into_iter().chain(self.places.iter().copied().filter(move |place| *place != primary))
    }

    /// The message on a screen, where several findings may be one.
    pub fn headline(&self) -> &str {
        self.together.as_deref().unwrap_or(&self.message)
    }

    /// Sets the label of the primary place.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another place.
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Sets the help: an instruction.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Offers an edit.
    pub fn fix(mut self, title: impl Into<String>, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), applicability, edits });
        self
    }

    /// Names the route it is about.
    pub fn route(mut self, route: impl Into<String>) -> Self {
        self.route = Some(route.into());
        self
    }

    /// Tells it from others of its rule and route.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Keeps a text of the file out of everything that is written.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(Concealed(secret.into()));
        self
    }

    /// Weighs it differently from its rule.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
