use super::*;

fn with(name: &str, text: &str) -> Result<Templates, EmitError> {
    let written = TemplateFile { path: format!("mine/{name}"), text: text.to_owned() };
    Templates::new(BTreeMap::from([(name.to_owned(), written)]))
}

#[test]
fn the_built_in_templates_are_templates() {
    let _ = Templates::default();
}

#[test]
fn a_file_of_another_name_is_refused() {
    let error = with("deploymant.yaml.j2", "").expect_err("unknown").to_string();
    assert!(error.starts_with("mine/deploymant.yaml.j2: "), "{error}");
    assert!(error.contains("`deployment.yaml.j2`"), "{error}");
    assert!(with("deployment.yaml", "").is_err());
}

#[test]
fn a_broken_template_has_a_line() {
    let error = with("service.yaml.j2", "a: 1\nb: {{ name\n").expect_err("broken").to_string();
    assert!(error.starts_with("mine/service.yaml.j2:"), "{error}");
    assert!(error.contains("help: "), "{error}");
}
