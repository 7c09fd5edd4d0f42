use proptest::prelude::*;

use super::*;

fn problem(kind: Kind, text: &str) -> String {
    match manifest(kind, text) {
        Err(problem) => problem.message,
        Ok(text) => panic!("accepted: {text:?}"),
    }
}

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: { name: a }\n";

#[test]
fn a_field_that_the_type_does_not_know_is_named() {
    let text = format!("{SERVICE}spec: {{ ports: [{{ port: 80, targetport: http }}] }}\n");
    assert_eq!(
        problem(Kind::Service, &text),
        "unknown field `spec.ports[0].targetport` in a Service of `v1`"
    );
}

#[test]
fn a_field_that_would_be_read_differently_is_named() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { a: 1 }\n";
    assert!(manifest(Kind::ConfigMap, text).is_err());
    let text = format!("{SERVICE}spec: {{ selector: {{ app: }} }}\n");
    assert!(manifest(Kind::Service, &text).is_err(), "a label without a value");
}

#[test]
fn a_field_that_kubernetes_needs_is_named() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { template: {} }\n";
    assert_eq!(problem(Kind::Deployment, text), "missing field `spec.selector` in a Deployment of `apps/v1`");
}

#[test]
fn another_kind_and_another_version_are_refused() {
    assert!(problem(Kind::Deployment, SERVICE).contains("is not a valid Deployment"));
    assert!(manifest(Kind::Service, &SERVICE.replace("v1", "v2")).is_err());
}

#[test]
fn what_is_no_yaml_has_a_line() {
    let problem = manifest(Kind::Service, &format!("{SERVICE}spec: {{ ports: [\n")).expect_err("broken");
    assert!(problem.line.is_some_and(|line| line >= 4), "{problem:?}");
    assert!(manifest(Kind::Service, &format!("{SERVICE}kind: Service\n")).is_err(), "a key twice");
    assert!(manifest(Kind::Service, &format!("{SERVICE}---\n{SERVICE}")).is_err(), "two documents");
}

#[test]
fn nothing_is_nothing() {
    for text in ["", "\n\n", "# only a comment\n"] {
        assert_eq!(manifest(Kind::Service, text), Ok(None), "{text:?}");
    }
}

proptest! {
    /// Whatever text a ConfigMap holds - words of YAML 1.1, long lines, line breaks of Unicode - it comes back.
    #[test]
    fn any_text_survives(text in prop_oneof![
        "\\PC{0,200}", "[ -~\n\t]{0,80}", "(yes|no|on|off|y|n|~|null|0o7|012|1:30|1_000|0x1F|1e3|2026-01-01|<<|=|\u{85}|\u{2028})",
        "[a-z ]{300,400}",
    ]) {
        let value = serde_json::json!({
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" }, "data": { "key": text },
        });
        let written = manifest(Kind::ConfigMap, &value.to_string()).expect("JSON is YAML").expect("something");
        let read: Value = serde_saphyr::from_str(&written).expect("what is written can be read");
        prop_assert_eq!(read, value);
    }
}
