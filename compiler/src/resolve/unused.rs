//! Definitions that nothing refers to.

use crate::codes;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Rule};
use gwc_syntax::source::{Span, Spanned};

/// Definitions that are not reported before endpoints are made: one that lacks what they define is the cause.
#[derive(Debug, Default)]
pub struct Unused {
    /// Upstreams of no service.
    pub upstreams: Vec<Spanned<String>>,
    /// Auths of no endpoint.
    pub auths: Vec<Spanned<String>>,
}

impl Unused {
    /// Reports them. Where an endpoint has no upstream, an unused one is what it lacks, and its finding names it: one
    /// mistake is one finding. The same holds for an auth.
    pub(crate) fn report(self, out: &mut Diagnostics) {
        let is_lacking = |out: &Diagnostics, rule: &Rule| out.iter().any(|found| found.rule == rule);
        if !is_lacking(out, &codes::NO_UPSTREAM) {
            report("upstream", self.upstreams.iter(), out);
        }
        if !is_lacking(out, &codes::ROUTE_WITHOUT_AUTH) {
            report("auth", self.auths.iter(), out);
        }
    }
}

pub(super) fn report<'a>(
    what: &str,
    names: impl Iterator<Item = &'a Spanned<String>>,
    out: &mut Diagnostics,
) {
    for name in names {
        out.push(
            codes::UNUSED_NAME
                .at(name.span, format!("{what} `{}` is never used", name.value))
                .help("use it, or remove it"),
        );
    }
}

pub(super) fn defaults(span: Span) -> Diagnostic {
    codes::UNUSED_NAME
        .at(span, "`defaults` has no effect: this file has no services")
        .help("move it to the file with the services, or set these keys in a profile")
}
