//! Text as a file of API keys. It is used as a whole or not at all, in whatever order its lines are, and no line in
//! front of or behind the one that revokes a key makes the key valid.
#![no_main]

use gwc_token::{ApiKeyRefused, ApiKeys, Unreadable, digest};
use libfuzzer_sys::fuzz_target;

const KEY: &str = "ak_of-the-fuzz-target";

fuzz_target!(|input: &[u8]| {
    let limits = ["small".to_owned()];
    let parse = |file: &[u8]| ApiKeys::parse(file, &limits);
    let lines: Vec<&[u8]> =
        input.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect();
    let reversed: Vec<&[u8]> = lines.iter().rev().copied().collect();
    let (read, again) = (parse(input), parse(&reversed.join(&b'\n')));
    assert_eq!(read.is_ok(), again.is_ok());
    if let Err(Unreadable::Line(line, _) | Unreadable::Duplicate(line, _) | Unreadable::Limit(line)) = &read {
        let line = input.split(|byte| *byte == b'\n').nth(line - 1).expect("a line of the file");
        assert!(!line.trim_ascii().is_empty());
    }
    let Ok(keys) = read else { return };
    assert_eq!(keys.len(), lines.len());
    assert_eq!(keys.is_empty(), lines.is_empty());
    assert!(matches!(keys.verify(KEY, 0), Err(ApiKeyRefused::Unknown)));
    for line in &lines {
        // A number that `serde_json` has no room for is the one thing that it refuses alone.
        if let Ok(value) = serde_json::from_slice::<serde_json::Value>(line) {
            assert!(value["id"].as_str().is_some_and(|id| !id.is_empty()), "{value}");
        }
        let twice = [input, b"\n", *line].concat();
        assert!(matches!(parse(&twice), Err(Unreadable::Duplicate(..))));
    }
    revoked(input, &parse);
});

/// A record that revokes a key does so behind and in front of all other records.
fn revoked(file: &[u8], parse: &dyn Fn(&[u8]) -> Result<ApiKeys, Unreadable>) {
    let hash: String = digest(KEY.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let record = format!(r#"{{"id":"of the fuzz target","hash":"{hash}","revoked":true}}"#);
    for file in [[file, b"\n", record.as_bytes()].concat(), [record.as_bytes(), b"\n", file].concat()] {
        // Another record may have the id.
        let Ok(keys) = parse(&file) else { continue };
        assert!(matches!(keys.verify(KEY, 0), Err(ApiKeyRefused::Revoked)));
    }
}
