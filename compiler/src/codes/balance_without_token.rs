use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint has a `balance`, but accepts requests without a verified token.
    ///
    /// ## What it does
    /// With `balance: NAME`, `gwr` first requests the balance of the account from a billing service, and returns `402`
    /// if the account has no funds. Reports an endpoint with a `balance` if its `auth` includes one of these: `public`,
    /// an API key that the gateway does not verify, or a `check` by an external service.
    ///
    /// ## Why is this bad?
    /// `gwr` finds the account in the claims of the verified token. Without a token, it knows no account and would
    /// reject each of these requests.
    ///
    /// ## Example
    /// The endpoint is public and has a balance. `on_error: closed` returns `503` while the billing service is not
    /// available:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, balance: credits } }
    /// ```
    ///
    /// ## Use instead
    /// Require a token.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s, balance: credits } }
    /// ```
    pub(crate) BALANCE_WITHOUT_TOKEN { code: "GW290", name: "balance-without-token", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
