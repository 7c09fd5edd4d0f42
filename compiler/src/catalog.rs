//! Rules by code and name, and what is said about each: `gwc rules`, `gwc explain`, the pages under `docs/rules/`.
//! Everything comes from the doc comment of the rule. Which rules there are, [`crate::rules`] knows.

mod doc;
mod list;
mod messages;
mod names;
mod page;
mod pages;
mod sections;

pub use doc::{Doc, Example, Verdict, examples};
pub use list::{Catalog, Retired};
pub use messages::Messages;
pub(crate) use names::{cannot_be_suppressed, retired_rule, unknown_rule};
pub use page::{explain, markdown};
pub use pages::{explain_json, list_json, list_text, pages};
pub use sections::HEADINGS;

#[cfg(test)]
mod tests;
