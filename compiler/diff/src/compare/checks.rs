//! How a credential is checked.

use gwc_artifact::{ApiKey, AuthKind};

use super::sides::Places;
use super::{sources, token};
use crate::difference::{Differences, apart, list};
use crate::kind::Kind;
use crate::view::Checked;

/// Whether both check the same, whatever they are called. What they require and mint is compared by itself.
pub(super) fn are_alike(one: &Checked<'_>, other: &Checked<'_>) -> bool {
    let mut out = Differences::default();
    have_one_kind(one, other) && {
        compare((one, other), &mut out);
        out.0.is_empty()
    }
}

/// Whether both check tokens, or keys, or the same thing in front.
pub(super) fn have_one_kind(one: &Checked<'_>, other: &Checked<'_>) -> bool {
    match (one.kind, other.kind) {
        (Some(AuthKind::Jwt(_)), Some(AuthKind::Jwt(_))) => true,
        (Some(AuthKind::ApiKey(_)), Some(AuthKind::ApiKey(_))) => true,
        (None, None) => one.name == other.name,
        _ => false,
    }
}

pub(super) fn compare((before, after): (&Checked<'_>, &Checked<'_>), out: &mut Differences) {
    let places = (before.place, after.place);
    match (before.kind, after.kind) {
        (Some(AuthKind::Jwt(before)), Some(AuthKind::Jwt(after))) => {
            token::compare((before, after), places, out)
        }
        (Some(AuthKind::ApiKey(before)), Some(AuthKind::ApiKey(after))) => keys((before, after), places, out),
        _ => {}
    }
}

fn keys((before, after): (&ApiKey, &ApiKey), places: Places, out: &mut Differences) {
    let ApiKey { prefixes, headers } = before;
    let ApiKey { prefixes: prefixes_after, headers: headers_after } = after;
    let (lost, gained) = apart(prefixes, prefixes_after);
    let values =
        || (list(prefixes.iter().map(String::as_str)), list(prefixes_after.iter().map(String::as_str)));
    if !gained.is_empty() {
        out.push(Kind::KeyPrefixAccepted, values(), places);
    }
    if !lost.is_empty() {
        out.push(Kind::KeyPrefixRefused, values(), places);
    }
    let lower = |names: &[String]| names.iter().map(|name| name.to_ascii_lowercase()).collect::<Vec<_>>();
    sources::compare((&lower(headers), &lower(headers_after)), places, out);
}
