use crate::topology::Topology;
use crate::topology::hosts::path_of;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The URL of a redirect has a path, and the gateway appends the request path to it.
    ///
    /// ## What it does
    /// Reports a redirect of a host table if its URL has a path. A host table is a file such as `routes.yaml` that
    /// routes and redirects hosts.
    ///
    /// ## Why is this bad?
    /// The request path often begins with the same path, which then appears twice. In the example, a client that
    /// requests `https://api.zen.example.com/v1/models` is redirected to `https://zen.example.com/v1/v1/models` and
    /// receives `404`.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// redirects:
    ///   api.zen.example.com: https://zen.example.com/v1
    /// ```
    ///
    /// ## Use instead
    /// Redirect to the host, and use the same paths on both hosts.
    /// ```yaml,good,folder,file=routes.yaml
    /// redirects:
    ///   api.zen.example.com: https://zen.example.com
    /// ```
    ///
    /// ## When to ignore
    /// Clients of the old host send paths without this prefix, such as `/models`.
    pub(crate) REDIRECT_DOUBLES_PATH { code: "GW168", name: "redirect-doubles-path", category: Correctness, severity: Warning, since: "0.1.0", inputs: [HostTables, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for redirect in topology.tables.iter().flat_map(|table| &table.redirects) {
        let path = path_of(&redirect.target.value);
        if path.is_empty() {
            continue;
        }
        let target = redirect.target.value.trim_end_matches('/');
        out.push(
            REDIRECT_DOUBLES_PATH
                .at(
                    redirect.target.span,
                    format!(
                        "the request path is appended to `{path}`: `https://{}{path}/x` becomes `{target}{path}/x`",
                        redirect.host.value
                    ),
                )
                .help(format!(
                    "if request paths already begin with `{path}`, redirect to `{}`",
                    target.strip_suffix(path).unwrap_or(target)
                )),
        );
    }
}
