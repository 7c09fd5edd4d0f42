//! The rules over the model: what a gateway does that its author did not mean.
//!
//! A rule is one file under `rules/` and one line of [`RULES`]. It sees the model, whatever that was read from, and
//! knows no output format.

mod context;
mod rules;

use crate::diagnostic::{Diagnostics, Rule};
use crate::model::Gateway;
use crate::settings::Settings;

pub use context::Context;

/// Looks for one bad pattern.
type Check = fn(&Context<'_>, &mut Diagnostics);

/// All rules of the linter, by code.
static RULES: &[(&Rule, Check)] =
    &[(&rules::scheme_against_port::SCHEME_AGAINST_PORT, rules::scheme_against_port::check)];

/// All rules of the linter.
pub fn rules() -> Vec<&'static Rule> {
    RULES.iter().map(|(rule, _)| *rule).collect()
}

/// Reports what the rules find.
pub fn lint(gateway: &Gateway, settings: &Settings, out: &mut Diagnostics) {
    let context = Context::new(gateway, settings);
    for (_, check) in RULES {
        check(&context, out);
    }
}
