//! Rules whose problem an early stage sees first: reading, parsing, resolving, expanding. They are declared like
//! every rule of the linter, so the catalogue is one, whoever reports.

mod krakend;
mod kube;
mod language;
mod routing;

use gwc_syntax::codes as syntax;
pub(crate) use gwc_syntax::codes::*;
pub(crate) use krakend::*;
pub(crate) use kube::*;
pub(crate) use language::*;
pub(crate) use routing::*;

use gwc_syntax::diagnostic::Rule;

/// Whether a rule is about text that can not be read at all.
pub(crate) fn is_of_syntax(rule: &Rule) -> bool {
    syntax::RULES.contains(&rule)
}

/// Whether a rule is about text that is not understood: its form, its keys, its values, its names.
pub(crate) fn is_of_text(rule: &Rule) -> bool {
    is_of_syntax(rule) || language::RULES.contains(&rule)
}

/// Whether nothing behind a finding of this rule was read.
pub(crate) fn ends_reading(rule: &Rule) -> bool {
    [&YAML_SYNTAX, &BRACE_IN_FLOW].contains(&rule)
}

/// All rules of the early stages, by code.
pub fn rules() -> Vec<&'static Rule> {
    [syntax::RULES, krakend::RULES, language::RULES, routing::RULES, kube::RULES].concat()
}
