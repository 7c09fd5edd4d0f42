//! What of `require` a validator of KrakenD checks: one list of roles, any of which will do, and one list of scopes (krakend-jose
//! v2.12, `CanAccess`, `ScopesAnyMatcher` and `ScopesAllMatcher`).

use crate::model::{Auth, Clause, Endpoint, Held, Quantifier, Require};
use gwc_artifact::Literal;
use gwc_syntax::source::Span;

/// What one validator checks of all that an endpoint requires.
#[derive(Debug, Default)]
pub(crate) struct Split<'a> {
    /// One of these roles.
    pub(crate) roles: Option<Clause<'a>>,
    /// These scopes.
    pub(crate) scopes: Option<(Quantifier, Clause<'a>)>,
    /// What it does not check.
    pub(crate) dropped: Vec<Dropped>,
}

/// A requirement that no validator has.
#[derive(Debug)]
pub(crate) struct Dropped {
    /// Where it is written.
    pub(crate) span: Span,
    /// What it is, as the end of a sentence: "the targets cannot require ...".
    pub(crate) what: String,
}

/// Splits what the auth and the endpoint require.
pub(crate) fn split<'a>(auth: &'a Auth, endpoint: &'a Endpoint) -> Split<'a> {
    let of_endpoint = endpoint.require.as_ref().map(|field| &*field.value);
    let all: Vec<&Require> = [&auth.require].into_iter().chain(of_endpoint).collect();
    let clauses = |of: fn(&Require) -> &Option<Held>| {
        reduced(all.iter().flat_map(|require| of(require).iter().flat_map(Held::clauses)).collect())
    };
    let mut split = Split::default();
    split.take_roles(clauses(|require| &require.roles));
    split.take_scopes(clauses(|require| &require.scopes));
    for (claim, value) in all.iter().flat_map(|require| &require.claims) {
        let value = match value {
            Literal::Text(text) => text.clone(),
            Literal::Number(number) => number.to_string(),
            Literal::Bool(value) => value.to_string(),
        };
        split
            .dropped
            .push(Dropped { span: claim.span, what: format!("that `{}` is `{value}`", claim.value) });
    }
    split
}

impl<'a> Split<'a> {
    fn take_roles(&mut self, clauses: Vec<Clause<'a>>) {
        for clause in clauses {
            if has_dots(clause.claim) && clause.claim.len() < 4 {
                // It looks at the first four bytes of the name, and panics (krakend-jose v2.12, gin/jose.go).
                let what = format!(
                    "roles of `{}`: a nested name with fewer than 4 letters ends its process",
                    clause.claim
                );
                self.dropped.push(Dropped { span: clause.span, what });
                continue;
            }
            match &self.roles {
                None => self.roles = Some(clause),
                Some(first) => {
                    let what =
                        if first.span == clause.span { "all of several roles" } else { "two lists of roles" };
                    self.dropped.push(Dropped { span: clause.span, what: what.to_owned() });
                }
            }
        }
    }

    fn take_scopes(&mut self, clauses: Vec<Clause<'a>>) {
        for clause in clauses {
            if has_dots(clause.claim) && clause.claim.starts_with("http") {
                // Every dot descends, also that of a host name.
                let what = format!("scopes of `{}`: the dots of the name are read as a path", clause.claim);
                self.dropped.push(Dropped { span: clause.span, what });
                continue;
            }
            match &mut self.scopes {
                None => self.scopes = Some((Quantifier::Any, clause)),
                Some((quantifier, all)) if joins(*quantifier, all, &clause) => {
                    *quantifier = Quantifier::All;
                    all.values.extend(clause.values);
                }
                Some(_) => {
                    self.dropped.push(Dropped { span: clause.span, what: "two lists of scopes".to_owned() });
                }
            }
        }
    }
}

/// Whether both are one list of scopes, all of which are required.
fn joins(quantifier: Quantifier, all: &Clause<'_>, one: &Clause<'_>) -> bool {
    let is_all = quantifier == Quantifier::All || all.values.len() == 1;
    is_all && one.values.len() == 1 && one.claim == all.claim
}

/// The clauses without those that are implied by others: one of `a` implies one of `a` and `b`.
fn reduced(clauses: Vec<Clause<'_>>) -> Vec<Clause<'_>> {
    let implies = |one: &Clause<'_>, other: &Clause<'_>| {
        one.claim == other.claim && one.values.iter().all(|value| other.values.contains(value))
    };
    let follows = |(at, clause): (usize, &Clause<'_>)| {
        clauses.iter().enumerate().any(|(other_at, other)| {
            // Of two equal clauses the first is kept.
            other_at != at && implies(other, clause) && (!implies(clause, other) || other_at < at)
        })
    };
    let keep: Vec<bool> = clauses.iter().enumerate().map(|place| !follows(place)).collect();
    clauses.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(clause, _)| clause).collect()
}

fn has_dots(claim: &str) -> bool {
    claim.contains('.')
}

/// Whether KrakenD has to be told that the dots of a claim with roles descend.
pub(super) fn is_nested(claim: &str) -> bool {
    has_dots(claim) && !claim.starts_with("http")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(claim: &'static str, values: &[&'static str]) -> Clause<'static> {
        let span = Span { file: gwc_syntax::source::FileId(0), start: 0, end: 0 };
        Clause { span, claim, values: values.to_vec() }
    }

    fn roles(clauses: Vec<Clause<'static>>) -> (Option<Vec<&'static str>>, usize) {
        let mut split = Split::default();
        split.take_roles(reduced(clauses));
        (split.roles.map(|clause| clause.values), split.dropped.len())
    }

    fn scopes(clauses: Vec<Clause<'static>>) -> (Option<(Quantifier, Vec<&'static str>)>, usize) {
        let mut split = Split::default();
        split.take_scopes(reduced(clauses));
        (split.scopes.map(|(quantifier, clause)| (quantifier, clause.values)), split.dropped.len())
    }

    #[test]
    fn one_list_of_roles_is_checked() {
        let (a, b) = (clause("roles", &["a"]), clause("roles", &["b"]));
        let either = clause("roles", &["a", "b"]);
        assert_eq!(roles(vec![either.clone()]), (Some(vec!["a", "b"]), 0));
        assert_eq!(
            roles(vec![either.clone(), a.clone()]),
            (Some(vec!["a"]), 0),
            "the narrower one implies both"
        );
        assert_eq!(roles(vec![a.clone(), a.clone()]), (Some(vec!["a"]), 0));
        assert_eq!(roles(vec![a.clone(), b]), (Some(vec!["a"]), 1));
        assert_eq!(roles(vec![either, clause("groups", &["a"])]), (Some(vec!["a", "b"]), 1));
        assert_eq!(roles(vec![clause("a.b", &["a"])]), (None, 1), "it panics");
        assert_eq!(roles(vec![clause("a.b.c", &["a"])]), (Some(vec!["a"]), 0));
        assert!(is_nested("realm.roles") && !is_nested("https://example.com/roles") && !is_nested("roles"));
    }

    #[test]
    fn scopes_are_one_list_of_any_or_all() {
        let one = |value: &'static str| clause("scope", &[value]);
        assert_eq!(scopes(vec![one("a")]), (Some((Quantifier::Any, vec!["a"])), 0));
        assert_eq!(
            scopes(vec![one("a"), one("b"), one("c")]),
            (Some((Quantifier::All, vec!["a", "b", "c"])), 0)
        );
        let either = clause("scope", &["a", "b"]);
        assert_eq!(scopes(vec![either.clone(), one("a")]), (Some((Quantifier::Any, vec!["a"])), 0));
        assert_eq!(scopes(vec![either.clone(), one("c")]), (Some((Quantifier::Any, vec!["a", "b"])), 1));
        assert_eq!(scopes(vec![one("a"), clause("scp", &["a"])]), (Some((Quantifier::Any, vec!["a"])), 1));
        assert_eq!(scopes(vec![clause("https://example.com/scope", &["a"])]), (None, 1));
        assert_eq!(scopes(vec![clause("realm.scope", &["a"])]), (Some((Quantifier::Any, vec!["a"])), 0));
    }
}
