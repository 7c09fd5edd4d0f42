//! Rules by code and name, and what is said about each: `gwc rules`, `gwc explain`, the pages under `docs/rules/`.
//! Everything comes from the doc comment of the rule. Which rules there are, [`crate::rules`] knows.

mod doc;
mod list;
mod names;
mod pages;

pub use doc::{Doc, Example, Verdict, examples};
pub use list::{Catalog, Retired};
pub(crate) use names::{cannot_be_suppressed, retired_rule, unknown_rule};
pub use pages::{explain, explain_json, list_json, list_text, markdown, pages};

#[cfg(test)]
mod tests;
