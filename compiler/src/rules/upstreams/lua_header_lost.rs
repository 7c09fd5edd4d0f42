use crate::lint::lua::{self, Parsed};
use crate::lint::{EndpointOf, Subject};
use gwc_krakend::decode::Extra;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// Lua on an endpoint sets a request header that backends do not receive.
    ///
    /// ## What it does
    /// Reports `modifier/lua-endpoint` with code such as `c:headers('X-From-Lua', ...)` if the header is not in
    /// `input_headers`, and `input_headers` has no `*`. Code in the `extra_config` at the top of the file is reported
    /// only if no endpoint forwards the header.
    ///
    /// ## Why is this bad?
    /// The code runs before KrakenD selects the headers to forward. A header that is not in `input_headers` is dropped,
    /// also when Lua has set it, so the backend never receives the value.
    ///
    /// ## Example
    /// Lua sets `X-From-Lua`, which no `input_headers` lists:
    /// ```json,bad,endpoint
    /// { "extra_config": { "modifier/lua-endpoint": { "pre": "local c = ctx.load(); c:headers('X-From-Lua', '1')" } } }
    /// ```
    ///
    /// ## Use instead
    /// List the header in `input_headers`. KrakenD then also forwards a header of this name that a client sends. Set
    /// the header on every path of the code, so that Lua overwrites what clients send.
    /// ```json,good,endpoint
    /// { "input_headers": ["X-From-Lua"], "extra_config": { "modifier/lua-endpoint": { "pre": "local c = ctx.load(); c:headers('X-From-Lua', '1')" } } }
    /// ```
    ///
    /// ## When to ignore
    /// Only the gateway reads the header, as a rate limit with the strategy `header` does.
    ///
    /// ## References
    /// - krakend-lua v2.9, `router/gin/lua.go`
    pub(crate) LUA_HEADER_LOST { code: "GW479", name: "lua-header-lost", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = subject.service else { return };
    for (name, node) in set(subject, &service.extra_config) {
        if subject.endpoints().all(|endpoint| !forwards(endpoint, &name)) && !service.endpoints.is_empty() {
            let message = format!("no backend receives `{name}`: no endpoint has it in `input_headers`");
            let help = format!("add `{name}` to `input_headers` of the endpoints that need it");
            out.push(LUA_HEADER_LOST.at(subject.span(node), message).help(help));
        }
    }
    for endpoint in subject.endpoints() {
        for (name, node) in set(subject, &endpoint.config.extra_config) {
            if forwards(endpoint, &name) {
                continue;
            }
            let message = format!("the backend does not receive `{name}`: it is not in `input_headers`");
            let help = format!("add `{name}` to `input_headers`");
            out.push(LUA_HEADER_LOST.at(subject.span(node), message).help(help).route(endpoint.route));
        }
    }
}

/// The headers that the code of an endpoint, or of all endpoints, sets.
fn set(subject: &Subject<'_>, extra: &Extra) -> Vec<(String, NodeId)> {
    let lua = subject.block_of(extra, "modifier/lua-endpoint");
    let Some((code, node)) = lua.and_then(|lua| lua.get("pre")) else { return Vec::new() };
    match lua::parse(code.as_str().unwrap_or("")) {
        Parsed::Words(words) => lua::headers_set(&words).into_iter().map(|name| (name, node)).collect(),
        _ => Vec::new(),
    }
}

fn forwards(endpoint: EndpointOf<'_>, name: &str) -> bool {
    let listed = &endpoint.config.input_headers;
    let by_default = listed.is_empty() && name.eq_ignore_ascii_case("Content-Type");
    // KrakenD sets these itself.
    let own =
        ["X-Forwarded-For", "X-Forwarded-Host", "User-Agent"].iter().any(|h| h.eq_ignore_ascii_case(name));
    by_default || own || listed.iter().any(|h| h.value == "*" || h.value.eq_ignore_ascii_case(name))
}
