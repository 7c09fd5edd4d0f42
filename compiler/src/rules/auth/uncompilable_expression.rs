use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An expression of `validation/cel` does not compile, so KrakenD skips it.
    ///
    /// ## What it does
    /// Reports a `check_expr`, at an endpoint or a backend, with a syntax error or with a variable that KrakenD does
    /// not define.
    ///
    /// ## Why is this bad?
    /// KrakenD logs the error and continues without the expression, so it accepts requests that the expression should
    /// reject. If a quote is missing in `JWT.role == 'admin'`, every user can call the endpoint.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "validation/cel": [{ "check_expr": "req_headers['X-A'][0] == (" }] } }
    /// ```
    ///
    /// ## Use instead
    /// Correct the expression.
    /// ```json,good,endpoint
    /// { "extra_config": { "validation/cel": [{ "check_expr": "req_headers['X-A'][0] == 'a'" }] } }
    /// ```
    ///
    /// ## When to ignore
    /// KrakenD logs no error for the expression: `gwc` compiles it with another implementation of CEL.
    ///
    /// ## References
    /// - krakend-cel v2.4, `internal/cel.go`
    pub(crate) UNCOMPILABLE_EXPRESSION { code: "GW258", name: "uncompilable-expression", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// The variables that KrakenD declares (krakend-cel 2.4, internal/cel.go).
const VARIABLES: [&str; 11] = [
    "req_method",
    "req_path",
    "req_params",
    "req_headers",
    "req_querystring",
    "resp_completed",
    "resp_metadata_status",
    "resp_metadata_headers",
    "resp_data",
    "JWT",
    "now",
];

/// The longest expression that is compiled, in bytes.
const MAX_LENGTH: usize = 4096;

/// The deepest expression that is compiled.
const MAX_DEPTH: usize = 64;

/// The stack for the parser, which recurses through all its rules for each bracket.
const STACK: usize = 128 << 20;

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (text, node, route) in subject.expressions() {
        if let Some(why) = problem(text) {
            let message = format!("this expression does not compile ({why}), so KrakenD skips it");
            let finding = UNCOMPILABLE_EXPRESSION.at(subject.span(node), message);
            out.push(finding.help("correct the expression").route(route));
        }
    }
}

fn problem(text: &str) -> Option<String> {
    if text.len() > MAX_LENGTH || depth(text) > MAX_DEPTH {
        return None;
    }
    let text = text.to_owned();
    // An expression that the parser cannot handle is not reported.
    std::thread::Builder::new().stack_size(STACK).spawn(move || compile(&text)).ok()?.join().ok()?
}

fn compile(text: &str) -> Option<String> {
    let program = match cel::Program::compile(text) {
        Ok(program) => program,
        Err(_) => return Some("syntax error".into()),
    };
    let references = program.references();
    let mut unknown: Vec<&str> =
        references.variables().into_iter().filter(|v| !VARIABLES.contains(v)).collect();
    unknown.sort_unstable();
    // Names of types are not variables, and macros such as `all` and `map` define variables.
    let typed = ["int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type", "type"];
    let binds = [".all(", ".exists(", ".exists_one(", ".map(", ".filter("].iter().any(|m| text.contains(m));
    let name = unknown.into_iter().find(|name| !typed.contains(name))?;
    (!binds).then(|| format!("variable `{name}` is not defined"))
}

/// An upper bound for the depth: nested brackets, and operators that apply to the rest of the expression.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut run, mut longest) = (0usize, 0, 0, 0);
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match c {
            '!' | '-' => run += 1,
            c if c.is_whitespace() => {}
            _ => run = 0,
        }
        deepest = deepest.max(depth);
        longest = longest.max(run);
    }
    deepest + longest + text.matches('?').count()
}
