use crate::lint::cel::{self, Parsed, Problem, Uses};
use crate::lint::{Expression, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Applicability, Diagnostic};

declare_rule! {
    /// An expression of `validation/cel` fails for every request, so the endpoint rejects everybody.
    ///
    /// ## What it does
    /// Reports a `check_expr` that:
    ///
    /// - reads a header that is not in `input_headers`, or a query parameter that is not in `input_query_strings`
    /// - reads a path parameter that does not exist, or writes it with a small letter: KrakenD provides the parameter
    ///   `{id}` as `req_params.Id`
    /// - uses variables that KrakenD never sets together: `req_...` is set before it calls the backend, `resp_...`
    ///   after the call, and `JWT` in the validator
    /// - has a value other than `true` or `false`, such as a text
    ///
    /// An expression is not reported if it first tests with `has` or `in` that the header or parameter exists.
    ///
    /// ## Why is this bad?
    /// KrakenD cannot evaluate the expression, for example with the error `no such key`. It returns `500` for every
    /// request of the endpoint.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/users/{id}", "extra_config": { "validation/cel": [{ "check_expr": "req_params.id != '0'" }] } }
    /// ```
    ///
    /// ## Use instead
    /// Write the parameter with a capital letter. If the expression reads a header or a query parameter, add its name
    /// to `input_headers` or `input_query_strings`.
    /// ```json,good,endpoint
    /// { "endpoint": "/users/{id}", "extra_config": { "validation/cel": [{ "check_expr": "req_params.Id != '0'" }] } }
    /// ```
    ///
    /// ## References
    /// - krakend-cel v2.4, `proxy.go`
    /// - lura v2.14, `router/gin/endpoint.go`
    pub(crate) EXPRESSION_ALWAYS_FAILS { code: "GW280", name: "expression-always-fails", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for expression in subject.expressions() {
        let Parsed::Tree(tree) = cel::parse(expression.text) else { continue };
        let uses = cel::uses(&tree);
        let finding = match cel::problem(&tree) {
            Some(Problem::Skipped(_)) => None,
            Some(Problem::NeverTrue(found)) => Some(never_true(subject, &expression, &found)),
            None => mixed(subject, &expression, &uses).or_else(|| missing(subject, &expression, &uses)),
        };
        out.extend(finding.map(|finding| finding.route(expression.endpoint.route)));
    }
}

fn report(subject: &Subject<'_>, expression: &Expression<'_>, why: &str, help: &str) -> Diagnostic {
    let message = format!("this expression rejects every request: {why}");
    EXPRESSION_ALWAYS_FAILS.at(subject.span(expression.node), message).help(help)
}

fn never_true(subject: &Subject<'_>, expression: &Expression<'_>, found: &str) -> Diagnostic {
    let why = format!("its value has the type `{found}`, and KrakenD expects `true`");
    report(subject, expression, &why, "compare the value, as in `... == 'a'`")
}

/// Variables that no evaluation has together.
fn mixed(subject: &Subject<'_>, expression: &Expression<'_>, uses: &Uses) -> Option<Diagnostic> {
    let of = |prefix: &str| uses.variables.iter().find(|name| name.starts_with(prefix));
    let (request, response, token) = (of("req_"), of("resp_"), of("JWT"));
    let (first, second) = match (request, response, token) {
        (Some(request), Some(response), _) => (request, response),
        (Some(other), None, Some(token)) | (None, Some(other), Some(token)) => (token, other),
        _ => return None,
    };
    let why = format!("KrakenD never sets `{first}` and `{second}` at the same time");
    Some(report(subject, expression, &why, "split it into one `check_expr` for each of them"))
}

/// A key that is never in its map.
fn missing(subject: &Subject<'_>, expression: &Expression<'_>, uses: &Uses) -> Option<Diagnostic> {
    uses.keys.iter().filter(|key| !uses.tested.contains(key)).find_map(|(map, key)| match map.as_str() {
        "req_headers" => header(subject, expression, key),
        "req_querystring" => query(subject, expression, key),
        "req_params" => parameter(subject, expression, key),
        _ => None,
    })
}

/// Headers that KrakenD sets itself, whatever is listed.
const OWN: [&str; 4] = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Via", "User-Agent"];

fn header(subject: &Subject<'_>, expression: &Expression<'_>, name: &str) -> Option<Diagnostic> {
    let config = expression.endpoint.config;
    let listed = config.input_headers.iter().map(|header| header.value.as_str());
    let any = listed.clone().any(|header| header == "*");
    let by_default = config.input_headers.is_empty() && name == "Content-Type";
    let backend =
        expression.backend.map(|backend| &backend.input_headers).filter(|headers| !headers.is_empty());
    let reaches = backend.is_none_or(|headers| headers.iter().any(|h| h.value.eq_ignore_ascii_case(name)));
    if by_default || OWN.contains(&name) || (reaches && listed.clone().any(|header| header == name)) {
        return None;
    }
    if any && reaches {
        let canonical = canonical(name);
        return (canonical != name).then(|| {
            let why = format!("with `*` in `input_headers`, KrakenD names the header `{canonical}`");
            report(subject, expression, &why, &format!("write `req_headers['{canonical}']`"))
        });
    }
    if let Some(other) = listed.into_iter().find(|header| header.eq_ignore_ascii_case(name) && reaches) {
        let why = format!("the name of the header is `{other}` in `input_headers`");
        return Some(report(subject, expression, &why, &format!("write `req_headers['{other}']`")));
    }
    let why = format!("the header `{name}` is not in `input_headers`, so KrakenD does not read it");
    Some(report(subject, expression, &why, &format!("add `{name}` to `input_headers`")))
}

/// A header as Go spells it: `X-Key`.
fn canonical(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + &rest.to_lowercase()
    });
    words.collect::<Vec<_>>().join("-")
}

fn query(subject: &Subject<'_>, expression: &Expression<'_>, name: &str) -> Option<Diagnostic> {
    let listed = &expression.endpoint.config.input_query_strings;
    if listed.iter().any(|query| query.value == "*" || query.value == name) {
        return None;
    }
    let why =
        format!("the query parameter `{name}` is not in `input_query_strings`, so KrakenD does not read it");
    Some(report(subject, expression, &why, &format!("add `{name}` to `input_query_strings`")))
}

fn parameter(subject: &Subject<'_>, expression: &Expression<'_>, name: &str) -> Option<Diagnostic> {
    // Claims and responses of earlier backends are parameters too.
    if name.contains('.') || name.starts_with("Resp") || name.starts_with("JWT") {
        return None;
    }
    let path = expression.endpoint.route;
    let first = name.chars().next()?;
    let lower = first.to_lowercase().collect::<String>() + &name[first.len_utf8()..];
    let exists = path.contains(&format!("{{{lower}}}")) || path.contains(&format!("{{{name}}}"));
    let upper = first.to_uppercase().collect::<String>() + &name[first.len_utf8()..];
    if exists && upper == name {
        return None;
    }
    if !exists {
        let why = format!("the path has no parameter `{{{lower}}}`");
        return Some(report(subject, expression, &why, "use a parameter of the endpoint's path"));
    }
    let why = format!("`req_params.{name}` does not exist, because KrakenD capitalizes parameter names");
    let finding = report(subject, expression, &why, &format!("write `req_params.{upper}`"));
    let text = expression.text.replace(&format!("req_params.{name}"), &format!("req_params.{upper}"));
    let edit = subject.spelled(expression.node, &text).filter(|_| text != expression.text);
    Some(match edit {
        Some(edit) => finding.fix(format!("write `req_params.{upper}`"), Applicability::Unsafe, vec![edit]),
        None => finding,
    })
}
