//! What the message about an unknown key advises works: a component that is passed through is read without a finding,
//! and no key of the language is reported as missing.

use std::collections::{BTreeMap, BTreeSet};

use gwc::grammar::concepts::{self, Concept, Place, Way};
use gwc::grammar::language;
use gwc_syntax::diagnostic::Severity;
use gwc_tests::check;
use gwc_tests::suite::Suite;

/// A test for each concept, and tests of all of them together.
pub(crate) fn each(suite: &mut Suite) {
    for concept in concepts::ALL {
        suite.test(format!("concepts::{}", concept.words[0]), || is_explained(concept));
        let (component, value, place, targets) = match concept.way {
            Way::Component(component, value, place) => {
                (component, value, place, concepts::readers(component))
            }
            Way::ComponentOrVariable(component, value, place, _) => {
                (component, value, place, vec!["krakend-ce"])
            }
            Way::Keys(_) | Way::NotOffered(_) => continue,
        };
        for target in targets {
            suite.test(format!("concepts::{}_in_{target}", concept.words[0]), move || {
                works(component, value, place, target)
            });
        }
    }
    suite.test("concepts::every_word_is_there_once", every_word_is_there_once);
    suite.test("concepts::no_word_is_a_key", no_word_is_a_key);
}

fn gateway(target: &str, root: &str, upstream: &str) -> String {
    format!(
        "gateway: demo\ntargets: [{target}]\n{root}upstreams:\n  items: {{ url: \"http://items.demo.svc:8080\"{upstream} }}\nrate_limits: {{ all: {{ per_ip: 5/s }} }}\n"
    )
}

fn services(key: &str) -> String {
    format!(
        "services:\n  items: {{ at: /items, upstream: items, auth: public, rate_limit: all, timeout: 5s, paths: {{ /: POST }}{key} }}\n"
    )
}

fn found(gateway: String, services: String) -> Vec<(Severity, String)> {
    let files =
        BTreeMap::from([("gateway.yaml".to_owned(), gateway), ("services.yaml".to_owned(), services)]);
    let finding = |d: &gwc_syntax::diagnostic::Diagnostic| {
        (d.severity, format!("{}: {}; {}", d.rule.title(), d.message, d.help.clone().unwrap_or_default()))
    };
    check::files(&files).findings.iter().map(finding).collect()
}

/// The key brings one error, and its help is that of the concept.
fn is_explained(concept: &Concept) {
    for word in concept.words {
        let found = found(gateway("krakend-ce", "", ""), services(&format!(", {word}: {{}}")));
        let errors: Vec<_> = found.iter().filter(|(severity, _)| *severity == Severity::Error).collect();
        let [(_, line)] = errors.as_slice() else { panic!("{word}: one error is expected: {found:#?}") };
        assert!(line.starts_with("GW020") && line.ends_with(&concept.help()), "{word}: {line}");
    }
}

fn works(component: &str, value: &str, place: Place, target: &str) {
    let passed = format!("krakend: {{ {component}: {value} }}");
    let (root, upstream, service) = match place {
        Place::Gateway => (format!("{passed}\n"), String::new(), String::new()),
        Place::Upstream => (String::new(), format!(", {passed}"), String::new()),
        Place::Service => (String::new(), String::new(), format!(", {passed}")),
    };
    let found = found(gateway(target, &root, &upstream), services(&service));
    // The help says that it is for connections alone.
    let known = |line: &str| component == "qos/circuit-breaker" && line.starts_with("GW355");
    let bad = found.iter().filter(|(severity, line)| *severity >= Severity::Warning && !known(line));
    assert_eq!(bad.count(), 0, "{passed}: {found:#?}");
}

fn every_word_is_there_once() {
    let words: Vec<&str> = concepts::ALL.iter().flat_map(|concept| concept.words.iter().copied()).collect();
    assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len(), "a word has two meanings");
    assert!(
        concepts::find("Circuit-Breaker").is_some_and(|concept| concept.words.contains(&"circuitbreaker"))
    );
}

/// A key that was built is offered: it leaves the table.
fn no_word_is_a_key() {
    for language::Place { name: place, shape, .. } in language::PLACES {
        for key in shape.keys.iter().filter(|key| !key.planned) {
            assert!(concepts::find(key.name).is_none(), "`{}` is a key of {place}", key.name);
        }
    }
}
