use crate::lint::Subject;
use crate::lint::cel::{self, Parsed, Problem};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An expression of `validation/cel` does not compile, so KrakenD skips it.
    ///
    /// ## What it does
    /// Reports a `check_expr`, at an endpoint or a backend, with a syntax error, with a variable or function that
    /// KrakenD does not define, or with an operator that does not apply to its types. For example,
    /// `resp_data.sequence-2.name` does not compile: `-` is a minus, and the number `2` has no field `name`.
    ///
    /// ## Why is this bad?
    /// KrakenD logs the error and continues without the expression, so it accepts requests that the expression should
    /// reject. If a quote is missing in `JWT.role == 'admin'`, every user can call the endpoint.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "input_headers": ["X-A"], "extra_config": { "validation/cel": [{ "check_expr": "req_headers['X-A'][0] == (" }] } }
    /// ```
    ///
    /// ## Use instead
    /// Correct the expression.
    /// ```json,good,endpoint
    /// { "input_headers": ["X-A"], "extra_config": { "validation/cel": [{ "check_expr": "req_headers['X-A'][0] == 'a'" }] } }
    /// ```
    ///
    /// ## When to ignore
    /// KrakenD logs no error for the expression at start-up. `gwc` compiles it with another implementation of CEL,
    /// which may differ.
    ///
    /// ## References
    /// - krakend-cel v2.4, `internal/cel.go`
    pub(crate) UNCOMPILABLE_EXPRESSION { code: "GW258", name: "uncompilable-expression", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for expression in subject.expressions() {
        if let Some(why) = problem(expression.text) {
            let message = format!(
                "this expression does not compile, so KrakenD skips it and rejects no request: {why}"
            );
            let finding = UNCOMPILABLE_EXPRESSION.at(subject.span(expression.node), message);
            out.push(finding.help(help(&why)).route(expression.endpoint.route));
        }
    }
}

fn problem(text: &str) -> Option<String> {
    match cel::parse(text) {
        Parsed::SyntaxError => Some("syntax error".to_owned()),
        Parsed::Unknown => None,
        Parsed::Tree(tree) => match cel::problem(&tree)? {
            Problem::Skipped(why) => Some(why),
            Problem::NeverTrue(_) => None,
        },
    }
}

fn help(why: &str) -> &'static str {
    if why.contains("has no fields") {
        "write a name with `-` in brackets, as in `resp_data['sequence-2']`"
    } else if why.contains("does not apply") {
        "convert one side, as in `int(...)` or `string(...)`, or take an item of a list with `[0]`"
    } else if why.starts_with("function") {
        "use a function of CEL, such as `matches`, `startsWith` or `size`"
    } else if why.contains("is not defined") {
        "use a variable of KrakenD, such as `req_headers`, `req_params`, `resp_data` or `JWT`"
    } else if why == "syntax error" {
        "correct the syntax, as in `req_headers['X-A'][0] == 'a'`"
    } else {
        "correct the expression"
    }
}
