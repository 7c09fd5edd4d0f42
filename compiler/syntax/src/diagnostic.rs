//! One message to the user: what is wrong, where, why it matters and what to do.
//!
//! A [`Rule`] names a diagnostic, any stage can report it, and the catalogue (`gwc::catalog`) lists all rules. Rendering is
//! in `gwc::render`.

mod declare;
mod edit;
mod finding;
mod hidden;
mod list;
mod plan;
mod rule;

pub use edit::Edit;
pub use finding::{Applicability, Concealed, Diagnostic, Fix, Label};
pub use hidden::{Hidden, Reason};
pub use list::Diagnostics;
pub use plan::Plan;
pub use rule::{Category, Input, Rule, Severity};
