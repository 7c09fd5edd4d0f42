use crate::lint::Context;
use crate::lint::literals;
use crate::model::Endpoint;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use std::collections::BTreeMap;

declare_rule! {
    /// All login endpoints of an upstream require a credential.
    ///
    /// ## What it does
    /// Reports an upstream if all of its login endpoints require a credential. An endpoint is a login endpoint if the
    /// first segment of its path, after a version such as `v1`, is `auth`, `login`, `signin`, `signup`, `oauth`, `sso`,
    /// `register` or a variant of them.
    ///
    /// ## Why is this bad?
    /// Clients have no token before they log in. In the example, `GET /auth/login` returns `401` to every client, so no
    /// client can get a token.
    ///
    /// ## Example
    /// The upstream `iam` issues the tokens that the auth `iam` requires:
    /// ```yaml,bad
    /// services:
    ///   auth: { at: /auth, upstream: iam, methods: GET, auth: iam }
    /// ```
    ///
    /// ## Use instead
    /// Make the endpoints that issue tokens public.
    /// ```yaml,good
    /// services:
    ///   auth: { at: /auth, upstream: iam, methods: GET, auth: public }
    /// ```
    ///
    /// ## When to ignore
    /// Another service issues the tokens, and these endpoints only manage accounts and sessions.
    pub(crate) LOGIN_BEHIND_LOGIN { code: "GW216", name: "login-behind-login", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Segments that name a login.
const LOGIN: [&str; 10] =
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
        let mut finding = LOGIN_BEHIND_LOGIN
            .at(
                span,
                format!("`{}` requires a credential, and so do all login endpoints of its upstream: no client can log in", first.key()),
            )
            .route(first.key())
            .help(match context.is_raw() {
                true => "make the endpoints that issue tokens public: remove `auth/validator` from them",
                false => "set `auth: public` for the endpoints that issue tokens",
            });
        finding = finding.related(context.place(first), format!("login endpoint `{}`", first.key()));
        out.push(finding);
    }
}

/// Whether the first segment after a version names a login.
pub(crate) fn is_login(endpoint: &Endpoint) -> bool {
    let mut names =
        literals(endpoint).skip_while(|s| s.starts_with('v') && s[1..].bytes().all(|b| b.is_ascii_digit()));
    names.next().is_some_and(|name| LOGIN.contains(&name))
}
