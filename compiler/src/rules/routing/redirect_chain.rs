use std::collections::{BTreeMap, BTreeSet};

use crate::topology::Topology;
use crate::topology::hosts::{Redirect, host_of};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// A redirect leads to a host that is redirected again.
    ///
    /// ## What it does
    /// Reports a redirect in a host table whose target is a host that is also redirected. A loop is an error. A host
    /// table is a file such as `routes.yaml` that routes and redirects hosts.
    ///
    /// ## Why is this bad?
    /// Each step of a chain costs the client a round trip, and the chain breaks when one of its hosts is removed. A
    /// loop never ends: browsers give up after about 20 redirects with "too many redirects".
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// redirects:
    ///   old.example.com: https://www.example.com
    ///   www.example.com: https://example.com
    /// ```
    ///
    /// ## Use instead
    /// Redirect to the last host directly.
    /// ```yaml,good,folder,file=routes.yaml
    /// redirects:
    ///   old.example.com: https://example.com
    ///   www.example.com: https://example.com
    /// ```
    ///
    /// ## When to ignore
    /// The first redirect belongs to another team and cannot change.
    pub(crate) REDIRECT_CHAIN { code: "GW167", name: "redirect-chain", category: Correctness, severity: Warning, since: "0.1.0", inputs: [HostTables, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let all = || topology.tables.iter().flat_map(|table| &table.redirects);
    let by_host: BTreeMap<&str, &Redirect> = all().map(|r| (&*r.host.value, r)).collect();
    let endless = endless(&by_host);
    for redirect in all() {
        let target = host_of(&redirect.target.value);
        let Some(next) = by_host.get(&*target) else { continue };
        let host = &redirect.host.value;
        let (severity, what, help) = match endless.contains(&**host) {
            true => (Severity::Error, "in a loop", "remove one of the redirects of the loop".to_owned()),
            false => (
                Severity::Warning,
                "in several steps",
                format!("redirect to `{}` directly", last(next, &by_host).target.value),
            ),
        };
        out.push(
            REDIRECT_CHAIN
                .at(
                    redirect.target.span,
                    format!(
                        "`https://{host}/` is redirected {what}: to `{}`, then to `{}`",
                        redirect.target.value, next.target.value
                    ),
                )
                .severity(severity)
                .related(next.host.span, "redirected again here")
                .help(help),
        );
    }
}

/// The end of a chain that is no loop.
fn last<'a>(redirect: &'a Redirect, by_host: &BTreeMap<&str, &'a Redirect>) -> &'a Redirect {
    let mut last = redirect;
    while let Some(next) = by_host.get(&*host_of(&last.target.value)) {
        last = next;
    }
    last
}

/// Hosts in or before a loop of redirects. Each host is visited once.
fn endless<'a>(by_host: &BTreeMap<&'a str, &'a Redirect>) -> BTreeSet<&'a str> {
    let (mut ends, mut endless) = (BTreeSet::new(), BTreeSet::new());
    for start in by_host.keys() {
        let (mut walked, mut on_walk) = (Vec::new(), BTreeSet::new());
        let mut at = Some(*start);
        let loops = loop {
            match at {
                Some(host) if on_walk.contains(host) || endless.contains(host) => break true,
                Some(host) if !ends.contains(host) => {
                    walked.push(host);
                    on_walk.insert(host);
                    let next = by_host.get(host).map(|redirect| host_of(&redirect.target.value));
                    at = next.and_then(|next| by_host.get_key_value(&*next)).map(|(host, _)| *host);
                }
                _ => break false,
            }
        };
        if loops { endless.extend(walked) } else { ends.extend(walked) }
    }
    endless
}
