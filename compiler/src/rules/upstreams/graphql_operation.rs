use std::sync::LazyLock;

use regex::Regex;

use crate::lint::{Block, EndpointOf, Subject};
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// A GraphQL backend takes its variables from the wrong part of the request, or has no type.
    ///
    /// ## What it does
    /// Reports, in `backend/graphql`:
    ///
    /// - a missing `type`
    /// - a mutation with a variable such as `{id}`
    /// - a query with a variable `{id}` that is not a parameter of the endpoint
    /// - a query at an endpoint with a body, such as `POST`, with a variable that no parameter fills
    ///
    /// ## Why is this bad?
    /// A query takes its variables from the parameters of the path, and a mutation from the JSON body. KrakenD fills no
    /// variable from elsewhere. In the example, the service receives the text `{id}` for every request. Without a
    /// `type`, the body of the client goes to the service unchanged, and clients choose the query themselves.
    ///
    /// ## Example
    /// The mutation expects `id` from the path:
    /// ```json,bad,endpoint
    /// { "endpoint": "/reviews/{id}", "method": "POST", "backend": [{ "url_pattern": "/graphql", "extra_config": { "backend/graphql": { "type": "mutation", "query": "mutation M($id: ID!) { add(id: $id) { id } }", "variables": { "id": "{id}" } } } }] }
    /// ```
    ///
    /// ## Use instead
    /// For a mutation, let clients send the variables in the body. For a query, name parameters of the path in
    /// `variables`.
    /// ```json,good,endpoint
    /// { "endpoint": "/reviews", "method": "POST", "backend": [{ "url_pattern": "/graphql", "extra_config": { "backend/graphql": { "type": "mutation", "query": "mutation M($id: ID!) { add(id: $id) { id } }" } } }] }
    /// ```
    ///
    /// ## References
    /// - lura v2.14, `proxy/graphql.go` and `transport/http/client/graphql/graphql.go`
    pub(crate) GRAPHQL_OPERATION { code: "GW473", name: "graphql-operation", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\$([A-Za-z_][A-Za-z_0-9]*)\s*:").expect("a constant pattern"));

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let Some(graphql) = subject.block_of(&backend.extra_config, "backend/graphql") else { continue };
        let found = match &*graphql.text("type").to_lowercase() {
            "mutation" => mutation(subject, graphql),
            "query" => query(subject, endpoint, graphql),
            "" if graphql.get("type").is_none() => vec![without_type(subject, graphql)],
            _ => Vec::new(),
        };
        out.extend(found.into_iter().map(|finding| finding.route(endpoint.route)));
    }
}

fn without_type(subject: &Subject<'_>, graphql: Block<'_>) -> Diagnostic {
    let message = "`type` is missing: KrakenD builds no query and sends the client's body to the backend";
    let finding = GRAPHQL_OPERATION.at(subject.span(graphql.key), message);
    finding.help("set `type` to `query` or `mutation`")
}

/// The variables of a block: names, texts and places.
fn variables<'a>(subject: &Subject<'a>, graphql: Block<'a>) -> Vec<(&'a str, &'a str, NodeId)> {
    let Some((Value::Map(map), _)) = graphql.get("variables") else { return Vec::new() };
    let entries = subject.tree.entries(map).into_iter();
    entries.filter_map(|e| Some((e.name, subject.tree.value(e.value).as_str()?, e.value))).collect()
}

/// The parameter that a value names: the text between its braces.
fn parameter(value: &str) -> Option<&str> {
    value.strip_prefix('{')?.strip_suffix('}').filter(|name| !name.is_empty())
}

fn mutation<'a>(subject: &Subject<'a>, graphql: Block<'a>) -> Vec<Diagnostic> {
    let from_path =
        variables(subject, graphql).into_iter().filter(|(_, value, _)| parameter(value).is_some());
    let report = |(name, value, node): (&str, &str, NodeId)| {
        let message = format!("a mutation does not replace `{value}`: it takes variables from the body");
        let help = format!("remove this variable, and let clients send `{name}` in the JSON body");
        GRAPHQL_OPERATION.at(subject.span(node), message).help(help)
    };
    from_path.map(report).collect()
}

fn query<'a>(subject: &Subject<'a>, endpoint: EndpointOf<'_>, graphql: Block<'a>) -> Vec<Diagnostic> {
    let variables = variables(subject, graphql);
    let mut found = Vec::new();
    for (name, value, node) in &variables {
        if parameter(value).is_some_and(|_| !endpoint.route.contains(value)) {
            let message = format!(
                "`{value}` is not a parameter of the endpoint's path, so the variable `{name}` is empty"
            );
            let finding = GRAPHQL_OPERATION.at(subject.span(*node), message);
            found.push(finding.help(format!("add `{value}` to the path of the endpoint")));
        }
    }
    let method = &*endpoint.config.method;
    let filled = |name: &str| variables.iter().any(|(n, value, _)| *n == name && parameter(value).is_some());
    let text = graphql.text("query");
    let unfilled = VARIABLE.captures_iter(text).map(|c| c.extract::<1>().1[0]).find(|name| !filled(name));
    if let (Some(name), true) = (unfilled, matches!(method.as_str(), "POST" | "PUT" | "PATCH")) {
        let message = format!("a query ignores the body of `{method}`, so clients cannot set `${name}`");
        let finding = GRAPHQL_OPERATION.at(subject.span(graphql.place("type")), message);
        found.push(finding.help(format!(
            "add `{{{name}}}` to the path of the endpoint, and `\"{name}\": \"{{{name}}}\"` to `variables`; or set `\"type\": \"mutation\"`, which takes variables from the JSON body"
        )));
    }
    found
}
