//! What verified tokens must hold, beside being valid.

use gwc_artifact as artifact;
use gwc_artifact::Literal;
use gwc_syntax::source::{Span, Spanned};

/// What the claims of a token must hold: all of it.
#[derive(Debug, Clone, Default)]
pub struct Require {
    /// Roles of the caller.
    pub roles: Option<Held>,
    /// Scopes of the token.
    pub scopes: Option<Held>,
    /// Claims, each with its one value.
    pub claims: Vec<(Spanned<String>, Literal)>,
}

/// Texts that a claim must hold.
#[derive(Debug, Clone)]
pub struct Held {
    /// Where it is written.
    pub span: Span,
    /// The claim: a list of texts, or one text with spaces between. Dots in its name descend into objects.
    pub claim: Spanned<String>,
    /// How many of the texts.
    pub quantifier: Quantifier,
    /// The texts; never empty.
    pub values: Vec<Spanned<String>>,
}

/// How many of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// One or more.
    Any,
    /// Each.
    All,
}

/// Texts of which a claim must hold one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause<'a> {
    /// Where it is written.
    pub span: Span,
    /// The claim.
    pub claim: &'a str,
    /// The texts, in the order they are written.
    pub values: Vec<&'a str>,
}

impl Quantifier {
    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            Quantifier::Any => "any",
            Quantifier::All => "all",
        }
    }
}

impl Held {
    /// The same as clauses, of which each must hold.
    pub fn clauses(&self) -> Vec<Clause<'_>> {
        let clause = |values| Clause { span: self.span, claim: &self.claim.value, values };
        let values = self.values.iter().map(|value| value.value.as_str());
        match self.quantifier {
            Quantifier::Any => vec![clause(values.collect())],
            Quantifier::All => values.map(|value| clause(vec![value])).collect(),
        }
    }
}

impl Require {
    /// What the artifact has of it.
    pub fn requirements(&self) -> artifact::Set<artifact::Requirement> {
        let one_of = |clause: Clause<'_>| artifact::OneOf {
            claim: clause.claim.to_owned(),
            values: clause.values.into_iter().map(str::to_owned).collect(),
        };
        let of = |held: &Option<Held>| {
            held.iter().flat_map(Held::clauses).map(one_of).collect::<Vec<_>>().into_iter()
        };
        let claim = |(claim, value): &(Spanned<String>, Literal)| {
            let claim = claim.value.clone();
            artifact::Requirement::Claim(artifact::ClaimValue { claim, value: value.clone() })
        };
        of(&self.roles)
            .map(artifact::Requirement::Role)
            .chain(of(&self.scopes).map(artifact::Requirement::Scope))
            .chain(self.claims.iter().map(claim))
            .collect()
    }
}
