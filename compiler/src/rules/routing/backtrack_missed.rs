//! Requests for which gin does not find the endpoint that matches them.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::{Subject, shape};
use crate::model::overlap::{Part, Patterns, witness};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A request matches an endpoint, but KrakenD redirects it to the same URL in an endless loop.
    ///
    /// ## What it does
    /// Reports an endpoint with a parameter if another endpoint has a fixed segment at this position, and more
    /// segments. The message names a request that is redirected.
    ///
    /// ## Why is this bad?
    /// In the example, `GET /users/list` matches only `/{section}/list`. But the router prefers the fixed segment
    /// `users`, and reads `list` as the `{id}` of `/users/{id}/orders/last`. No endpoint ends there, and the router
    /// does not go back to `/{section}/list`. It searches for a similar path instead, finds the path of the request
    /// itself, and redirects the client to it: a browser reports "too many redirects".
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://api.example:8000"], "endpoints": [
    ///   { "endpoint": "/users/{id}/orders/last", "backend": [{ "url_pattern": "/orders" }] },
    ///   { "endpoint": "/{section}/list", "backend": [{ "url_pattern": "/list/{section}" }] }
    /// ] }
    /// ```
    ///
    /// ## Use instead
    /// Add an endpoint for the request that the message names.
    /// ```json,good
    /// { "version": 3, "host": ["http://api.example:8000"], "endpoints": [
    ///   { "endpoint": "/users/{id}/orders/last", "backend": [{ "url_pattern": "/orders" }] },
    ///   { "endpoint": "/users/list", "backend": [{ "url_pattern": "/list/users" }] },
    ///   { "endpoint": "/{section}/list", "backend": [{ "url_pattern": "/list/{section}" }] }
    /// ] }
    /// ```
    ///
    /// ## When to ignore
    /// No client sends such a request, because the parameter never has the value of the fixed segment.
    ///
    /// ## References
    /// gin: `tree.go`, `getValue` and `findCaseInsensitivePath`.
    pub(crate) BACKTRACK_MISSED { code: "GW158", name: "backtrack-missed", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let methods: BTreeSet<String> = subject.endpoints().map(|e| e.config.method.to_uppercase()).collect();
    methods.iter().for_each(|method| check_method(subject, method, out));
}

/// Each method has a tree of its own.
fn check_method(subject: &Subject<'_>, method: &str, out: &mut Vec<Diagnostic>) {
    let of_method = || subject.endpoints().filter(|e| e.config.method.to_uppercase() == *method);
    let paths = of_method().map(|e| (shape(&e.config.endpoint), e.config.endpoint.as_str()));
    let whole: BTreeMap<String, &str> = paths.collect();
    // Heads of paths that end with a parameter, and at which no endpoint ends.
    let (mut dead, mut patterns, mut seen) = (Vec::new(), Patterns::default(), BTreeSet::new());
    for (shape, path) in &whole {
        for end in shape.match_indices('/').map(|(at, _)| at).filter(|at| shape[..*at].ends_with(':')) {
            let head = &shape[..end];
            if !whole.contains_key(head) && seen.insert(head) {
                patterns.insert(&parts(head), dead.len());
                dead.push(Head { parts: parts(head), path });
            }
        }
    }
    for endpoint in of_method() {
        let shape = shape(&endpoint.config.endpoint);
        let own = parts(&shape);
        let heads = patterns.overlapping(&own);
        let lost = heads.into_iter().map(|id| &dead[id]).filter(|head| head.parts.len() == own.len());
        let lost = lost.filter(|head| is_preferred(&head.parts, &own));
        let requests = lost.filter_map(|head| Some((head, witness(&head.parts, &own)?)));
        // An endpoint for this path alone is tried first.
        let is_tried =
            |head: &Head<'_>, path: &String| is_one_path(&head.parts, &own) && whole.contains_key(path);
        let Some((head, request)) = requests.into_iter().find(|(head, path)| !is_tried(head, path)) else {
            continue;
        };
        let added = if is_one_path(&head.parts, &own) { request.clone() } else { head.pattern() };
        let help = format!("add an endpoint `{added}`, and send its requests to the service that is meant");
        let span = subject.place(&endpoint.config.endpoint, endpoint.config.at);
        let message = format!(
            "`{method} {request}` matches this endpoint, but KrakenD redirects it to the same URL in a loop"
        );
        out.push(BACKTRACK_MISSED.at(span, message).help(help).route(endpoint.route));
    }
}

/// The beginning of a path, up to a parameter at which no endpoint ends.
struct Head<'a> {
    parts: Vec<Part<'a>>,
    /// The whole path.
    path: &'a str,
}

impl Head<'_> {
    /// The path of an endpoint that ends here, with the names of the longer one.
    fn pattern(&self) -> String {
        let segments = self.path.split('/').skip(1).take(self.parts.len());
        let named = segments.map(|segment| match segment.strip_prefix(':') {
            Some(name) => format!("/{{{name}}}"),
            None => format!("/{segment}"),
        });
        named.collect()
    }
}

/// Whether the router tries the first before the second: at the first difference it has the fixed segment.
fn is_preferred(first: &[Part<'_>], second: &[Part<'_>]) -> bool {
    first
        .iter()
        .zip(second)
        .find(|(a, b)| a != b)
        .is_some_and(|(a, b)| matches!((a, b), (Part::Literal(_), Part::One)))
}

/// Whether only one path matches both.
fn is_one_path(first: &[Part<'_>], second: &[Part<'_>]) -> bool {
    first.iter().zip(second).all(|(a, b)| [a, b].iter().any(|part| matches!(part, Part::Literal(_))))
}

fn parts(shape: &str) -> Vec<Part<'_>> {
    let segments = shape.split('/').skip(1);
    segments.map(|s| if s == ":" { Part::One } else { Part::Literal(s) }).collect()
}
