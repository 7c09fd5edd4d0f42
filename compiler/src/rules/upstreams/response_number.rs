//! Numbers of an answer in expressions.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An expression compares a field of the answer with a number.
    ///
    /// ## Why is this bad?
    /// Numbers of an answer are text to KrakenD's expressions. `resp_data.count == 2` is never true, and the
    /// request is aborted with a 500.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "validation/cel": [{ "check_expr": "resp_data.count > 2" }] } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "validation/cel": [{ "check_expr": "double(resp_data.count) > 2.0" }] } }
    /// ```
    pub(crate) RESPONSE_NUMBER { code: "GW469", name: "response-number", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (text, node, route) in subject.expressions() {
        if let Some(field) = compared(text) {
            let message =
                format!("`{field}` is text, also where the answer has a number: this is never true");
            let help = format!("compare `double({field})` with a number that has a point");
            out.push(RESPONSE_NUMBER.at(subject.span(node), message).help(help).route(route));
        }
    }
}

/// The first field of the answer that a number stands beside.
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
