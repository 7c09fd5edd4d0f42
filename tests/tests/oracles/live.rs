//! The verdict against a living KrakenD: random route tables and damaged configurations, judged by `gwc` and by
//! the binary that `GWC_KRAKEND` names (`.ci/krakend`).
//!
//! `GWC_KRAKEND_CASES` says how many files of each kind are compared, `GWC_KRAKEND_SEED` which: another number, other
//! files.

use std::net::TcpListener;
use std::path::Path;

use gwc_krakend::simulate;
use gwc_krakend::value::Format;
use gwc_krakend::verdict::{Check, Run};
use gwc_tests::generate::{self, damage, routes, yaml};
use gwc_tests::krakend::{Krakend, free_port};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

/// How many files of each kind are compared by default.
const CASES: usize = 100;

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}

/// What is compared of a kind.
struct Kind {
    what: &'static str,
    /// The extension of the file.
    extension: &'static str,
    /// Whether the words have to agree too, and not only the decision.
    words: bool,
    /// Whether `run` is compared.
    run: bool,
}

/// Compares the answers on many files and says where they differ.
fn compare(kind: &Kind, strategy: &impl Strategy<Value = Vec<u8>>, port: &TcpListener, binary: &Path) {
    let krakend = Krakend::at(binary);
    let cases = number("GWC_KRAKEND_CASES").map_or(CASES, |n| n as usize);
    let seed = number("GWC_KRAKEND_SEED").unwrap_or(0).to_le_bytes();
    let seed: Vec<u8> = seed.into_iter().cycle().take(32).collect();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let name = format!("krakend.{}", kind.extension);
    let format = if kind.extension == "yaml" { Format::Yaml } else { Format::Json };
    let taken = port.local_addr().expect("it has an address").port();
    let (mut differ, mut refused) = (0, 0);
    for _ in 0..cases {
        let file = strategy.new_tree(&mut runner).expect("a file can be made").current();
        let file = with_port(&file, taken);
        let real = krakend.check(&name, &file);
        let ours = simulate::verdict(&name, &file, format);
        refused += usize::from(real.refused);
        let same = real.refused == (ours.check == Check::Refuse);
        // Which pair `auto_options` names is chance: gin walks a map.
        let chance = String::from_utf8_lossy(&file).contains("\"auto_options\":true");
        if !same || (kind.words && !chance && real.refused && real.message != ours.message) {
            differ += 1;
            println!("{}: KrakenD {real:?}\n  predicted {:?} {:?}", kind.what, ours.check, ours.message);
            println!("  {}", String::from_utf8_lossy(&file));
        } else if kind.run {
            differ += usize::from(!runs_alike(kind, &krakend, &name, &file, taken, format));
        }
    }
    println!("{}: {} of {cases} agree, {refused} are refused", kind.what, cases - differ);
    assert_eq!(differ, 0, "{}: every answer agrees", kind.what);
}

/// The port that the test holds stands in the file; for `run` it is one that is free.
fn with_port(file: &[u8], port: u16) -> Vec<u8> {
    match serde_json::from_slice::<Value>(file) {
        Ok(Value::Object(mut config)) => {
            if !config.keys().any(|key| key.eq_ignore_ascii_case("port")) {
                config.insert("port".into(), json!(port));
            }
            Value::Object(config).to_string().into_bytes()
        }
        _ => file.to_vec(),
    }
}

fn runs_alike(kind: &Kind, krakend: &Krakend, name: &str, file: &[u8], taken: u16, format: Format) -> bool {
    let port = free_port();
    let text = String::from_utf8_lossy(file);
    let file = text.replace(&format!("\"port\":{taken}"), &format!("\"port\":{port}"));
    let real = krakend.run(name, file.as_bytes(), port);
    let ours = simulate::verdict(name, file.as_bytes(), format);
    let predicted = match ours.run {
        Run::Listens => "listens",
        Run::Panics => "panics",
        Run::Exits => "exits",
    };
    if real != predicted {
        println!("{}: KrakenD {real}, predicted {predicted} {:?}\n  {file}", kind.what, ours.run_message);
    }
    real == predicted
}

fn json(config: Value) -> Vec<u8> {
    config.to_string().into_bytes()
}

fn taken() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").expect("a port can be taken")
}

pub(crate) fn route_tables(binary: &Path) {
    let kind = Kind { what: "route tables", extension: "json", words: true, run: true };
    compare(&kind, &routes::config().prop_map(json), &taken(), binary);
}

pub(crate) fn configurations(binary: &Path) {
    let kind = Kind { what: "configurations", extension: "json", words: true, run: true };
    compare(&kind, &generate::config().prop_map(json), &taken(), binary);
}

pub(crate) fn damaged_configurations(binary: &Path) {
    let kind = Kind { what: "damaged configurations", extension: "json", words: true, run: true };
    compare(&kind, &damage::config().prop_map(json), &taken(), binary);
}

pub(crate) fn damaged_bytes(binary: &Path) {
    let kind = Kind { what: "damaged bytes", extension: "json", words: true, run: false };
    compare(&kind, &damage::bytes(), &taken(), binary);
}

/// Of YAML that cannot be read only the decision is predicted: the words are those of one parser.
pub(crate) fn yaml(binary: &Path) {
    let kind = Kind { what: "YAML", extension: "yaml", words: false, run: false };
    compare(&kind, &yaml::text().prop_map(String::into_bytes), &taken(), binary);
}
