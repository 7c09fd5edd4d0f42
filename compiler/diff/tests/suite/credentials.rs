//! Checks of credentials that decide, and those that decide nothing.

use std::time::Duration;

use gwc_artifact::{AuthKind, Credential, Gateway, Issuer, OneOf, RateLimit, Requirement};
use gwc_diff::{Exposure, Kind};

use crate::build::{gateway, gets, limit};
use crate::cases::{complete, iam, kinds};

/// A check before another one that accepts as much and does the same with a token decides nothing.
#[test]
fn a_check_that_the_next_one_replaces_is_no_change() {
    let mut before = gateway(gets(&["/a"]));
    let AuthKind::Jwt(narrow) = &before.auth[0].kind else { panic!("a check of tokens") };
    let narrow = gwc_artifact::Jwt { leeway: Duration::ZERO, ..narrow.clone() };
    before.auth.push(gwc_artifact::Auth::new("narrow", AuthKind::Jwt(narrow)));
    before.endpoints[0].credential = iam();
    let mut after = before.clone();
    after.endpoints[0].credential = Credential::AnyOf(vec!["narrow".into(), "iam".into()]);
    assert!(complete(&before, &after).changes.is_empty());
    // With a limit of its own it decides.
    after.auth[2].rate_limit = RateLimit { total: Some(limit(1, 60, 1)), per_client: None };
    assert!(!complete(&before, &after).changes.is_empty());
}

/// A check that a later one replaces decides nothing either with a check of keys in between.
#[test]
fn a_check_that_a_later_one_replaces_is_no_change() {
    let mut before = gateway(gets(&["/a"]));
    let AuthKind::Jwt(exact) = &before.auth[0].kind else { panic!("a check of tokens") };
    let any = gwc_artifact::Jwt { issuer: Issuer::Any, ..exact.clone() };
    before.auth.push(gwc_artifact::Auth::new("any", AuthKind::Jwt(any)));
    let with = |names: &[&'static str]| {
        let mut one = before.clone();
        one.endpoints[0].credential = Credential::AnyOf(names.iter().map(|name| (*name).into()).collect());
        one
    };
    let three = with(&["iam", "keys", "any"]);
    assert!(complete(&three, &with(&["any", "keys"])).changes.is_empty());
    // The place of the first check is read first.
    assert_eq!(kinds(&complete(&three, &with(&["keys", "any"]))), [Kind::SourceOrderChanged]);
    // With a limit of its own the first check decides.
    let mut limited = three.clone();
    limited.auth[0].rate_limit = RateLimit { total: Some(limit(1, 60, 1)), per_client: None };
    assert!(!complete(&limited, &with(&["any", "keys"])).changes.is_empty());
}

/// A token that lacks what one check requires may hold what the next one does: who accepts it decides nothing where both make
/// the same of it.
#[test]
fn a_token_that_lacks_what_a_check_requires_is_left_to_the_next_one() {
    let role =
        Requirement::Role(OneOf { claim: "roles".to_owned(), values: vec!["admin".to_owned()].into() });
    let mut before = gateway(gets(&["/a"]));
    let AuthKind::Jwt(plain) = &before.auth[0].kind else { panic!("a check of tokens") };
    let strict = gwc_artifact::Jwt { require: vec![role].into(), ..plain.clone() };
    before.auth.push(gwc_artifact::Auth::new("strict", AuthKind::Jwt(strict)));
    let with = |names: &[&'static str], before: &Gateway| {
        let mut one = before.clone();
        one.endpoints[0].credential = Credential::AnyOf(names.iter().map(|name| (*name).into()).collect());
        one
    };
    let both = with(&["strict", "iam"], &before);
    for same in [&["iam"][..], &["iam", "strict"]] {
        assert!(complete(&both, &with(same, &before)).changes.is_empty(), "{same:?}");
    }
    let found = complete(&both, &with(&["strict"], &before));
    let witness = found.changes.iter().find_map(|change| change.witness.as_ref()).expect("a witness");
    assert!(witness.before.starts_with("to ") && witness.after.starts_with("403"), "{witness:?}");
    // With a limit of its own the strict check decides about the tokens that it accepts.
    before.auth[2].rate_limit = RateLimit { total: Some(limit(1, 60, 1)), per_client: None };
    let limited = with(&["strict", "iam"], &before);
    assert!(!complete(&limited, &with(&["iam"], &before)).changes.is_empty());
    let found = complete(&limited, &with(&["iam", "strict"], &before));
    assert!(!found.changes.is_empty());
}

/// The first place that any check reads decides, in whatever order a later check reads it and others.
#[test]
fn another_order_of_places_that_an_earlier_check_decides_is_no_change() {
    let with = |names: &[&'static str], headers: [&str; 2]| {
        let mut one = gateway(gets(&["/a"]));
        one.endpoints[0].credential = Credential::AnyOf(names.iter().map(|name| (*name).into()).collect());
        let AuthKind::ApiKey(key) = &mut one.auth[1].kind else { panic!("a check of keys") };
        key.headers = headers.map(str::to_owned).to_vec();
        one
    };
    let (one, other) = (["Authorization", "X-Key"], ["X-Key", "Authorization"]);
    let of_both = ["iam", "keys"];
    assert!(complete(&with(&of_both, one), &with(&of_both, other)).changes.is_empty());
    let alone = complete(&with(&["keys"], one), &with(&["keys"], other));
    assert_eq!(kinds(&alone), [Kind::SourceOrderChanged]);
    let first = complete(&with(&["keys", "iam"], one), &with(&["keys", "iam"], other));
    assert_eq!(kinds(&first), [Kind::SourceOrderChanged]);
}

/// An optional credential protects nothing, and changes what happens to requests that have one.
#[test]
fn an_optional_credential_is_public_and_verified() {
    let with = |credential: Credential| {
        let mut one = gateway(gets(&["/a"]));
        one.endpoints[0].credential = credential;
        one
    };
    let optional = || Credential::Optional(vec!["iam".into()]);
    for (before, after, kind, exposure) in [
        (Credential::Public, optional(), Kind::ProtectionAdded, Exposure::Narrows),
        (optional(), Credential::Public, Kind::ProtectionRemoved, Exposure::Widens),
        (iam(), optional(), Kind::CredentialRemoved, Exposure::Widens),
        (optional(), iam(), Kind::CredentialRequired, Exposure::Narrows),
        (optional(), Credential::Optional(vec!["keys".into()]), Kind::ProtectionChanged, Exposure::Widens),
    ] {
        let comparison = complete(&with(before.clone()), &with(after.clone()));
        let change = comparison.changes.iter().find(|change| change.kind == kind);
        let change = change.unwrap_or_else(|| panic!("{before:?} to {after:?}: {:?}", kinds(&comparison)));
        assert_eq!(change.exposure, exposure, "{before:?} to {after:?}");
    }
    // A different issuer of an optional token is a change. A different name of the auth is not a change.
    let before = with(optional());
    let mut after = before.clone();
    after.auth[0].name = "identity".to_owned();
    after.endpoints[0].credential = Credential::Optional(vec!["identity".into()]);
    assert!(complete(&before, &after).changes.is_empty());
    let mut after = before.clone();
    let AuthKind::Jwt(jwt) = &mut after.auth[0].kind else { panic!("a check of tokens") };
    jwt.issuer = Issuer::Exact("https://other.example".to_owned());
    assert_eq!(kinds(&complete(&before, &after)), [Kind::ProtectionChanged]);
}
