//! Mistakes in what `krakend` passes through, `tests/passthrough/`: each is found in route files as it is in the JSON,
//! at the authored word.
//!
//! A case is a folder `LEVEL-NAME` with the two route files, and `expect`: severity, code, and the text at the place. The
//! block stands behind `krakend:` as JSON.

use std::fs;
use std::path::{Path, PathBuf};

use gwc_tests::passed::{Level, compiled, emitted, inspected, lay_over};
use serde_json::{Deserializer, Map, Value};

/// Says again what the language says: nothing is wrong with it in JSON, and the language refuses it.
const OVERRIDES: &str = "GW735";

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("passthrough");
    let mut cases: Vec<_> =
        fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    cases
}

/// The text without its passed block, and the block.
fn without_block(text: &str) -> Option<(String, Map<String, Value>)> {
    let at = text.find("krakend: ")?;
    let json = &text[at + "krakend: ".len()..];
    let mut values = Deserializer::from_str(json).into_iter::<Map<String, Value>>();
    let block = values.next()?.expect("the block is JSON");
    let end = at + "krakend: ".len() + values.byte_offset();
    // In a flow map a comma stands in front.
    let start = if text[..at].ends_with(", ") { at - 2 } else { at };
    Some((format!("{}{}", &text[..start], &text[end..]), block))
}

/// What is wrong with a case, if anything.
fn problem(case: &Path) -> Option<String> {
    let read = |name: &str| fs::read_to_string(case.join(name)).expect("a file of the case");
    let (gateway, services, expect) = (read("gateway.yaml"), read("services.yaml"), read("expect"));
    let mut words = expect.trim_end().splitn(3, ' ');
    let (severity, code) = (words.next().expect("a severity"), words.next().expect("a code"));
    let text = words.next().expect("a text");

    let (sources, compilation) = compiled(&gateway, &services);
    let found = compilation.diagnostics.iter().any(|d| {
        d.rule.code == code && d.severity.as_str() == severity && sources.text(d.primary.span) == text
    });
    if !found {
        return Some(format!("no {code} at {text}: {:?}", compilation.diagnostics.as_slice()));
    }
    if (severity == "error") == compilation.checked().is_some() {
        return Some("its errors do not decide whether it is emitted".to_owned());
    }
    let name = case.file_name().expect("a name").to_string_lossy().into_owned();
    let level = Level::ALL.into_iter().find(|level| name.starts_with(level.word())).expect("a level");
    let (plain_gateway, plain_services, block) = match without_block(&gateway) {
        Some((plain, block)) => (plain, services, block),
        None => {
            let (plain, block) = without_block(&services).expect("a block");
            (gateway, plain, block)
        }
    };
    let same = emitted(&plain_gateway, &plain_services).into_iter().any(|(target, mut config)| {
        lay_over(&mut config, level, &block);
        let inspected = inspected(&config, target);
        inspected.diagnostics.iter().any(|d| d.rule.code == code && d.severity.as_str() == severity)
    });
    (same == (code == OVERRIDES)).then(|| format!("the JSON and the language disagree about {code}"))
}

#[test]
fn every_mistake_is_found_where_it_was_authored() {
    let cases = cases();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let problems: Vec<String> =
        cases.iter().filter_map(|case| Some(format!("{}: {}", case.display(), problem(case)?))).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_level_has_every_kind_of_mistake() {
    let names: Vec<String> =
        cases().iter().map(|case| case.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    for level in Level::ALL {
        for kind in ["unknown", "misplaced", "enterprise", "wrong-type"] {
            let prefix = format!("{}-{kind}", level.word());
            assert!(names.iter().any(|name| name.starts_with(&prefix)), "no case {prefix}");
        }
    }
}
