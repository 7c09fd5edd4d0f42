//! Numbers of a response in expressions.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An expression compares a field of the response with a number.
    ///
    /// ## What it does
    /// Reports an expression of `validation/cel` that compares a field of `resp_data` with a number.
    ///
    /// ## Why is this bad?
    /// KrakenD passes the numbers of a response to the expression as text. `resp_data.count > 2` is never true, and
    /// KrakenD aborts each request with `500`.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "validation/cel": [{ "check_expr": "resp_data.count > 2" }] } }
    /// ```
    ///
    /// ## Use instead
    /// Convert the field with `double`, and compare it with a decimal number.
    /// ```json,good,endpoint
    /// { "extra_config": { "validation/cel": [{ "check_expr": "double(resp_data.count) > 2.0" }] } }
    /// ```
    ///
    /// ## References
    /// krakend-cel 2.4.
    pub(crate) RESPONSE_NUMBER { code: "GW469", name: "response-number", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for expression in subject.expressions() {
        if let Some(field) = compared(expression.text) {
            let message = format!("`{field}` is text in an expression: the comparison is never true");
            let help = format!("compare `double({field})` with a decimal number, such as `2.0`");
            out.push(
                RESPONSE_NUMBER
                    .at(subject.span(expression.node), message)
                    .help(help)
                    .route(expression.endpoint.route),
            );
        }
    }
}

/// The first field of the response that is compared with a number.
fn compared(text: &str) -> Option<&str> {
    text.match_indices("resp_data").find_map(|(at, _)| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_.['\"]".contains(c);
        let end = text[at..].find(|c| !is_name(c)).map_or(text.len(), |len| at + len);
        let after = text[end..].trim_start();
        let before = text[..at].trim_end();
        let operator = ["==", "!=", "<=", ">=", "<", ">"].into_iter();
        let right = operator.clone().find_map(|o| after.strip_prefix(o));
        let left = operator.clone().find_map(|o| before.strip_suffix(o));
        let starts = right.is_some_and(|rest| {
            rest.trim_start().trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit())
        });
        let ends = left.is_some_and(ends_with_number);
        (starts || ends).then(|| &text[at..end])
    })
}

/// Whether a text ends with a number, and not with a name that has digits.
fn ends_with_number(text: &str) -> bool {
    let word = text.trim_end().rsplit(|c: char| !(c.is_ascii_alphanumeric() || "._".contains(c))).next();
    word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}
