//! `auth/validator` on an endpoint (krakend-jose 2.12): if it cannot be decoded, the endpoint returns `401` for every
//! request; if it can be decoded and cannot work, the process ends.

use super::end::End;
use super::option::Start;
use crate::config::Endpoint;
use crate::shape::{Mismatch, Shape, TEXTS, Type, get, mismatch, not_base64_url};
use crate::value::{Tree, Value};
use crate::verdict::Run;
use gwc_syntax::tree::NodeId;

const SUITES: Type = Type::List(&Type::Uint("uint16", u16::MAX as u64));

static VALIDATOR: Shape = Shape {
    package: "jose",
    name: "SignatureConfig",
    fields: &[
        ("alg", Type::Text),
        ("auth_header_name", Type::Text),
        ("jwk_url", Type::Text),
        ("cache", Type::Bool),
        ("cache_duration", Type::Uint("uint32", u32::MAX as u64)),
        ("issuer", Type::Text),
        ("audience", TEXTS),
        ("roles", TEXTS),
        ("propagate_claims", Type::List(&TEXTS)),
        ("propagate_claims_preserve_array", Type::Bool),
        ("roles_key", Type::Text),
        ("roles_key_is_nested", Type::Bool),
        ("cookie_key", Type::Text),
        ("cipher_suites", SUITES),
        ("disable_jwk_security", Type::Bool),
        ("jwk_fingerprints", TEXTS),
        ("jwk_local_ca", Type::Text),
        ("jwk_local_path", Type::Text),
        ("secret_url", Type::Text),
        ("cypher_key", Type::Bytes),
        ("scopes", TEXTS),
        ("scopes_key", Type::Text),
        ("scopes_matcher", Type::Text),
        ("key_identify_strategy", Type::Text),
        ("operation_debug", Type::Bool),
        ("leeway", Type::Text),
        ("failed_jwk_key_cooldown", Type::Text),
    ],
};

static SIGNER: Shape = Shape {
    package: "jose",
    name: "SignerConfig",
    fields: &[
        ("alg", Type::Text),
        ("kid", Type::Text),
        ("typ", Type::Text),
        ("jwk_url", Type::Text),
        ("full", Type::Bool),
        ("keys_to_sign", TEXTS),
        ("cipher_suites", SUITES),
        ("disable_jwk_security", Type::Bool),
        ("jwk_fingerprints", TEXTS),
        ("jwk_local_ca", Type::Text),
        ("jwk_local_path", Type::Text),
        ("secret_url", Type::Text),
        ("cypher_key", Type::Bytes),
    ],
};

/// The known algorithms, in their exact case.
const ALGORITHMS: [&str; 13] = [
    "EdDSA", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256",
    "PS384", "PS512",
];

const INSECURE: &str = "JWK client is using an insecure connection to the JWK service";

/// Why a validator rejects every request, if it does: it cannot be decoded, or its keys use plain http.
pub fn refuses_everybody(tree: Tree<'_>, node: NodeId) -> Option<Mismatch> {
    mismatch(tree, node, &VALIDATOR).or_else(|| insecure(tree, node))
}

/// Why a signer rejects every request, if it does and the configuration shows it.
pub fn signs_nothing(tree: Tree<'_>, node: NodeId) -> Option<Mismatch> {
    mismatch(tree, node, &SIGNER).or_else(|| insecure(tree, node))
}

fn insecure(tree: Tree<'_>, node: NodeId) -> Option<Mismatch> {
    let allowed =
        text(tree, node, "jwk_url").starts_with("https://") || flag(tree, node, "disable_jwk_security");
    let place = get(tree, node, "jwk_url").map_or(node, |(_, node)| node);
    (!allowed).then(|| Mismatch { message: INSECURE.into(), node: place })
}

pub(super) fn start(start: Start<'_>, endpoint: &Endpoint) -> Result<(), End> {
    let Some(found) = endpoint.extra_config.component("auth/validator") else { return Ok(()) };
    let (tree, node) = (start.tree, found.value);
    if refuses_everybody(tree, node).is_some() {
        return Ok(());
    }
    let fatal = |(name, why): (&str, String)| {
        let place = get(tree, node, name).map_or(found.key, |(_, node)| node);
        let path = &*endpoint.endpoint;
        let message = format!(
            "CRITICAL [ENDPOINT: {path}][JWTValidator] Unable to create the validator: {}",
            why.trim_end()
        );
        End::exits(message, Some(place))
    };
    if let Some(problem) = can_not_work(tree, node) {
        let end = fatal(problem.clone());
        let file = problem.1.contains("no such file");
        return Err(if file { end.elsewhere() } else { end });
    }
    let roles_key = text(tree, node, "roles_key");
    if flag(tree, node, "roles_key_is_nested") && roles_key.contains('.') && roles_key.len() < 4 {
        let message =
            format!("panic: runtime error: slice bounds out of range [:4] with length {}", roles_key.len());
        return Err(End { run: Run::Panics, ..fatal(("roles_key", String::new())) }.with(message));
    }
    Ok(())
}

impl End {
    fn with(self, message: String) -> Self {
        Self { message, ..self }
    }
}

/// The key that ends the process, and the error.
fn can_not_work(tree: Tree<'_>, node: NodeId) -> Option<(&'static str, String)> {
    let algorithm = text(tree, node, "alg");
    if !ALGORITHMS.contains(&algorithm) {
        return Some(("alg", format!("JOSE: unknown algorithm {algorithm}")));
    }
    if let Some((Value::List(items), _)) = get(tree, node, "jwk_fingerprints") {
        let decode = |(i, item): (usize, &NodeId)| {
            let why = not_base64_url(tree.value(*item).as_str().unwrap_or(""))?;
            Some(("jwk_fingerprints", format!("decoding fingerprint #{i}: {why}")))
        };
        if let Some(problem) = items.iter().enumerate().find_map(decode) {
            return Some(problem);
        }
    }
    let ca = text(tree, node, "jwk_local_ca");
    if !ca.is_empty() {
        let why = format!("failed to append \"{ca}\" to RootCAs: open {ca}: no such file or directory");
        return Some(("jwk_local_ca", why));
    }
    let path = text(tree, node, "jwk_local_path");
    match (path.is_empty(), flag(tree, node, "cache")) {
        (true, _) => None,
        (false, true) => Some(("jwk_local_path", "cache could not be used with jwk_local_path".into())),
        (false, false) => Some(("jwk_local_path", format!("open {path}: no such file or directory"))),
    }
}

fn text<'a>(tree: Tree<'a>, node: NodeId, name: &str) -> &'a str {
    get(tree, node, name).and_then(|(value, _)| value.as_str()).unwrap_or("")
}

fn flag(tree: Tree<'_>, node: NodeId, name: &str) -> bool {
    get(tree, node, name).and_then(|(value, _)| value.as_bool()).unwrap_or(false)
}
