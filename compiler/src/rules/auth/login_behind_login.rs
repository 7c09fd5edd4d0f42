use crate::lint::Context;
use crate::lint::literals;
use crate::model::Endpoint;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use std::collections::BTreeMap;

declare_rule! {
    /// All endpoints of a login ask for a token.
    ///
    /// ## Why is this bad?
    /// Nobody has a token before the login, so nobody gets in.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   auth: { at: /auth, upstream: iam, methods: GET POST }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   auth: { at: /auth, upstream: iam, methods: GET POST, auth: public }
    /// ```
    pub(crate) LOGIN_BEHIND_LOGIN { code: "GW216", name: "login-behind-login", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Segments that name a way to get a token.
pub(crate) const LOGIN: [&str; 10] =
    ["auth", "login", "signin", "sign-in", "signup", "sign-up", "oauth", "oauth2", "sso", "register"];

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut by_upstream: BTreeMap<_, Vec<&Endpoint>> = BTreeMap::new();
    for endpoint in context.gateway.endpoints.iter().filter(|e| is_login(e)) {
        if let Some(backend) = endpoint.backend() {
            by_upstream.entry(context.hosts_of(backend.upstream.value)).or_default().push(endpoint);
        }
    }
    for endpoints in by_upstream.into_values() {
        if endpoints.iter().any(|e| e.credential.value.is_open()) {
            continue;
        }
        let first = endpoints[0];
        let span = match context.is_raw() {
            true => context.place(first),
            false => context.gateway.span(first.credential.origin),
        };
        let count = endpoints.len();
        let mut finding = LOGIN_BEHIND_LOGIN
            .at(span, format!("all {count} endpoints of this login ask for a token"))
            .route(first.key())
            .help("let those be public that a token is got from");
        finding = finding.related(context.place(first), format!("`{}` is one of them", first.key()));
        out.push(finding);
    }
}

/// Whether the path names a login, apart from a version in front.
pub(crate) fn is_login(endpoint: &Endpoint) -> bool {
    let mut names =
        literals(endpoint).skip_while(|s| s.starts_with('v') && s[1..].bytes().all(|b| b.is_ascii_digit()));
    names.next().is_some_and(|name| LOGIN.contains(&name))
}
