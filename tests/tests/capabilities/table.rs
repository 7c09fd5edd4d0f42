//! Every key of the grammar has its place in the table, and nothing else has.

use std::collections::BTreeSet;

use gwc::grammar::{Shape, Type, language};
use gwc::rules::targets::capabilities::{self, OTHERS, Outcome, TABLE};
use gwc::rules::{Check, RULES, targets};
use gwc_syntax::diagnostic::Severity;
use gwc_tests::golden;

/// The maps of the language by name.
pub(super) fn shapes() -> Vec<&'static Shape> {
    let mut found: Vec<&'static Shape> = Vec::new();
    let mut waiting = vec![&language::GATEWAY, &language::SERVICES];
    while let Some(shape) = waiting.pop() {
        if found.iter().all(|known| known.name != shape.name) {
            found.push(shape);
            shape.keys.iter().for_each(|key| below(&key.ty, &mut waiting));
        }
    }
    found
}

fn below(ty: &'static Type, waiting: &mut Vec<&'static Shape>) {
    match ty {
        Type::Record(shape) => waiting.push(shape),
        Type::List(inner) | Type::Map { value: inner, .. } => below(inner, waiting),
        Type::Either(types) => types.iter().for_each(|ty| below(ty, waiting)),
        _ => {}
    }
}

#[test]
fn every_key_is_in_the_table_once() {
    for shape in shapes() {
        for key in shape.keys {
            let name = capabilities::name(shape.name, key.name);
            let some_target = capabilities::rows(&name)
                .flat_map(|row| row.outcomes())
                .any(|outcome| matches!(outcome, Outcome::Exact | Outcome::Loss(_)));
            let other = capabilities::effect(&name).is_some();
            let in_rows = capabilities::rows(&name).next().is_some();
            assert!(!(in_rows && other), "`{name}` is in a row and among the others");
            // Claims are written to the artifact, which `gwr` refuses until it verifies tokens.
            assert!(
                key.planned != (some_target || other) || name == "per.claim",
                "`{name}` has no effect in any target and is not planned, or is planned and has one"
            );
        }
    }
}

#[test]
fn the_table_names_keys_of_the_grammar() {
    let known: BTreeSet<String> = shapes()
        .into_iter()
        .flat_map(|shape| shape.keys.iter().map(|key| capabilities::name(shape.name, key.name)))
        .collect();
    let rows = TABLE.iter().flat_map(|row| row.keys);
    for name in rows.chain(OTHERS.iter().flat_map(|(_, keys)| *keys)) {
        assert!(known.contains(*name), "there is no key `{name}`");
    }
}

#[test]
fn severities_are_those_of_the_outcomes() {
    let mut reported = BTreeSet::new();
    for outcome in TABLE.iter().flat_map(|row| row.outcomes()) {
        let Some(check) = outcome.check() else { continue };
        let expected = if matches!(outcome, Outcome::Loss(_)) { Severity::Loss } else { Severity::Error };
        assert_eq!(check.rule.severity, expected, "{}", check.rule.title());
        if matches!(outcome, Outcome::Unprotected(_)) {
            assert!(check.rule.suppressible, "{} cannot be waived", check.rule.title());
        }
        reported.insert(check.rule.code);
    }
    let rules: BTreeSet<&str> = RULES
        .iter()
        .filter(|entry| matches!(entry.checks, [Check::Capabilities]))
        .map(|entry| entry.rule.code)
        .collect();
    assert_eq!(reported, rules, "a rule about targets is in no row, or a row reports another rule");
}

#[test]
fn the_page_is_current() {
    golden::file("docs/targets.md", &targets::page::page());
}
