//! `gwc keys`: the file has no key, the key is printed once, and what `gwr` would refuse is not written.

use std::fs;
use std::path::Path;

use gwc_tests::process::Run;
use gwc_token::{ApiKeyRefused, ApiKeys};
use serde_json::Value;

use super::commands::with_input;
use super::gwc;

const NEW: [&str; 3] = ["keys", "new", "keys.jsonl"];

fn new(folder: &Path, more: &[&str]) -> Run {
    gwc(folder).run(&[&NEW[..], &["--prefix", "ak_"], more].concat())
}

fn file(folder: &Path) -> String {
    fs::read_to_string(folder.join("keys.jsonl")).unwrap_or_default()
}

fn parsed(folder: &Path) -> ApiKeys {
    ApiKeys::parse(file(folder).as_bytes(), &["pro".to_owned()]).expect("gwr reads the file")
}

#[test]
fn a_new_key_passes_and_is_nowhere_but_on_standard_output() {
    let place = tempfile::tempdir().expect("a folder");
    let more =
        ["--id", "ci", "--owner", "ann", "--org", "acme", "--role", "a", "--role", "b", "--limits", "pro"];
    let run = new(place.path(), &[&more[..], &["--expires", "2027-01-31T00:00:00Z"]].concat());
    let key = run.stdout.trim();
    assert!(run.code == Some(0) && key.starts_with("ak_") && run.stdout.lines().count() == 1, "{run:?}");
    assert!(!run.stderr.contains(key) && run.stderr.contains("`ci`"), "{}", run.stderr);
    for entry in fs::read_dir(place.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        assert!(!fs::read_to_string(&path).expect("text").contains(&key[3..]), "{}", path.display());
    }
    let keys = parsed(place.path());
    let record = keys.verify(key, 1_796_000_000).expect("the key passes");
    assert_eq!((record.id.as_str(), record.limit.as_deref()), ("ci", Some("pro")));
    let record: Value = serde_json::from_str(&file(place.path())).expect("one record");
    assert_eq!((&record["owner"], &record["org"]), (&"ann".into(), &"acme".into()));
    assert_eq!(record["roles"], serde_json::json!(["a", "b"]));
    assert_eq!(keys.verify(key, 1_801_353_600).map(drop), Err(ApiKeyRefused::Expired));
}

#[test]
fn a_hash_is_that_of_the_record() {
    let place = tempfile::tempdir().expect("a folder");
    let key = new(place.path(), &[]).stdout;
    let hash = with_input(place.path(), &["keys", "hash"], &key);
    let hash = String::from_utf8(hash.stdout).expect("text");
    assert!(hash.trim().len() == 64 && file(place.path()).contains(hash.trim()), "{hash}");
    let empty = with_input(place.path(), &["keys", "hash"], " \n");
    assert_eq!((empty.status.code(), empty.stdout.len()), (Some(2), 0));
}

#[test]
fn a_revoked_key_passes_no_more_and_the_others_do() {
    let place = tempfile::tempdir().expect("a folder");
    let keys = ["one", "two"].map(|id| new(place.path(), &["--id", id]).stdout);
    let revoked = gwc(place.path()).run(&["keys", "revoke", "keys.jsonl", "one"]);
    assert_eq!((revoked.code, revoked.stdout.as_str()), (Some(0), ""), "{}", revoked.stderr);
    let records = parsed(place.path());
    assert_eq!(records.verify(keys[0].trim(), 0).map(drop), Err(ApiKeyRefused::Revoked));
    assert!(records.verify(keys[1].trim(), 0).is_ok());
    let unknown = gwc(place.path()).run(&["keys", "revoke", "keys.jsonl", "three"]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("`three`"), "{}", unknown.stderr);
}

#[test]
fn what_gwr_would_refuse_is_not_written() {
    let place = tempfile::tempdir().expect("a folder");
    assert_eq!(new(place.path(), &["--id", "ci"]).code, Some(0));
    let before = file(place.path());
    for (more, expected) in [
        (&["--id", "ci"][..], "duplicate `id`"),
        (&["--expires", "tomorrow"], "`expires`"),
        (&["--id", ""], "`id`"),
    ] {
        let run = new(place.path(), more);
        assert!(run.code == Some(2) && run.stderr.contains(expected), "{more:?}: {run:?}");
        assert_eq!((run.stdout.as_str(), file(place.path())), ("", before.clone()), "{more:?}");
    }
    let run = gwc(place.path()).run(&[&NEW[..], &["--prefix", "a b"]].concat());
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{}", run.stderr);
    // A file that somebody broke is not written over.
    fs::write(place.path().join("keys.jsonl"), "{\"id\":\"ci\"}\n").expect("it can be written");
    for command in [&[&NEW[..], &["--prefix", "ak_"]].concat()[..], &["keys", "revoke", "keys.jsonl", "ci"]] {
        let run = gwc(place.path()).run(command);
        assert!(run.code == Some(1) && run.stderr.contains("line 1"), "{run:?}");
        assert_eq!(file(place.path()), "{\"id\":\"ci\"}\n");
    }
}

#[test]
fn the_records_become_commands_for_the_store_of_a_gateway() {
    let place = tempfile::tempdir().expect("a folder");
    assert_eq!(new(place.path(), &["--id", "ci", "--owner", "o'neill"]).code, Some(0));
    let store = |name: &str| gwc(place.path()).run(&["keys", "store", "keys.jsonl", "--gateway", name]);
    let run = store("shop");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let line = run.stdout.strip_suffix('\n').expect("one line");
    let (name, record) = line.split_once(" '").expect("a name and a record");
    let record: Value = serde_json::from_str(record.strip_suffix('\'').expect("a quote")).expect("JSON");
    assert_eq!(record["owner"], "o'neill");
    assert_eq!(name, format!("SET gwr:shop:key:{}", record["hash"].as_str().expect("a hash")));
    for name in ["", "a b", "a'b"] {
        assert_eq!(store(name).code, Some(2), "{name}");
    }
}
