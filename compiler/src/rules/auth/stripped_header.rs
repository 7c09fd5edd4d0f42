//! Headers that hanzo's edge takes away.

use crate::lint::{EndpointOf, Subject};
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

declare_rule! {
    /// A header is forwarded that never arrives.
    ///
    /// ## Why is this bad?
    /// hanzo's gateway strips identity headers of clients before anything else, and all that begin with `X-Hanzo-` or
    /// `X-IAM-`. Those that it does not write itself are gone: the backend waits for one in vain.
    ///
    /// ## Example
    /// ```json,bad,endpoint,target=hanzo
    /// { "input_headers": ["Accept", "X-Hanzo-Test"], "extra_config": { "auth/public": false } }
    /// ```
    ///
    /// ## Use instead
    /// Remove it, or give it a name that is not the gateway's own.
    /// ```json,good,endpoint,target=hanzo
    /// { "input_headers": ["Accept", "X-Test-Mode"], "extra_config": { "auth/public": false } }
    /// ```
    pub(crate) STRIPPED_HEADER { code: "GW228", name: "stripped-header", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

const PREFIXES: [&str; 2] = ["x-hanzo-", "x-iam-"];
/// What is stripped by name, and never written again.
const NAMES: [&str; 6] =
    ["x-user-isglobaladmin", "x-user-role", "x-user-roles", "x-user-name", "x-tenant-id", "x-org"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    if subject.target != Target::Hanzo {
        return;
    }
    for endpoint in subject.endpoints() {
        for header in endpoint.config.input_headers.iter() {
            let name = header.value.to_ascii_lowercase();
            let stripped = NAMES.contains(&&*name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
            if stripped && !minted(subject, endpoint, &name) {
                let message =
                    format!("`{}` never arrives: the gateway strips it and does not write it", header.value);
                let span = subject.place(header, endpoint.config.input_headers.node);
                out.push(
                    STRIPPED_HEADER.at(span, message).help("remove it, or rename it").route(endpoint.route),
                );
            }
        }
    }
}

/// Whether a validator writes the header from a claim.
fn minted(subject: &Subject<'_>, endpoint: EndpointOf<'_>, name: &str) -> bool {
    let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
        return false;
    };
    validator.list("propagate_claims").iter().any(|pair| {
        let Value::List([_, header]) = subject.tree.value(*pair) else { return false };
        subject.tree.value(*header).as_str().is_some_and(|header| header.eq_ignore_ascii_case(name))
    })
}
