//! The reference of the language is current, and its examples are accepted.

use gwc::grammar::{self, Type, example};
use gwc::rules::targets;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::yaml;
use gwc_tests::golden;

use super::table::shapes;

#[test]
fn every_key_has_an_example_that_fits_it() {
    for shape in shapes() {
        for key in shape.keys.iter().filter(|key| !key.planned) {
            let line = example(shape.name, key.name);
            let line = line.unwrap_or_else(|| panic!("`{}` of `{}` has no example", key.name, shape.name));
            let faults = faults(line, key.name, &key.ty);
            assert!(faults.is_empty(), "{line}: {faults:?}");
        }
    }
}

fn faults(line: &str, key: &str, ty: &'static Type) -> Vec<String> {
    let mut sources = SourceMap::default();
    let file = sources.add("example.yaml", line.to_owned());
    let mut out = Diagnostics::default();
    let document = yaml::parse(&sources, file, &mut out);
    let value = document.get(document.root.expect("a map"), key).expect("the key");
    grammar::check(&document, value, ty, &mut out);
    out.iter().map(|finding| finding.message.clone()).collect()
}

#[test]
fn the_reference_is_current() {
    golden::file("docs/language.md", &targets::reference::reference());
}
