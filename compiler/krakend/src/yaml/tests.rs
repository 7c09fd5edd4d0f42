//! The messages of KrakenD CE 2.13.8 for unusual or invalid YAML.

use crate::simulate;
use crate::value::Format;

const VALID: &str = "version: 3\nport: 8080\nhost:\n  - http://a:80\n";

/// The message of `check -t` for a file, without the name of the file.
fn verdict_of(text: &str) -> Option<String> {
    let message = simulate::verdict("k.yaml", text.as_bytes(), Format::Yaml).message?;
    Some(message.trim_start_matches("'k.yaml': ").to_owned())
}

fn with(more: &str) -> Option<String> {
    verdict_of(&format!("{VALID}{more}"))
}

#[test]
fn what_stands_behind_the_first_document_is_not_read() {
    for text in [
        "{version: 3}\nx: *nope\n",
        "{version: 3}\n{ x\n",
        " version: 3\nport: [8080]\n",
        "version: 3\n... x\n",
        "version: 3\n---\nport: [8080]\n",
    ] {
        assert_eq!(verdict_of(text), None, "{text}");
    }
}

#[test]
fn tabs_indent_nothing() {
    let start = Some("yaml: line 4: found character that cannot start any token".to_owned());
    let indent = Some("yaml: line 2: found a tab character that violates indentation".to_owned());
    assert_eq!(verdict_of(&VALID.replace("host:\n", "host:\n\t\n")), start);
    assert_eq!(verdict_of(&VALID.replace("- http", "-\thttp")), start);
    assert_eq!(verdict_of(&VALID.replace("8080\n", "8080\n\t\n")), indent);
    assert_eq!(verdict_of(&VALID.replace("8080\n", "8080\n\t# c\n")), indent);
    assert_eq!(verdict_of(&VALID.replace("port: 8080\n", "port:\t8080\t\n  \t\n")), None);
    assert_eq!(with("name: |\n  a\n  \tb\n"), None);
    let block = Some("yaml: line 5: found a tab character where an indentation space is expected".to_owned());
    assert_eq!(with("name: |\n  a\n\t\n"), block);
    assert_eq!(with("name: |\n  a\n \tb\n"), block);
    let first = Some("yaml: found character that cannot start any token".to_owned());
    assert_eq!(verdict_of("\t{version: 3}\n"), first);
}

#[test]
fn only_maps_are_merged() {
    let merge = Some("yaml: map merge requires map or sequence of maps as the value".to_owned());
    for more in ["<<: x\n", "<<:\n", "<<: [x]\n", "x: &x [{a: 1}]\n<<: *x\n", "unread:\n  <<: 5\n"] {
        assert_eq!(with(more), merge, "{more}");
    }
    assert_eq!(with("<<: [{name: x}]\n\"unread\": {\"<<\": 5}\n"), None);
}

#[test]
fn keys_are_text_on_one_line() {
    let long = format!("{}: x\n", "a".repeat(1_100));
    for (more, words) in [
        ("{a: b}: c\n", "yaml: unmarshal errors:\n  line 5: cannot unmarshal !!map into string"),
        ("extra_config: {[a]: b}\n", "yaml: invalid map key: []interface {}{\"a\"}"),
        (": x\n", "yaml: line 4: did not find expected key"),
        ("extra_config: {: x}\n", "yaml: line 4: did not find expected node content"),
        ("extra_config: {a\n  b: c}\n", "yaml: line 4: did not find expected ',' or '}'"),
        (&long, "yaml: line 5: could not find expected ':'"),
    ] {
        assert_eq!(with(more).as_deref(), Some(words), "{more}");
    }
    assert_eq!(with("? name\n: x\n? long\n: y\n~: z\n1: 2\n"), None);
}

#[test]
fn a_map_with_repeated_keys_is_not_looked_into() {
    let inner = "a: {port: 1, port: 2}\n";
    let told = "yaml: unmarshal errors:\n  line 5: mapping key \"port\" already defined at line 2";
    assert_eq!(with(&format!("port: 1\n{inner}")).as_deref(), Some(told));
    let told = "yaml: unmarshal errors:\n  line 5: mapping key \"port\" already defined at line 5";
    assert_eq!(with(inner).as_deref(), Some(told));
}

#[test]
fn directives_are_those_of_yaml_1_1() {
    assert_eq!(verdict_of(&format!("%YAML 1.1\n---\n{VALID}")), None);
    for (before, words) in [
        ("%YAML 1.2\n---\n", "yaml: found incompatible YAML document"),
        ("# c\n%FOO x\n---\n", "yaml: line 2: found unknown directive name"),
        ("...\n", "yaml: did not find expected node content"),
    ] {
        assert_eq!(verdict_of(&format!("{before}{VALID}")).as_deref(), Some(words), "{before}");
    }
}

#[test]
fn aliases_name_an_anchor_that_is_complete() {
    assert_eq!(with("x: *nope\n").as_deref(), Some("yaml: unknown anchor 'nope' referenced"));
    assert_eq!(with("x: &a [*a]\n").as_deref(), Some("yaml: anchor 'a' value contains itself"));
}
