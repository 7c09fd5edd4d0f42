use crate::topology::Topology;
use crate::topology::hosts::path_of;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The target of a redirect has a path.
    ///
    /// ## Why is this bad?
    /// The path of the request is put behind it. A client that knew the old address with the same path gets it twice:
    /// `/v1/models` becomes `/v1/v1/models`.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// redirects:
    ///   api.zen.example.com: https://zen.example.com/v1
    /// ```
    ///
    /// ## Use instead
    /// Redirect to the host, and let the paths be the same on both.
    /// ```yaml,good,folder,file=routes.yaml
    /// redirects:
    ///   api.zen.example.com: https://zen.example.com
    /// ```
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
                        "the path of the request is put behind `{path}`: `https://{}{path}/x` becomes `{target}{path}/x`",
                        redirect.host.value
                    ),
                )
                .help(format!("redirect to `{}`", target.strip_suffix(path).unwrap_or(target))),
        );
    }
}
