//! Rules by code and name, and their pages: `gwc rules`, `gwc explain`, and `docs/rules/`. The text of a page is the doc
//! comment of the rule; [`crate::rules`] has the list of rules.

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
