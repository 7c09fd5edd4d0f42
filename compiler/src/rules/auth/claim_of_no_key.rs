use crate::lint::Context;
use crate::model::{Auth, Scheme};
use gwc_artifact::Minted;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// An auth with verified API keys uses a claim that the records of its keys cannot have.
    ///
    /// ## What it does
    /// Checks an auth with `api_key: { verify: ... }`. Each key has a record, a JSON object in the key file or in
    /// Redis. The claims of a caller are the fields of this record. Reports a claim in `require` or `headers` that is
    /// not `id`, `owner`, `org`, `roles`, or below `claims`.
    ///
    /// ## Why is this bad?
    /// A record cannot have another field: `gwc keys` and `gwr`, the runtime of gwc, reject it. With
    /// `require: { roles: { claim: realm.roles, any: [member] } }`, each key is rejected with `403`. In the example,
    /// the upstream never receives `X-User-Id`, because a record has no field `sub`.
    ///
    /// ## Example
    /// `X-User-Id` is set from the claim `sub`:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// auth: { own: { api_key: { prefixes: [ak_], verify: { file: /keys/keys.jsonl } }, headers: { X-User-Id: sub } } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: own, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Use a field that records have.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// auth: { own: { api_key: { prefixes: [ak_], verify: { file: /keys/keys.jsonl } }, headers: { X-User-Id: owner } } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: own, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The auth will soon verify tokens with `jwt`, which have this claim, and no client has an API key yet.
    pub(crate) CLAIM_OF_NO_KEY { code: "GW233", name: "claim-of-no-key", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

/// What the record of a key has.
const FIELDS: [&str; 5] = ["id", "owner", "org", "roles", "claims"];

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for auth in &context.gateway.auths {
        let verifies = matches!(&auth.scheme, Scheme::ApiKey(key) if key.records.is_some());
        if !verifies {
            continue;
        }
        for (claim, span, what) in required(auth).into_iter().chain(minted(auth)) {
            let message = format!("records of API keys cannot have the field `{claim}`, so {what}");
            let help =
                "use `id`, `owner`, `org`, `roles`, or a claim below `claims`, such as `claims.tenant`";
            out.push(CLAIM_OF_NO_KEY.at(span, message).help(help));
        }
    }
}

type Found<'a> = (&'a str, Span, String);

/// Required claims that are in no record.
fn required(auth: &Auth) -> Vec<Found<'_>> {
    let held = auth.require.roles.iter().chain(&auth.require.scopes).map(|held| &held.claim);
    let claims = held.chain(auth.require.claims.iter().map(|(claim, _)| claim));
    let absent = claims.filter(|claim| !is_field(&claim.value));
    let what = format!("`{}` rejects every key", auth.name.value);
    absent.map(|claim| (claim.value.as_str(), claim.span, what.clone())).collect()
}

/// Claims in no record that headers are made of.
fn minted(auth: &Auth) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    for mint in &auth.mints {
        let claims: Vec<&str> = match &mint.value {
            Minted::First(claims) => claims.iter().map(String::as_str).collect(),
            Minted::Equals { claim, .. } => vec![&claim.claim],
            Minted::Join { claim, .. } | Minted::Bits { claim, .. } | Minted::Select { claim, .. } => {
                vec![claim]
            }
            Minted::Header(_) => continue,
        };
        let Some(first) = claims.first().filter(|_| !claims.iter().any(|claim| is_field(claim))) else {
            continue;
        };
        found.push((*first, mint.header.span, format!("`{}` is never set", mint.header.value)));
    }
    found
}

fn is_field(claim: &str) -> bool {
    FIELDS.contains(&claim.split('.').next().unwrap_or_default())
}
