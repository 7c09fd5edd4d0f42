use crate::lint::{Block, Subject};
use crate::rules::effects::WRONG_KIND_OF_OPTION;
use gwc_krakend::renamed;
use gwc_krakend::run::validator;
use gwc_krakend::value::{Format, Value};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit, Severity};
use gwc_syntax::source::Span;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// A validator rejects every request.
    ///
    /// ## What it does
    /// Reports `auth/validator`:
    ///
    /// - if it has no keys: neither `jwk_url` nor `jwk_local_path` is set. `secret_url` alone provides no key
    /// - if `jwk_url` does not start with `https://` and `"disable_jwk_security": true` is not set
    /// - if `roles` is set and `roles_key` is a path with dots, but `"roles_key_is_nested": true` is not set
    /// - if `jwk_url` is the discovery document of the issuer: a warning
    ///
    /// GW711 reports an option of the wrong type.
    ///
    /// ## Why is this bad?
    /// KrakenD logs one warning and starts. Every request of the endpoint then returns `401`, even with a valid token.
    /// If the roles are not found, it returns `403`. The endpoint is down, although the deployment succeeded.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "http://id.example/jwks", "cache": true } } }
    /// ```
    ///
    /// ## Use instead
    /// Use an `https://` URL for `jwk_url`.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    ///
    /// ## References
    /// - krakend-jose v2.12, `gin/jose.go`
    pub(crate) VALIDATOR_REFUSES_EVERYBODY { code: "GW250", name: "validator-refuses-everybody", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(found) = endpoint.config.extra_config.component("auth/validator") else { continue };
        let block = subject.block_of(&endpoint.config.extra_config, "auth/validator");
        // A wrong name or type of `jwk_url` is one mistake, and has a finding that names it.
        let url = block.and_then(|block| block.get("jwk_url"));
        if block.is_some_and(has_misnamed_keys)
            || url.is_some_and(|(_, node)| has_wrong_type(subject, node, out))
        {
            continue;
        }
        let keyless = block.and_then(|block| without_keys(subject, block));
        let finding = keyless.or_else(|| {
            let why = validator::refuses_everybody(subject.tree, found.value)?;
            if has_wrong_type(subject, why.node, out) {
                return None;
            }
            let help = match (why.message.contains("insecure connection"), block) {
                (true, Some(block)) if block.text("jwk_url").is_empty() && has(block, "jwk_local_path") => {
                    "set `\"disable_jwk_security\": true`, which KrakenD requires for `jwk_local_path`"
                }
                (true, _) => {
                    "use an `https://` URL for `jwk_url`, or set `\"disable_jwk_security\": true` if the network is protected"
                }
                (false, _) => "write a value of the type that the note names",
            };
            let is_http = block.is_some_and(|block| block.text("jwk_url").starts_with("http://"));
            let message = match why.message.contains("insecure connection") && is_http {
                true => format!("{REJECTS}: KrakenD fetches no keys over plain HTTP"),
                false => REJECTS.to_owned(),
            };
            let finding = VALIDATOR_REFUSES_EVERYBODY.at(subject.span(why.node), message);
            Some(finding.note(format!("KrakenD logs: {}", why.message)).help(help))
        });
        let finding = finding.or_else(|| block.and_then(|block| discovery_document(subject, block)));
        let roles = block.and_then(|block| nested_roles(subject, block));
        out.extend(finding.into_iter().chain(roles).map(|finding| finding.route(endpoint.route)));
    }
}

/// Whether the walk along the table of effects reported the type of a value: its finding tells that every request gets `401`.
fn has_wrong_type(subject: &Subject<'_>, node: NodeId, found: &[Diagnostic]) -> bool {
    let span = subject.span(node);
    found.iter().any(|finding| finding.rule == &WRONG_KIND_OF_OPTION && finding.primary.span == span)
}

const REJECTS: &str = "this validator returns `401` for every request";

fn has(block: Block<'_>, name: &str) -> bool {
    !block.text(name).is_empty()
}

/// Whether a validator has no keys to check a token with.
pub(super) fn is_keyless(block: Block<'_>) -> bool {
    !has(block, "jwk_url") && !has(block, "jwk_local_path")
}

fn has_misnamed_keys(block: Block<'_>) -> bool {
    let keys = renamed::options("auth/validator").filter(|(_, new)| *new == "jwk_url");
    is_keyless(block) && keys.into_iter().any(|(old, _)| block.get(old).is_some())
}

fn without_keys(subject: &Subject<'_>, block: Block<'_>) -> Option<Diagnostic> {
    if !is_keyless(block) {
        return None;
    }
    let message = format!("{REJECTS}: it has no keys, because neither `jwk_url` nor `jwk_local_path` is set");
    let (place, help) = match has(block, "secret_url") {
        true => (
            block.place("secret_url"),
            "set `jwk_local_path` to the file that `secret_url` decrypts, or `jwk_url` to the URL of the keys",
        ),
        false => (block.key, "set `jwk_url` to the URL of the keys"),
    };
    Some(VALIDATOR_REFUSES_EVERYBODY.at(subject.span(place), message).help(help))
}

fn discovery_document(subject: &Subject<'_>, block: Block<'_>) -> Option<Diagnostic> {
    let url = block.text("jwk_url");
    let path = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
    if !path.ends_with("/.well-known/openid-configuration")
        && !path.ends_with("/.well-known/oauth-authorization-server")
    {
        return None;
    }
    let message = "`jwk_url` is the discovery document, which has no keys: every request returns `401`";
    let finding = VALIDATOR_REFUSES_EVERYBODY.at(subject.span(block.place("jwk_url")), message);
    Some(finding.severity(Severity::Warning).help(
        "use the `jwks_uri` in that document, such as `/protocol/openid-connect/certs` of Keycloak or \
         `/.well-known/jwks.json` of Auth0",
    ))
}

/// A claim with a dot in its name is rare, except for the URLs of namespaced claims.
fn nested_roles(subject: &Subject<'_>, block: Block<'_>) -> Option<Diagnostic> {
    let key = block.text("roles_key");
    let nested = key.contains('.') && !key.contains("://") && !block.flag("roles_key_is_nested");
    if !nested || block.list("roles").is_empty() {
        return None;
    }
    let message = format!("this validator returns `403` for every request: no claim has the name `{key}`");
    let span = subject.span(block.place("roles_key"));
    let finding = VALIDATOR_REFUSES_EVERYBODY.at(span, message);
    let finding = finding.help("set `\"roles_key_is_nested\": true`, which reads `roles_key` as a path");
    Some(match nested_edit(subject, block) {
        Some(edit) => finding.fix("add `\"roles_key_is_nested\": true`", Applicability::Unsafe, vec![edit]),
        None => finding,
    })
}

/// Sets the flag in front of `roles_key`, or in its own place.
fn nested_edit(subject: &Subject<'_>, block: Block<'_>) -> Option<Edit> {
    if let Some((Value::Bool(false), node)) = block.get("roles_key_is_nested") {
        return subject.editable(node).then(|| Edit { span: subject.span(node), text: "true".to_owned() });
    }
    let entry = subject.tree.get(block.value, "roles_key")?;
    let json = subject.tree.format == Format::Json && subject.editable(entry.key);
    let span = subject.span(entry.key);
    let at = Span { end: span.start, ..span };
    json.then(|| Edit { span: at, text: "\"roles_key_is_nested\": true, ".to_owned() })
}
