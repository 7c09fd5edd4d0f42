//! What the claims of a verified token must hold, by its check and by the endpoint together.

use gwc_artifact::{ClaimValue, Literal, OneOf, Requirement};

use super::sides::Sides;
use crate::checks::implies;
use crate::difference::Differences;
use crate::kind::Kind;
use crate::side::Aspect;
use crate::view::{Checked, View};

pub(super) fn compare(
    sides: &Sides<'_, '_>,
    (before, after): (&Checked<'_>, &Checked<'_>),
    out: &mut Differences,
) {
    let (old, new) = (all(sides.before, before), all(sides.after, after));
    let is_implied = |by: &[Requirement], one: &Requirement| by.iter().any(|other| implies(other, one));
    let lost: Vec<_> = old.iter().filter(|one| !is_implied(&new, one)).map(shown).collect();
    let gained: Vec<_> = new.iter().filter(|one| !is_implied(&old, one)).map(shown).collect();
    let places = sides.places(Aspect::Require);
    if !lost.is_empty() {
        out.push(Kind::RequirementRemoved, (lost.join(" and "), None), places);
    }
    if !gained.is_empty() {
        out.push(Kind::RequirementAdded, (None, gained.join(" and ")), places);
    }
}

/// Whether all that one endpoint requires of the claims of its check holds what the other one requires.
pub(super) fn requires_all_of(one: (&View<'_>, &Checked<'_>), other: (&View<'_>, &Checked<'_>)) -> bool {
    let own = all(one.0, one.1);
    all(other.0, other.1).iter().all(|wanted| own.iter().any(|held| implies(held, wanted)))
}

fn all(view: &View<'_>, check: &Checked<'_>) -> Vec<Requirement> {
    let of_check = check.kind.map_or_else(Vec::new, |kind| kind.requirements().to_vec());
    of_check.into_iter().chain(view.plan.require.iter().cloned()).collect()
}

/// A requirement, in words.
pub(crate) fn shown(requirement: &Requirement) -> String {
    let one_of =
        |what: &str, OneOf { claim, values }: &OneOf| format!("{what} {} in `{claim}`", values.join(" or "));
    match requirement {
        Requirement::Role(roles) => one_of("role", roles),
        Requirement::Scope(scopes) => one_of("scope", scopes),
        Requirement::Claim(ClaimValue { claim, value }) => match value {
            Literal::Text(text) => format!("`{claim}` is {text}"),
            Literal::Number(number) => format!("`{claim}` is {number}"),
            Literal::Bool(bool) => format!("`{claim}` is {bool}"),
        },
    }
}
