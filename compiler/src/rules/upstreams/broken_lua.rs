use crate::lint::lua::{self, Parsed};
use crate::lint::{Block, Subject};
use gwc_krakend::decode::Extra;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// Lua code fails for every request.
    ///
    /// ## What it does
    /// Reports, in `modifier/lua-endpoint`, `modifier/lua-proxy` and `modifier/lua-backend`:
    ///
    /// - a syntax error in `pre`, `post` or a file of `sources`
    /// - `request.load()` or `response.load()` in `modifier/lua-endpoint`, which provides `ctx`
    /// - `ctx.load()` in the other two, which provide `request` and, after the call of the backend, `response`
    /// - a file of `sources` that does not exist; the path is relative to the folder in which KrakenD starts
    ///
    /// `gwc` parses the code as Lua 5.1 and does not run it.
    ///
    /// ## Why is this bad?
    /// KrakenD compiles the code with each request. It starts without an error, and the endpoint then returns `500` for
    /// every request: `attempt to index a non-table object(nil) with key 'load'` for the wrong object. Code in the
    /// `extra_config` at the top of the file fails on all endpoints.
    ///
    /// ## Example
    /// `request` does not exist in `modifier/lua-endpoint`:
    /// ```json,bad,endpoint
    /// { "extra_config": { "modifier/lua-endpoint": { "pre": "local r = request.load(); r:headers('X-From-Lua', '1')" } } }
    /// ```
    ///
    /// ## Use instead
    /// Use the object of the level: `ctx` on an endpoint, `request` and `response` in `modifier/lua-proxy`.
    /// ```json,good,endpoint
    /// { "extra_config": { "modifier/lua-proxy": { "pre": "local r = request.load(); r:headers('X-From-Lua', '1')" } } }
    /// ```
    ///
    /// ## References
    /// - krakend-lua v2.9, `router/gin/lua.go` and `proxy/proxy.go`
    pub(crate) BROKEN_LUA { code: "GW478", name: "broken-lua", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// The components, and the objects that each lacks in `pre` and in `post`.
const COMPONENTS: [(&str, [&[&str]; 2]); 3] = [
    ("modifier/lua-endpoint", [&["request", "response"], &["request", "response"]]),
    ("modifier/lua-proxy", [&["ctx", "response"], &["ctx"]]),
    ("modifier/lua-backend", [&["ctx", "response"], &["ctx"]]),
];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = subject.service else { return };
    check_level(subject, &service.extra_config, None, out);
    for endpoint in subject.endpoints() {
        check_level(subject, &endpoint.config.extra_config, Some(endpoint.route), out);
    }
    for (endpoint, backend) in subject.backends() {
        check_level(subject, &backend.extra_config, Some(endpoint.route), out);
    }
}

fn check_level(subject: &Subject<'_>, extra: &Extra, route: Option<&str>, out: &mut Vec<Diagnostic>) {
    for (name, missing) in COMPONENTS {
        let Some(block) = subject.block_of(extra, name) else { continue };
        let mut found: Vec<Diagnostic> = Vec::new();
        for (option, missing) in ["pre", "post"].into_iter().zip(missing) {
            // The endpoint ignores `post`.
            let ignored = option == "post" && name == "modifier/lua-endpoint";
            if let (Some((value, node)), false) = (block.get(option), ignored) {
                found.extend(code(subject, value.as_str().unwrap_or(""), node, name, missing));
            }
        }
        found.extend(sources(subject, block));
        out.extend(found.into_iter().map(|finding| match route {
            Some(route) => finding.route(route),
            None => finding.note(
                "the code is in the `extra_config` at the top of the file, so it fails on every endpoint",
            ),
        }));
    }
}

fn code(
    subject: &Subject<'_>,
    text: &str,
    node: NodeId,
    component: &str,
    missing: &[&str],
) -> Option<Diagnostic> {
    let words = match lua::parse(text) {
        Parsed::Words(words) => words,
        Parsed::SyntaxError(why, line) => return Some(syntax_error(subject, node, &why, line, None)),
        Parsed::Unknown => return None,
    };
    let object = missing.iter().find(|object| lua::loads(&words, object))?;
    let (why, help) = match (component, *object) {
        ("modifier/lua-endpoint", "response") => (
            format!("`{component}` has no `response`"),
            "move the code to `post` of `modifier/lua-proxy`, which has the response of the endpoint",
        ),
        ("modifier/lua-endpoint", _) => (
            format!("`{component}` has no `{object}`"),
            "use `ctx.load()`, or move the code to `pre` of `modifier/lua-proxy`",
        ),
        (_, "ctx") => (
            format!("`{component}` has no `ctx`"),
            "use `request.load()`, or move the code to `modifier/lua-endpoint`",
        ),
        _ => (
            format!("`pre` of `{component}` runs before the call and has no `response`"),
            "move the code to `post`, or use `request.load()`",
        ),
    };
    let message = format!("every request returns `500`: {why}");
    Some(BROKEN_LUA.at(subject.span(node), message).help(help))
}

fn syntax_error(
    subject: &Subject<'_>,
    node: NodeId,
    why: &str,
    line: usize,
    file: Option<&str>,
) -> Diagnostic {
    let place = match file {
        Some(file) => format!("line {line} of `{file}`"),
        None => format!("line {line} of the code"),
    };
    let message = format!("every request returns `500`: syntax error in {place}");
    BROKEN_LUA
        .at(subject.span(node), message)
        .note(format!("the Lua parser prints: {why}"))
        .help("correct the Lua code")
}

/// The files of `sources`, as far as something is known of the folder around the configuration.
fn sources(subject: &Subject<'_>, block: Block<'_>) -> Vec<Diagnostic> {
    let check = |(name, node): (&str, NodeId)| match subject.nearby.sources.get(name)? {
        None => {
            let message = format!("every request returns `500`: the Lua file `{name}` does not exist");
            let help = "create it, or correct the path; `gwc` looks for it in the folder of this file, in which KrakenD must start";
            // A mounted folder is not beside the configuration.
            let finding = BROKEN_LUA.at(subject.span(node), message);
            (!name.starts_with('/')).then(|| finding.help(help))
        }
        Some(text) => match lua::parse(text) {
            Parsed::SyntaxError(why, line) => Some(syntax_error(subject, node, &why, line, Some(name))),
            _ => None,
        },
    };
    block.texts("sources").into_iter().filter_map(check).collect()
}
