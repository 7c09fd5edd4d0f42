//! Rules: code, name, severity, category and inputs.

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a check.
    Note,
    /// Behaviour that a target can only approximate.
    Loss,
    /// Probably a mistake.
    Warning,
    /// No output is written.
    Error,
}

impl Severity {
    /// All of them, the heaviest first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Loss, Self::Note];

    /// The severity with this word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == word)
    }

    /// The word in all output formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Loss => "loss",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The kind of harm that a rule finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// The configuration has another effect than it seems to have, or none.
    Correctness,
    /// Access is wider than intended, or a protection is weaker.
    Security,
    /// It fails under load, on a fault or in a deployment.
    Reliability,
    /// The target does not support all of it.
    Compatibility,
    /// It works and can be written better.
    Style,
}

impl Category {
    /// The word in all output formats.
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

    /// The same as a phrase.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::RouteFiles => "route files",
            Self::Krakend => "KrakenD configurations",
            Self::BuiltJson => "the KrakenD JSON built from route files",
            Self::HostTables => "host tables (such as `ingress.json`)",
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
    /// Whether a comment or `gwc.toml` may suppress it.
    pub suppressible: bool,
    /// Whether it is a convention of some teams: off unless `gwc.toml` sets its severity.
    pub convention: bool,
    /// Whether its finding is a warning, and no loss, under the target that `deploy.runs` sets.
    pub fails_if_run: bool,
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
    /// Code and name, as in `GW101 duplicate-endpoint`.
    pub fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }
}
