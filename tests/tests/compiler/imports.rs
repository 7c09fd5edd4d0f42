//! Data flows one way: which module of the compiler may name which other.

use std::collections::{BTreeMap, BTreeSet};

use gwc_tests::{folder, golden};

/// The stages, in the order of the data, and what each may name. Everything may name `source`, `diagnostic`,
/// `suggest` and the rules it reports (`codes`); only `cli` and the crate's root may name everything.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostic", &[]),
    ("value", &[]),
    ("syntax", &[]),
    ("grammar", &["syntax", "value"]),
    ("model", &["value"]),
    ("decl", &["model", "value"]),
    ("parse", &["decl", "grammar", "model", "syntax", "value"]),
    ("resolve", &["decl", "model"]),
    ("expand", &["decl", "model", "resolve", "value"]),
    ("consequence", &[]),
    ("lock", &["load", "model"]),
    ("lint", &["model", "settings", "krakend", "value"]),
    // `grammar` for what `auth` can set of a component that is passed through.
    ("targets", &["model", "krakend", "value", "grammar"]),
    // `grammar` for its word lists: what `deploy: { runs: ... }` can be.
    ("emit", &["model", "krakend", "targets", "value", "grammar"]),
    // `emit` for what each target's program is: where it reads, which path it answers.
    ("around", &["emit", "lint", "model", "settings", "syntax", "value"]),
    // `lint` for which path patterns overlap.
    ("krakend", &["syntax", "value", "catalog", "lint"]),
];

const OPEN_TO_ALL: [&str; 5] = ["source", "diagnostic", "suggest", "codes", "declare_rule"];

/// Modules of the crate that the code of a file names, tests and comments left out.
fn named(text: &str) -> BTreeSet<String> {
    let code: String = text
        .split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            names.extend(heads(&group[..group.find(';').unwrap_or(group.len())]));
        } else {
            names.extend(heads(rest).into_iter().take(1));
        }
    }
    names.into_iter().filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())).collect()
}

/// The first name of each entry of a group of imports.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut word) = (0, Vec::new(), Some(String::new()));
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.extend(word.take().filter(|w| !w.is_empty()));
                word = Some(String::new());
            }
            c if c.is_ascii_alphanumeric() || c == '_' => {
                if let Some(word) = word.as_mut().filter(|_| depth == 0) {
                    word.push(c);
                }
            }
            c if c.is_whitespace() && word.as_ref().is_none_or(String::is_empty) => {}
            _ if depth == 0 => heads.extend(word.take().filter(|w| !w.is_empty())),
            _ => {}
        }
        if depth < 0 {
            break;
        }
    }
    heads.extend(word.filter(|w| !w.is_empty()));
    heads
}

fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, bytes) in folder::read(&golden::repository().join("compiler/src")) {
        if !path.ends_with(".rs") || path.ends_with("tests.rs") {
            continue;
        }
        let module = path.split('/').next().unwrap_or(&path).trim_end_matches(".rs").to_owned();
        imports.entry(module).or_default().extend(named(&String::from_utf8_lossy(&bytes)));
    }
    imports
}

#[test]
fn each_stage_names_only_what_it_may_know() {
    let imports = imports();
    let modules: BTreeSet<&str> = imports.keys().map(String::as_str).collect();
    let mut all = Vec::new();
    for (module, may) in MAY_NAME {
        let named = imports.get(*module).unwrap_or_else(|| panic!("there is no module {module}"));
        let wrong: Vec<&String> = named
            .iter()
            .filter(|name| modules.contains(name.as_str()))
            .filter(|name| {
                name != module && !may.contains(&name.as_str()) && !OPEN_TO_ALL.contains(&name.as_str())
            })
            .collect();
        all.extend(wrong.iter().map(|name| format!("`{module}` may not name `{name}`")));
    }
    assert!(all.is_empty(), "{all:#?}");
}

/// Below `cli`, `load` reads files and `emit::write` writes them; nothing knows the time, the environment or processes.
#[test]
fn only_load_and_write_touch_the_world() {
    const TOUCHES: [&str; 7] =
        ["fs::", "std::fs", "std::env", "env::var", "SystemTime::now", "Instant::now", "process::Command"];
    for (path, bytes) in folder::read(&golden::repository().join("compiler/src")) {
        let may = path.starts_with("cli/")
            || path.starts_with("load/")
            || path.starts_with("emit/write/")
            || ["main.rs", "load.rs"].contains(&path.as_str());
        if may || !path.ends_with(".rs") || path.ends_with("tests.rs") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let touching: Vec<&str> = lines.filter(|line| TOUCHES.iter().any(|t| line.contains(t))).collect();
        assert!(touching.is_empty(), "{path}: {touching:?}");
    }
}

#[test]
fn nothing_names_the_command_line() {
    for (module, named) in imports() {
        assert!(module == "main" || module == "cli" || !named.contains("cli"), "`{module}` names `cli`");
    }
}

#[test]
fn names_are_found_in_every_form_of_import() {
    let text = "use crate::a::B;\nuse crate::{c, d::{E, f}, g::*};\n// crate::no\nfn x() { crate::h::y() }\n#[cfg(test)] use crate::no;";
    assert_eq!(named(text), ["a", "c", "d", "g", "h"].map(str::to_owned).into());
}
