use std::collections::HashMap;

use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Shape;

declare_rule! {
    /// A method that writes has no rate limit, although a read of the same path has one.
    ///
    /// ## What it does
    /// Reports an endpoint that writes (`POST`, `PUT`, `PATCH`, `DELETE`) and has no rate limit, if an endpoint that
    /// reads the same path has one.
    ///
    /// ## Why is this bad?
    /// The limit was meant for the whole path. Writes cost more than reads: a script can delete or create keys as fast
    /// as it can send requests, while reading them is limited.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   kms: { at: /kms, upstream: commerce, rate_limit: standard, paths: { "/keys/{id}": { GET: {}, DELETE: { rate_limit: none } } } }
    /// ```
    ///
    /// ## Use instead
    /// Set the same limit for both methods.
    /// ```yaml,good
    /// services:
    ///   kms: { at: /kms, upstream: commerce, rate_limit: standard, paths: { "/keys/{id}": GET DELETE } }
    /// ```
    ///
    /// ## When to ignore
    /// Only trusted services can call the method that writes.
    pub(crate) WRITE_WITHOUT_LIMIT { code: "GW302", name: "write-without-limit", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let endpoints = &context.gateway.endpoints;
    let mut reads: HashMap<Shape<'_>, &Endpoint> = HashMap::new();
    for endpoint in endpoints.iter().filter(|e| e.method.is_read() && e.limit.is_some()) {
        reads.insert(endpoint.path.shape(), endpoint);
    }
    let unlimited = endpoints.iter().filter(|e| !e.method.is_read() && e.limit.is_none());
    let hits: Vec<(Span, &Endpoint)> =
        unlimited.filter(|e| reads.contains_key(&e.path.shape())).map(|e| (context.place(e), e)).collect();
    for group in context.groups(hits) {
        let read = reads[&group.endpoints[0].path.shape()];
        let mut finding = group.at(
            &WRITE_WITHOUT_LIMIT,
            format!(
                "{} {} no rate limit, but `{}` has one",
                phrases::endpoints(&group.endpoints),
                phrases::plural(group.endpoints.len(), "has", "have"),
                read.key()
            ),
        );
        if let Some(limit) = read.limit {
            finding =
                finding.related(context.gateway.span(limit.origin), format!("limit of `{}`", read.key()));
        }
        out.push(finding.help(format!("use the same limit as `{}`, or a lower one", read.key())));
    }
}
