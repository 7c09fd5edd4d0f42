use std::path::Path;

use super::{Crate, Cycle};
use crate::folder;

/// The cycles of a small crate.
fn cycles(files: &[(&str, &str)]) -> Vec<Cycle> {
    let place = tempfile::tempdir().expect("a folder");
    folder::write(place.path(), files.iter().map(|(name, text)| (*name, text.as_bytes())));
    Crate::read("small", place.path(), &place.path().join("lib.rs")).cycles()
}

fn lines(cycle: &Cycle) -> Vec<String> {
    cycle.imports.iter().map(ToString::to_string).collect()
}

#[test]
fn a_parent_that_declares_a_child_does_not_import_it() {
    let child = "use super::Parent;\npub(super) struct Child;\n";
    assert_eq!(cycles(&[("lib.rs", "mod child;\npub struct Parent;\n"), ("child.rs", child)]), []);
    let parent = "mod child;\npub use child::Child;\npub struct Parent;\n";
    let found = cycles(&[("lib.rs", parent), ("child.rs", child)]);
    assert_eq!(found.len(), 1);
    assert_eq!(
        lines(&found[0]),
        ["child.rs:1: `super::Parent` is lib.rs", "lib.rs:2: `child::Child` is child.rs"]
    );
}

#[test]
fn imports_are_found_wherever_they_are_written() {
    for there in [
        "use crate::b::B;",
        "use crate::{c, b::{self}};",
        "use super::b as other;",
        "fn f() { let _ = crate::b::B; }",
        "fn f() { assert!(matches!(1, crate::b::B)); }",
        "struct A(Vec<crate::b::B>);",
        "fn f() { use crate::b::*; }",
    ] {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nmod c;\n"),
            ("a.rs", there),
            ("b.rs", "use crate::a::A;"),
            ("c.rs", ""),
        ];
        let found = cycles(&files);
        let kinds: Vec<&str> = found.iter().map(|cycle| cycle.kind).collect();
        assert_eq!(kinds, ["files", "modules"], "{there}");
        assert_eq!(found[1].members.iter().collect::<Vec<_>>(), ["small::a", "small::b"], "{there}");
    }
}

#[test]
fn tests_visibilities_comments_and_macros_of_the_root_import_nothing() {
    let quiet = "// use crate::b::B;\npub(in crate::b) struct A;\ncrate::shout!();\n\
                 #[cfg(test)]\nuse crate::b::B;\n#[cfg(test)]\nmod tests { use crate::b::B; }\n";
    let files = [
        ("lib.rs", "mod a;\nmod b;\nmod shout;\nuse a::A;\n"),
        ("a.rs", quiet),
        ("b.rs", "use crate::a::A;"),
        ("shout.rs", "#[macro_export]\nmacro_rules! shout { () => {}; }\n"),
    ];
    assert_eq!(cycles(&files), []);
}

/// Two modules whose files import each other in no circle, but whose folders do.
#[test]
fn modules_are_a_cycle_when_their_folders_are() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "mod one;\nmod two;\n"),
        ("a/one.rs", "use crate::b::three::X;"),
        ("a/two.rs", ""),
        ("b.rs", "pub mod three;\npub mod four;\n"),
        ("b/three.rs", ""),
        ("b/four.rs", "use crate::a::two::Y;"),
    ];
    let found = cycles(&files);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].kind, "modules");
    assert!(Path::new(&found[0].imports[0].from).starts_with("a"));
}
