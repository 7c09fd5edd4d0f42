//! One message to the user: what is wrong, where, why it matters and what to do.
//!
//! A [`Rule`] names a diagnostic; whoever sees the problem first reports it under that rule, and the catalogue
//! (`gwc::catalog`) lists them all. Nothing here renders: see `gwc::render`.

mod edit;
mod plan;

use crate::source::Span;

pub use edit::Edit;
pub use plan::Plan;

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Note,
    /// A target says something with less than the source does.
    Loss,
    /// Probably a mistake.
    Warning,
    /// Nothing is written while one stands.
    Error,
}

impl Severity {
    /// All of them, the heaviest first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Loss, Self::Note];

    /// The severity with this word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == word)
    }

    /// The word people and machines read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Loss => "loss",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What kind of harm a rule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// It does not mean what it says, or nothing at all.
    Correctness,
    /// It opens something, or weakens a protection.
    Security,
    /// It will fail or surprise under load, faults or in a deploy.
    Reliability,
    /// The target can not say all of it.
    Compatibility,
    /// It works and could be said better.
    Style,
}

impl Category {
    /// The word people and machines read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Correctness => "correctness",
            Self::Security => "security",
            Self::Reliability => "reliability",
            Self::Compatibility => "compatibility",
            Self::Style => "style",
        }
    }
}

/// What rules are about: a kind of file, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// Route files and their lock.
    RouteFiles,
    /// KrakenD configurations, in a file or a ConfigMap.
    Krakend,
    /// The KrakenD configuration that a build would write from route files.
    BuiltJson,
    /// Host tables.
    HostTables,
    /// Kubernetes manifests.
    Manifests,
    /// `gwc.toml`.
    Settings,
    /// Comments that suppress findings.
    Suppressions,
    /// A baseline.
    Baseline,
}

impl Input {
    /// The word machines read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RouteFiles => "route-files",
            Self::Krakend => "krakend",
            Self::BuiltJson => "built-json",
            Self::HostTables => "host-tables",
            Self::Manifests => "manifests",
            Self::Settings => "settings",
            Self::Suppressions => "suppressions",
            Self::Baseline => "baseline",
        }
    }

    /// The same for people.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::RouteFiles => "route files",
            Self::Krakend => "KrakenD configurations",
            Self::BuiltJson => "the KrakenD JSON built from route files",
            Self::HostTables => "host tables",
            Self::Manifests => "Kubernetes manifests",
            Self::Settings => "`gwc.toml`",
            Self::Suppressions => "suppression comments",
            Self::Baseline => "baselines",
        }
    }
}

/// What a rule is called and why it exists. Made by [`declare_rule!`](crate::declare_rule).
#[derive(Debug)]
pub struct Rule {
    /// The stable code, as `GW101`.
    pub code: &'static str,
    /// The stable kebab name: the bad pattern, so that "allow duplicate-endpoint" reads right.
    pub name: &'static str,
    /// What kind of harm it looks for.
    pub category: Category,
    /// Severity unless configured otherwise.
    pub severity: Severity,
    /// The version it appeared in.
    pub since: &'static str,
    /// What it applies to; it is not run on anything else.
    pub inputs: &'static [Input],
    /// Whether a comment or `gwc.toml` may silence it. What nobody can have a good reason for may not.
    pub suppressible: bool,
    /// The doc comment: summary, why, examples, fix. Lines as written, each with its leading space.
    pub doc: &'static [&'static str],
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Rule {
    /// The code and the name as people see them together: `GW101 duplicate-endpoint`.
    pub fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }

    /// A diagnostic of this rule at `span`, with the rule's own severity.
    pub fn at(&'static self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule: self,
            severity: self.severity,
            message: message.into(),
            primary: Label { span, text: String::new() },
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
            places: Vec::new(),
            route: None,
            detail: None,
        }
    }
}

/// Declares a rule: its doc comment is what `gwc explain` prints and what the docs show.
///
/// ```text
/// declare_rule! {
///     /// Two endpoints answer the same method and path.
///     pub DUPLICATE_ENDPOINT { code: "GW101", name: "duplicate-endpoint", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
/// }
/// ```
///
/// `inputs` lists what the rule applies to. `suppressible: false` at the end refuses suppression.
#[macro_export]
macro_rules! declare_rule {
    ($(#[doc = $doc:expr])+ $vis:vis $ident:ident {
        code: $code:literal, name: $name:literal, category: $category:ident, severity: $severity:ident, since: $since:literal,
        inputs: [$($input:ident),+ $(,)?]
        $(, suppressible: $suppressible:literal)? $(,)?
    }) => {
        $(#[doc = $doc])+
        $vis static $ident: $crate::diagnostic::Rule = $crate::diagnostic::Rule {
            code: $code,
            name: $name,
            category: $crate::diagnostic::Category::$category,
            severity: $crate::diagnostic::Severity::$severity,
            since: $since,
            inputs: &[$($crate::diagnostic::Input::$input),+],
            suppressible: true $(&& $suppressible)?,
            doc: &[$($doc),+],
        };
    };
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
}

impl Diagnostic {
    /// All places of the finding: the primary one, then the further ones.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        let primary = self.primary.span;
        [primary].into_iter().chain(self.places.iter().copied().filter(move |place| *place != primary))
    }

    /// Says what the primary place has to do with the message.
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

    /// Says what to do.
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

    /// Weighs it differently from its rule.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// Why a finding is not among those that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// It only follows from another finding.
    Consequence,
    /// Another finding of the same rule is at its place.
    Duplicate,
    /// Another finding of the same rule and place tells it, for another target or endpoint.
    Merged,
    /// It is about JSON that the language wrote by its own decision.
    Lowered,
    /// `gwc.toml` switches its rule off.
    Off,
    /// It weighs less than what is shown.
    BelowThreshold,
    /// The baseline excuses it.
    Baseline,
    /// It was there before, in what the run compares with.
    Unchanged,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Consequence,
        Self::Duplicate,
        Self::Merged,
        Self::Lowered,
        Self::Off,
        Self::BelowThreshold,
        Self::Baseline,
        Self::Unchanged,
    ];

    /// The word that machines read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consequence => "consequence",
            Self::Duplicate => "duplicate",
            Self::Merged => "merged",
            Self::Lowered => "lowered",
            Self::Off => "off",
            Self::BelowThreshold => "below-threshold",
            Self::Baseline => "baseline",
            Self::Unchanged => "unchanged",
        }
    }

    /// The same in a sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Consequence => "it only follows from another finding",
            Self::Duplicate => "another finding of its rule is at the same place",
            Self::Merged => {
                "a finding of its rule at the same place covers it, for another target or endpoint"
            }
            Self::Lowered => "the compiler writes this part of the JSON, and no route file can change it",
            Self::Off => "`gwc.toml` switches its rule off",
            Self::BelowThreshold => "it weighs less than what is shown",
            Self::Baseline => "the baseline excuses it",
            Self::Unchanged => "it is not new",
        }
    }
}

/// A finding that is left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The finding.
    pub finding: Diagnostic,
    /// Why it is left out.
    pub why: Why,
}

impl Hidden {
    /// Findings that are left out for one reason.
    pub fn all(why: Why, findings: impl IntoIterator<Item = Diagnostic>) -> Vec<Self> {
        findings.into_iter().map(|finding| Self { finding, why }).collect()
    }
}

/// All diagnostics of a run. A stage never stops at the first problem: it reports and goes on.
#[derive(Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Reports one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Whether something forbids writing output.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many weigh this much.
    pub fn count(&self, severity: Severity) -> usize {
        self.items.iter().filter(|d| d.severity == severity).count()
    }

    /// All of them, in the order of [`Diagnostics::sort`] or of reporting.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// The same as a slice, for renderers.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.items
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Takes those of another run in.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        self.items.extend(other);
    }

    /// Keeps those that pass.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.items.retain(keep);
    }

    /// Keeps those that pass, and returns the others.
    pub fn split_off(&mut self, keep: impl FnMut(&Diagnostic) -> bool) -> Vec<Diagnostic> {
        let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut self.items).into_iter().partition(keep);
        self.items = kept;
        gone
    }

    /// Changes each in place.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.items.iter_mut()
    }

    /// Puts them in the order of their places.
    pub fn sort(&mut self) {
        self.items.sort_by(|a, b| {
            (a.primary.span, a.rule.code, &a.message).cmp(&(b.primary.span, b.rule.code, &b.message))
        });
    }

    /// Puts them in the order of their places, and takes out exact repetitions.
    pub fn distinct(&mut self) -> Vec<Diagnostic> {
        self.sort();
        let (mut kept, mut repeated): (Vec<Diagnostic>, Vec<Diagnostic>) = Default::default();
        for finding in std::mem::take(&mut self.items) {
            match kept.last() == Some(&finding) {
                true => repeated.push(finding),
                false => kept.push(finding),
            }
        }
        self.items = kept;
        repeated
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(items: Vec<Diagnostic>) -> Self {
        Self { items }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
