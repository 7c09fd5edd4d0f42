//! Rules whose problem an early stage sees first: reading, parsing, resolving, expanding. They are declared like
//! every rule of the linter, so the catalogue is one, whoever reports.

mod krakend;
mod kube;
mod language;
mod routing;
mod syntax;

pub(crate) use krakend::*;
pub(crate) use kube::*;
pub(crate) use language::*;
pub(crate) use routing::*;
pub(crate) use syntax::*;

use crate::diagnostic::Rule;

/// All rules of the early stages, by code.
pub fn rules() -> Vec<&'static Rule> {
    [syntax::RULES, krakend::RULES, language::RULES, routing::RULES, kube::RULES].concat()
}
