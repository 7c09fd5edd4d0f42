//! `require`: the required roles, scopes and claims of verified tokens.

use gwc_artifact::Literal;

use super::fields::Fields;
use crate::codes;
use crate::grammar::Entry;
use crate::model::{Held, Quantifier, Require};
use gwc_syntax::diagnostic::Diagnostics;

/// Reads the map of `require`; nothing if the value is `none` or has an error.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Require> {
    let map = fields.map("require").filter(|_| !fields.is_faulty("require"))?;
    let before = out.len();
    let require = Require {
        roles: held(&map, "roles", out),
        scopes: held(&map, "scopes", out),
        claims: map.map("claims").map_or_else(Vec::new, |claims| {
            claims
                .iter()
                .filter_map(|(name, entry)| Some((name.map(str::to_owned), literal(&claims, entry)?)))
                .collect()
        }),
    };
    if out.len() > before {
        return None;
    }
    if require.roles.is_none() && require.scopes.is_none() && require.claims.is_empty() {
        let span = fields.key_span("require")?;
        out.push(
            codes::MISSING_KEY.at(span, "`require` sets none of `roles`, `scopes` and `claims`").help(
                "add one of them, such as `roles: { claim: roles, any: [member] }`, or remove `require`",
            ),
        );
        return None;
    }
    Some(require)
}

fn held(fields: &Fields<'_>, name: &str, out: &mut Diagnostics) -> Option<Held> {
    let map = fields.map(name)?;
    let span = fields.key_span(name)?;
    let listed = |quantifier: Quantifier| map.get(quantifier.as_str()).map(|entry| (quantifier, entry));
    let (quantifier, entry) = match (listed(Quantifier::Any), listed(Quantifier::All)) {
        (Some(_), Some((_, all))) => {
            let message = format!("`{name}` sets both `any` and `all`");
            out.push(codes::CONFLICTING_KEYS.at(map.doc.span(all.key), message).help("keep one of them"));
            return None;
        }
        (None, None) => {
            let message = format!("`{name}` sets neither `any` nor `all`");
            out.push(codes::MISSING_KEY.at(span, message).help("add `any: [member, admin]` if one of them is enough, or `all: [member, admin]` if each is required"));
            return None;
        }
        (any, all) => any.or(all)?,
    };
    let values = map.texts(quantifier.as_str());
    if values.is_empty() {
        let message = format!("empty list for `{}` of `{name}`", quantifier.as_str());
        out.push(codes::BAD_VALUE.at(map.doc.span(entry.value), message).help("list at least one value"));
        return None;
    }
    Some(Held { span, claim: map.text("claim")?, quantifier, values })
}

/// The value of a claim: a text, a whole number, `true` or `false`.
pub(super) fn literal(fields: &Fields<'_>, entry: Entry) -> Option<Literal> {
    let scalar = fields.doc.scalar(entry.value)?;
    Some(match (scalar.as_bool(), scalar.is_number()) {
        (Some(value), _) => Literal::Bool(value),
        (None, true) => Literal::Number(scalar.text.parse().ok()?),
        (None, false) => Literal::Text(scalar.text.to_string()),
    })
}
