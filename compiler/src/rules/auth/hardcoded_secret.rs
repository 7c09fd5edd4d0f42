use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};
use serde_json::Value as Json;

use crate::lint::{self, Context, Subject};
use crate::model::{EnvValue, Gateway, Scheme};
use crate::topology::Topology;
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Span;
use gwc_syntax::tree::Kind;

declare_rule! {
    /// The configuration contains a secret.
    ///
    /// ## What it does
    /// Reports a value that looks like a private key, a token, an API key or a URL with a password. Also reports any
    /// literal value of a key that names a secret, such as `client_secret`, `password` or a variable that ends in
    /// `TOKEN`. In manifests, the values of environment variables, arguments, annotations and ConfigMaps are searched.
    /// A placeholder, such as `${NAME}`, and the path of a file are not reported. The message never contains the value.
    ///
    /// ## Why is this bad?
    /// The value is stored in version control, in the ConfigMap, in the files that `gwc build` writes and in build
    /// logs. Everyone with access to one of them can use it. Deleting the line does not remove it from the history: a
    /// secret that was committed must be rotated. Therefore the finding cannot be suppressed.
    ///
    /// ## Example
    /// `krakend` of an upstream is copied to the `extra_config` of its backends. Here it contains the value of
    /// `client_secret`:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams:
    ///   commerce:
    ///     url: http://commerce.shop.svc.cluster.local:8001
    ///     krakend:
    ///       auth/client-credentials: { client_id: shop, client_secret: Zk3vN9qLr7Tw2Xy8, token_url: "https://id.example.com/token" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Rotate the secret. Where KrakenD needs it, as in the example, read the new value from the environment with a
    /// template. KrakenD evaluates templates if its environment has `FC_ENABLE=1`. A variable under
    /// `deploy: { env: ... }` gets its value from a Secret with `secretRef`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams:
    ///   commerce:
    ///     url: http://commerce.shop.svc.cluster.local:8001
    ///     krakend:
    ///       auth/client-credentials: { client_id: shop, client_secret: "{{ env `SHOP_SECRET` }}", token_url: "https://id.example.com/token" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## References
    /// - KrakenD: flexible configuration
    pub(crate) HARDCODED_SECRET { code: "GW220", name: "hardcoded-secret", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, Manifests], suppressible: false }
}

/// Keys that name a secret, in lower case without `-` and `_`.
const SECRET_KEYS: [&str; 13] = [
    "clientsecret",
    "password",
    "passwd",
    "secret",
    "secretkey",
    "accesskey",
    "secretaccesskey",
    "apikey",
    "apitoken",
    "accesstoken",
    "authtoken",
    "bearertoken",
    "privatekey",
];

/// Values that are secrets under any key: a name for the message, and a pattern.
const SHAPES: [(&str, &str); 8] = [
    ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    ("a bearer token", r"(?i)\bbearer\s+[a-z0-9._~+/-]{16,}"),
    ("a signed token", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    ("an AWS key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("an API key", r"\b(?:sk|pk|hk|rk)[-_](?:live[-_]|test[-_]|proj[-_])?[A-Za-z0-9]{20,}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})"),
    ("a Slack token", r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    ("a password in a URL", r"[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s:@]+@"),
];

/// A value of those shapes contains one of these, `bearer` in any case, or a URL with an `@`. The search is cheap;
/// compiling the patterns takes a good part of a whole run, and few gateways need them.
const HINTS: [&str; 14] = [
    "-----BEGIN ",
    "eyJ",
    "AKIA",
    "ASIA",
    "sk-",
    "sk_",
    "pk-",
    "pk_",
    "hk-",
    "hk_",
    "rk-",
    "rk_",
    "gh",
    "xox",
];

static SHAPED: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(SHAPES.iter().map(|(_, shape)| shape)).expect("valid patterns"));

/// Placeholders for a value from elsewhere: `${NAME}`, `{{ env "NAME" }}`, `$NAME`, `env:NAME`, the path of a file.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:\$\{[^}]*\}|\{\{.*\}\}|\$[A-Z_][A-Z0-9_]*|(?:env|file|vault|secret)[:(].*|\.{0,2}/\S*|[\w./-]+\.(?:pem|key|crt|cer|der|p12|pfx)|\*+|<[^>]*>|)\s*$")
        .expect("a valid pattern")
});

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    for &(span, name, value) in &context.components {
        walk(value, name, &mut |key, text| out.extend(find_secret(span, key, text, IN_KRAKEND)));
    }
    let rests = gateway.rest.iter().map(|entry| (gateway.name.span, entry));
    let of_endpoints = gateway.endpoints.iter().flat_map(|e| {
        let backends = e.backends().iter().flat_map(|b| &b.rest);
        e.rest.iter().chain(backends).map(|entry| (context.place(e), entry))
    });
    for (span, (name, value)) in rests.chain(of_endpoints) {
        walk(value, name, &mut |key, text| out.extend(find_secret(span, key, text, IN_KRAKEND)));
    }
    for (span, key, text) in own_texts(gateway) {
        out.extend(find_secret(span, key, text, IN_ROUTES).map(|finding| match is_variable(gateway, span) {
            true => finding.help(format!(
                "rotate the secret, store the new value in a Kubernetes Secret, and write `{key}: {{ secretRef: {{ name: SECRET, key: KEY }} }}`"
            )),
            false => finding,
        }));
    }
}

/// Whether a place is the value of a variable under `deploy: { env: ... }`.
fn is_variable(gateway: &Gateway, place: Span) -> bool {
    let mut values = gateway.deploy.iter().flat_map(|deploy| &deploy.env).map(|(_, value)| value);
    values.any(|value| matches!(value, EnvValue::Text(text) if text.span == place))
}

/// The texts of the model that may be secrets, with their keys.
fn own_texts(gateway: &Gateway) -> impl Iterator<Item = (Span, &str, &str)> {
    let keys = gateway.auths.iter().filter_map(|auth| match &auth.scheme {
        Scheme::Jwt(jwt) => Some((jwt.jwks.span, "jwks", jwt.jwks.value.as_str())),
        _ => None,
    });
    let environment = gateway.deploy.iter().flat_map(|deploy| &deploy.env);
    let environment = environment.filter_map(|(name, value)| match value {
        EnvValue::Text(text) => Some((text.span, name.value.as_str(), text.value.as_str())),
        EnvValue::Secret { .. } => None,
    });
    let pairs = gateway.deploy.iter().flat_map(|deploy| {
        let ingress = deploy.ingress.iter().flat_map(|ingress| &ingress.annotations);
        let route = deploy.httproute.iter().flat_map(|route| &route.annotations);
        let own = deploy.labels.iter().chain(&deploy.annotations).chain(&deploy.service.annotations);
        own.chain(ingress).chain(route)
    });
    let pairs = pairs.map(|(key, value)| (key.span, key.value.as_str(), value.as_str()));
    keys.chain(environment).chain(pairs)
}

/// The same of manifests: the environment and the arguments of containers, annotations, and short texts of ConfigMaps. A
/// configuration in a ConfigMap is checked as one. A Secret is where secrets belong.
pub(crate) fn check_topology(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers() {
        for env in container.env() {
            out.extend(
                env.value.and_then(|text| find_secret(text.span, &env.name.value, &text.value, IN_MANIFEST)),
            );
        }
        for word in container.command_line() {
            let (name, value) = word.value.split_once('=').unwrap_or(("argument", &word.value));
            out.extend(find_secret(word.span, name.trim_start_matches('-'), value, IN_MANIFEST));
        }
    }
    for manifest in topology.manifests.iter().filter(|manifest| manifest.kind != "Secret") {
        let pods = ["spec", "template", "metadata", "annotations"];
        let maps = [&["metadata", "annotations"][..], &pods, &["data"]];
        let entries = maps.iter().filter_map(|path| manifest.doc.map(manifest.at(path)?)).flatten();
        for (key, text) in
            entries.filter_map(|entry| Some((manifest.text(entry.key)?, manifest.text(entry.value)?)))
        {
            let is_short = !text.value.trim_end().contains('\n');
            out.extend(find_secret(text.span, &key.value, &text.value, IN_MANIFEST).filter(|_| is_short));
        }
    }
}

/// The secrets that a gateway contains, as text: what prints its values leaves them out.
pub(crate) fn secrets(gateway: &Gateway) -> Vec<String> {
    let mut found = Vec::new();
    let mut take = |key: &str, text: &str| {
        if what(key, text).is_some() {
            found.push(text.to_owned());
        }
    };
    for (_, name, value) in lint::components(gateway) {
        walk(value, name, &mut take);
    }
    let endpoints = gateway.endpoints.iter();
    let rests = endpoints.flat_map(|e| e.rest.iter().chain(e.backends().iter().flat_map(|b| &b.rest)));
    for (name, value) in gateway.rest.iter().chain(rests) {
        walk(value, name, &mut take);
    }
    own_texts(gateway).for_each(|(_, key, text)| take(key, text));
    found
}

/// The text with what has the shape of a secret taken out.
pub(crate) fn without_shapes(text: &str) -> Cow<'_, str> {
    static EACH: LazyLock<Regex> = LazyLock::new(|| {
        let shapes: Vec<String> = SHAPES.iter().map(|(_, shape)| format!("(?:{shape})")).collect();
        Regex::new(&shapes.join("|")).expect("valid patterns")
    });
    if is_hinted(text) { EACH.replace_all(text, "***") } else { Cow::Borrowed(text) }
}

/// The same of a KrakenD configuration, at the text itself.
pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let doc = subject.tree.doc;
    for node in &doc.nodes {
        let Kind::Map(entries) = &node.kind else { continue };
        for entry in entries {
            let key = doc.scalar(entry.key).map_or("", |key| &*key.text);
            let texts = match subject.tree.value(entry.value) {
                Value::Str(text) => vec![(text, entry.value)],
                Value::List(items) => items
                    .iter()
                    .filter_map(|item| Some((subject.tree.value(*item).as_str()?, *item)))
                    .collect(),
                _ => Vec::new(),
            };
            out.extend(
                texts
                    .into_iter()
                    .filter_map(|(text, at)| find_secret(subject.span(at), key, text, IN_KRAKEND)),
            );
        }
    }
}

/// Calls `found` for every text of a value, with the nearest key above it.
fn walk(value: &Json, key: &str, found: &mut impl FnMut(&str, &str)) {
    match value {
        Json::String(text) => found(key, text),
        Json::Array(items) => items.iter().for_each(|item| walk(item, key, found)),
        Json::Object(entries) => entries.iter().for_each(|(key, value)| walk(value, key, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// What to do about a secret, by where it is.
const IN_KRAKEND: &str = "rotate the secret, and read the new value from the environment with a template; `gwc explain GW220` shows one";
const IN_ROUTES: &str = "rotate the secret, and read the new value from a Kubernetes Secret or the environment, such as with `secretRef` in `deploy: { env: ... }`";
const IN_MANIFEST: &str = "rotate the secret, and read the new value from a Kubernetes Secret";

/// The message must never contain the value.
fn find_secret(span: Span, key: &str, text: &str, help: &str) -> Option<Diagnostic> {
    let what = what(key, text)?;
    let finding = HARDCODED_SECRET
        .at(span, format!("`{key}` contains {what} in plain text, so every reader of the file can use it"));
    Some(finding.help(help).secret(text))
}

/// What kind of secret a text is.
fn what(key: &str, text: &str) -> Option<&'static str> {
    let (hinted, secret_key) = (is_hinted(text), is_secret_key(key));
    if !(hinted || secret_key) || PLACEHOLDER.is_match(text) {
        return None;
    }
    let shape = if hinted { SHAPED.matches(text).iter().next() } else { None };
    shape.map(|shape| SHAPES[shape].0).or(secret_key.then_some("a secret"))
}

/// Whether a text may have one of the shapes.
fn is_hinted(text: &str) -> bool {
    HINTS.iter().any(|hint| text.contains(hint))
        || (text.contains("://") && text.contains('@'))
        || text.to_ascii_lowercase().contains("bearer")
}

/// Whether a key, or the end of a variable's name, names a secret.
fn is_secret_key(key: &str) -> bool {
    let plain: String =
        key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let is_variable = key.contains('_') && !key.contains(|c: char| c.is_ascii_lowercase());
    SECRET_KEYS.iter().any(|secret| plain == *secret || (is_variable && plain.ends_with(secret)))
        || (is_variable && plain.ends_with("token"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwc_syntax::source::FileId;

    #[test]
    fn secrets_are_told_from_placeholders() {
        let fires =
            |key: &str, text: &str| find_secret(Span::file_start(FileId(0)), key, text, IN_KRAKEND).is_some();
        for (key, text) in [
            ("client_secret", "b"),
            ("DB_PASSWORD", "hunter2"),
            ("API_TOKEN", "abc"),
            ("value", "Bearer abcdefghijklmnopqrstuvwxyz"),
            ("dsn", "postgres://root:hunter2@db:5432/x"),
            ("note", "-----BEGIN RSA PRIVATE KEY-----"),
            ("x", "AKIAIOSFODNN7EXAMPLE"),
            ("x", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"),
        ] {
            assert!(fires(key, text), "{key}: {text}");
        }
        for (key, text) in [
            ("client_secret", "${CLIENT_SECRET}"),
            ("client_secret", "{{ env \"CLIENT_SECRET\" }}"),
            ("client_secret", ""),
            ("private_key", "./key.pem"),
            ("private_key", "certs/client.key"),
            ("private_key", "client.pem"),
            ("private_key", "/etc/tls/key.pem"),
            ("token_url", "https://id.example/token"),
            ("roles_key", "roles"),
            ("jwk_url", "https://id.example/jwks"),
            ("TOKEN_TTL", "5m"),
            ("prefix", "sk-"),
        ] {
            assert!(!fires(key, text), "{key}: {text}");
        }
    }

    #[test]
    fn every_shape_has_a_hint() {
        let long = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";
        let mut texts: Vec<String> = ["sk", "pk", "hk", "rk"]
            .iter()
            .flat_map(|kind| ["-", "_", "-live-", "_test_", "-proj_"].map(|sep| format!("{kind}{sep}{long}")))
            .collect();
        texts.extend(["ghp", "gho", "ghu", "ghs", "ghr", "github_pat"].map(|kind| format!("{kind}_{long}")));
        texts.extend(
            ["-----BEGIN PRIVATE KEY-----", "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"]
                .map(str::to_owned),
        );
        texts.extend([format!("BeaRer {long}"), format!("xoxb-{long}"), "amqp://a:b@c".to_owned()]);
        texts.push(format!("eyJ{long}.eyJ{long}."));
        for text in texts {
            assert!(SHAPED.is_match(&text) && is_hinted(&text), "{text}");
        }
    }

    #[test]
    fn the_value_is_never_shown() {
        let found = find_secret(Span::file_start(FileId(0)), "password", "hunter2", IN_KRAKEND).unwrap();
        assert!(!format!("{found:?}").contains("hunter2"));
    }
}
