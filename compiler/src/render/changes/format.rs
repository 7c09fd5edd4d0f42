//! Which format, and how a person reads it.

/// How changes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChangesFormat {
    /// Two screens at most, the most severe change last, then the verdict.
    #[default]
    Human,
    /// One versioned object; `changes_schema` describes it.
    Json,
    /// A comment on a change.
    Markdown,
    /// Workflow commands that GitHub shows as annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// SARIF 2.1.0.
    Sarif,
}

impl ChangesFormat {
    /// All of them, in the order of the documentation.
    pub const ALL: &[Self] =
        &[Self::Human, Self::Json, Self::Markdown, Self::Github, Self::Gitlab, Self::Sarif];

    /// The word of `--format`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Sarif => "sarif",
        }
    }

    /// The format with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }
}

/// How a person reads changes.
#[derive(Debug, Clone, Copy, Default)]
pub struct View {
    /// Every change with all its endpoints and its witness, however long that gets.
    pub full: bool,
    /// Whether the terminal shows colours.
    pub colours: bool,
}
