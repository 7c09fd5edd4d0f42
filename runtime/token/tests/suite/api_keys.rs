//! API keys: which files are read, and which keys pass.

use gwc_token::{ApiKeyRefused, ApiKeys, digest, parse_object, random_key};
use proptest::prelude::*;

fn hex(key: &str) -> String {
    digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn line(key: &str, id: &str, more: &str) -> String {
    format!(r#"{{"id":"{id}","hash":"{}"{more}}}"#, hex(key))
}

fn read(file: &str) -> Result<ApiKeys, String> {
    ApiKeys::parse(file.as_bytes(), &["pro".to_owned()]).map_err(|error| error.to_string())
}

#[test]
fn a_key_passes_by_its_record_until_it_expires() {
    let claims = r#","owner":"ann","org":"acme","roles":["caller"],"claims":{"plan":"gold"},"limits":"pro""#;
    let file = [
        line("ak_one", "one", claims),
        String::new(),
        line("ak_two", "two", r#","expires":"2027-01-31T00:00:00Z""#),
        line("ak_three", "three", r#","revoked":true"#),
        line("ak_four", "four", r#","expires":"2027-01-31T02:00:00+02:00","revoked":false"#),
    ];
    let keys = read(&file.join("\r\n")).unwrap();
    assert_eq!(keys.len(), 4);
    let end = 1_801_353_600;
    let one = keys.verify("ak_one", end).unwrap();
    assert_eq!((one.id.as_str(), one.limit.as_deref()), ("one", Some("pro")));
    assert!(one.claims.get("hash").is_none() && one.claims.at("claims.plan").is_some());
    for key in ["ak_two", "ak_four"] {
        assert!(keys.verify(key, end - 1).is_ok(), "{key}");
        assert_eq!(keys.verify(key, end), Err(ApiKeyRefused::Expired), "{key}");
    }
    assert_eq!(keys.verify("ak_three", 0), Err(ApiKeyRefused::Revoked));
    for key in ["", "ak_on", "ak_one ", "AK_ONE", &hex("ak_one"), &"a".repeat(100_000)] {
        assert_eq!(keys.verify(key, 0), Err(ApiKeyRefused::Unknown), "{key}");
    }
}

#[test]
fn a_file_is_used_as_a_whole_or_not_at_all() {
    let good = line("ak_one", "one", "");
    for (bad, why) in [
        ("ak_one".to_owned(), "line 2: expected a JSON object"),
        (r#"{"id":"two"}"#.to_owned(), "line 2: missing `hash`"),
        (line("ak_two", "", ""), "line 2: missing `id`"),
        (r#"{"id":"two","hash":"abc"}"#.to_owned(), "line 2: `hash` is not 64 hexadecimal digits"),
        (format!(r#"{{"id":"two","hash":"{}"}}"#, "é".repeat(32)), "line 2: `hash` is not 64"),
        (line("ak_two", "two", r#","revokd":true"#), "line 2: unknown field"),
        (line("ak_two", "two", r#","revoked":"true""#), "line 2: `revoked` is not `true` or `false`"),
        (line("ak_two", "two", r#","revoked":true,"revoked":false"#), "line 2: expected a JSON object"),
        (line("ak_two", "two", r#","expires":1801353600"#), "line 2: `expires` is not a text"),
        (line("ak_two", "two", r#","expires":"2027-01-31""#), "line 2: `expires` is not a time"),
        (line("ak_two", "two", r#","expires":"1950-01-31T00:00:00Z""#), "line 2: `expires` is not a time"),
        (line("ak_two", "two", r#","roles":"admin""#), "line 2: `roles` is not a list"),
        (line("ak_two", "two", r#","roles":["admin",1]"#), "line 2: `roles` is not a list"),
        (line("ak_two", "two", r#","owner":7"#), "line 2: `owner` is not a text"),
        (line("ak_two", "two", r#","claims":[]"#), "line 2: `claims` is not an object"),
        (line("ak_two", "two", r#","limits":"free""#), "line 2: `limits` names no rate limit"),
        (line("ak_two", "one", ""), "line 2: duplicate `id`"),
        (line("ak_one", "two", ""), "line 2: duplicate `hash`"),
        (
            line("ak_two", "two", &format!(r#","owner":"{}""#, "a".repeat(5000))),
            "line 2: the record is longer",
        ),
    ] {
        let refused = read(&format!("{good}\n{bad}\n")).unwrap_err();
        assert!(refused.starts_with(why), "{bad}: {refused}");
        assert!(!refused.contains("ak_"), "a message names a key: {refused}");
    }
    assert!(read("").unwrap().is_empty());
}

#[test]
fn new_keys_are_long_and_differ() {
    let (one, other) = (random_key("ak_").unwrap(), random_key("ak_").unwrap());
    assert!(one.starts_with("ak_") && one.len() == 43 && one != other);
    assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(file in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(keys) = ApiKeys::parse(&file, &[]) {
            prop_assert_eq!(keys.verify("ak_one", 0), Err(ApiKeyRefused::Unknown));
        }
    }

    #[test]
    fn no_key_but_the_recorded_one_passes(key in "[a-z0-9_]{1,40}", other in "[a-zA-Z0-9_ ]{0,40}") {
        let keys = read(&line(&key, "one", "")).unwrap();
        prop_assert!(keys.verify(&key, 0).is_ok());
        prop_assert_eq!(keys.verify(&other, 0).is_ok(), other == key);
    }
}

#[test]
fn records_have_the_claims_of_a_token() {
    let keys = read(&line("ak_one", "one", r#","org":"acme""#)).unwrap();
    let claims = parse_object(br#"{"id":"one","org":"acme"}"#).unwrap();
    assert_eq!(keys.verify("ak_one", 0).unwrap().claims, claims);
}
