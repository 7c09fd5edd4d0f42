use std::collections::BTreeSet;

use gwc_artifact::{EndpointPolicy, HeaderEdit};

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// `request_headers` contains a credential.
    ///
    /// ## What it does
    /// Reports a value for `Authorization`, `Proxy-Authorization`, `Cookie` or `X-API-Key` in `request_headers`.
    ///
    /// ## Why is this bad?
    /// Every reader of the repository can call the upstream with this credential. The value is also in files that
    /// `gwc build` writes, such as the JSON for KrakenD and the ConfigMaps, so readers of these files can use it too.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, request_headers: { X-API-Key: s3cret } }
    /// ```
    ///
    /// ## Use instead
    /// Remove the entry, and replace the credential at the upstream, because others may know it. The gateway cannot
    /// send a fixed credential. The upstream can identify the gateway by a client certificate
    /// (`tls: { cert: FILE, key: { file: FILE } }` at the upstream), or accept only requests that a network policy
    /// allows.
    /// ```yaml,good
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public }
    /// ```
    pub(crate) SECRET_IN_REQUEST_HEADERS { code: "GW431", name: "secret-in-request-headers", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

const CREDENTIALS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "x-api-key"];

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for endpoint in &context.gateway.endpoints {
        for policy in &endpoint.policies {
            let EndpointPolicy::RequestHeaders(edits) = &policy.value else { continue };
            for edit in edits {
                let HeaderEdit::Set { name, value } = edit else { continue };
                let span = context.gateway.span(policy.origin);
                if CREDENTIALS.contains(&name.as_str()) && seen.insert((span, name)) {
                    let message = format!(
                        "`request_headers` contains the value of the credential `{name}`: every reader of this file can use it"
                    );
                    let finding = SECRET_IN_REQUEST_HEADERS
                        .at(span, message)
                        .route(endpoint.key())
                        .secret(value.as_str());
                    out.push(finding.help("remove the entry and replace the credential; instead, let the gateway authenticate with a client certificate (`tls` of the upstream), or allow its requests by a network policy"));
                }
            }
        }
    }
}
