use crate::lint::{EndpointOf, Subject};
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

declare_rule! {
    /// `input_headers` lists a header that hanzo's gateway removes from every request.
    ///
    /// ## What it does
    /// Checks only configurations for hanzo's gateway (the target `hanzo`). Reports an entry of `input_headers` that
    /// this gateway removes: names that begin with `X-Hanzo-` or `X-IAM-`, and `X-User-IsGlobalAdmin`, `X-User-Role`,
    /// `X-User-Roles`, `X-User-Name`, `X-Tenant-Id` and `X-Org`. A header that `propagate_claims` of the endpoint sets
    /// is not reported.
    ///
    /// ## Why is this bad?
    /// The gateway removes identity headers of clients before it matches the endpoint, so the backend never receives
    /// the header. A client that marks a payment as a test with `X-Hanzo-Test: 1` makes a real payment.
    ///
    /// ## Example
    /// A payment service reads `X-Hanzo-Test`, and `"auth/public": false` requires a credential:
    /// ```json,bad,endpoint,target=hanzo
    /// { "input_headers": ["Accept", "X-Hanzo-Test"], "extra_config": { "auth/public": false } }
    /// ```
    ///
    /// ## Use instead
    /// Remove the header, or use a name that the gateway does not remove.
    /// ```json,good,endpoint,target=hanzo
    /// { "input_headers": ["Accept", "X-Test-Mode"], "extra_config": { "auth/public": false } }
    /// ```
    ///
    /// ## When to ignore
    /// KrakenD serves the same file elsewhere and forwards the header.
    pub(crate) STRIPPED_HEADER { code: "GW228", name: "stripped-header", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

const PREFIXES: [&str; 2] = ["x-hanzo-", "x-iam-"];
/// Names that the gateway removes and never sets.
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
                let message = format!(
                    "`{}` never reaches the backend: the gateway of target `hanzo` removes this header from every request",
                    header.value
                );
                let span = subject.place(header, endpoint.config.input_headers.node);
                out.push(
                    STRIPPED_HEADER
                        .at(span, message)
                        .help("remove it from the list; to send the value, use a header name that does not begin with `X-Hanzo-` or `X-IAM-` and is not an identity header")
                        .route(endpoint.route),
                );
            }
        }
    }
}

/// Whether a validator sets the header from a claim.
fn minted(subject: &Subject<'_>, endpoint: EndpointOf<'_>, name: &str) -> bool {
    let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
        return false;
    };
    validator.list("propagate_claims").iter().any(|pair| {
        let Value::List([_, header]) = subject.tree.value(*pair) else { return false };
        subject.tree.value(*header).as_str().is_some_and(|header| header.eq_ignore_ascii_case(name))
    })
}
