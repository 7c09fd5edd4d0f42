//! Words that people write for a key: those of other gateways, and near relatives. A fix renames them.

/// A word and the key that is meant.
#[derive(Debug)]
pub(super) struct Synonym {
    /// The name of the map.
    pub(super) shape: &'static str,
    /// In lower case and without `_` and `-`.
    pub(super) words: &'static [&'static str],
    /// The key, of which the map has one at most; empty if no key of the map is meant.
    pub(super) key: &'static str,
    /// What to write, where the value changes too. Such a key is not renamed by a fix.
    pub(super) help: Option<&'static str>,
}

const fn row(shape: &'static str, words: &'static [&'static str], key: &'static str) -> Synonym {
    Synonym { shape, words, key, help: None }
}

const fn hint(
    shape: &'static str,
    words: &'static [&'static str],
    key: &'static str,
    help: &'static str,
) -> Synonym {
    Synonym { shape, words, key, help: Some(help) }
}

const TOTAL: &str = "rename it to `total` for all callers together, or to `per_ip` for each client address; its value is a rate such as `100/s`";

const ANY_AUDIENCE: &str = "to accept any of several audiences, write a list: `audiences: [shop, admin]`";
const TOKEN_HEADER: &str = "write only the name of a header, such as `from: [X-Token]`; a map names a cookie: `from: [{ cookie: access_token }]`";
const REDIRECT: &str = "write `GET: { respond: { redirect: \"https://www.example.com/new\" } }` at the path";

/// All of them.
#[rustfmt::skip]
pub(super) static ALL: &[Synonym] = &[
    row("gateway", &["name"], "gateway"),
    row("gateway", &["port", "listeners"], "listen"),
    row("gateway", &["domain", "domains", "hostname", "hostnames", "host"], "hosts"),
    row("gateway", &["backends", "clusters"], "upstreams"),
    row("gateway", &["authentication", "credentials"], "auth"),
    row("listener", &["port", "bind"], "address"),
    hint("listener", &["protocol", "scheme"], "", "remove it: a listener with `tls` accepts HTTPS, and one without it accepts HTTP"),
    hint("gateway", &["plugin", "plugins"], "krakend_root", "write the `plugin` block of KrakenD under `krakend_root`: `krakend_root: { plugin: { pattern: .so, folder: /opt/krakend/plugins/ } }`"),
    row("ingress", &["classname", "ingressclass", "ingressclassname"], "class"),
    row("upstream", &["hosts", "urls", "address", "addresses", "servers", "endpoints", "target", "targets"], "url"),
    row("jwt", &["iss"], "issuer"),
    row("jwt", &["jwksuri", "jwksurl", "jwkurl", "jwkuri"], "jwks"),
    row("jwt", &["aud"], "audiences"),
    row("jwt", &["alg", "algs"], "algorithms"),
    row("rate limit", &["clientmaxrate", "perclient"], "per_ip"),
    row("rate limit", &["capacity"], "burst"),
    hint("rate limit", &["limit", "rate", "maxrate", "requests", "average"], "total", TOTAL),
    hint("rate limit", &["peruser", "peraccount", "perkey", "pertoken"], "per", "write `per: { claim: sub, rate: RATE }` to limit each user; for API keys, set `key: true` in place of `claim: sub`"),
    hint("per", &["cookie", "session"], "", "remove it: a rate limit cannot count by a cookie, only by `claim`, `header`, `param` or `key`, such as `per: { claim: sub, rate: 10/s }`"),
    hint("per", &["ip", "address", "clientip"], "", "write `per_ip: 10/s` in the rate limit, in place of `per`"),
    row("quota definition", &["limit", "max", "requests"], "count"),
    row("service", &["prefix", "prefixes", "path", "pathprefix"], "at"),
    row("service", &["backend", "service", "target", "destination"], "upstream"),
    row("service", &["limit", "ratelimits", "ratelimiting", "throttle"], "rate_limit"),
    row("service", &["rewrite", "rewritepath"], "rewrite_prefix"),
    hint("service", &["stripprefix", "strippath"], "rewrite_prefix", "to remove the prefix from the path, write `rewrite_prefix: /`"),
    row("endpoint", &["backend", "service", "target"], "upstream"),
    row("endpoint", &["limit", "ratelimits", "ratelimiting", "throttle"], "rate_limit"),
    row("endpoint", &["urlpattern", "rewritepath"], "rewrite"),
    hint("endpoint", &["websocket", "websockets", "ws"], "stream", "write `stream: websocket` at the method: `GET: { stream: websocket }`"),
    hint("endpoint", &["sse", "streaming", "eventstream"], "stream", "write `stream: sse` at the method: `GET: { stream: sse }`"),
    row("cors", &["alloworigin", "alloworigins", "allowedorigins"], "origins"),
    row("cors", &["allowmethods", "allowedmethods"], "methods"),
    row("cors", &["allowheaders", "allowedheaders"], "headers"),
    row("cors", &["exposeheaders", "exposedheaders"], "expose"),
    row("cors", &["allowcredentials"], "credentials"),
    row("resource amounts", &["mem", "ram"], "memory"),
    Synonym { shape: "audiences", words: &["any"], key: "all", help: Some(ANY_AUDIENCE) },
    Synonym { shape: "token source", words: &["header", "headers"], key: "cookie", help: Some(TOKEN_HEADER) },
    Synonym { shape: "endpoint", words: &["redirect", "redirects"], key: "respond", help: Some(REDIRECT) },
    row("breaker", &["maxerrors", "consecutiveerrors", "threshold"], "errors"),
    row("breaker", &["interval", "window"], "within"),
    row("breaker", &["timeout"], "open"),
];

/// The key that is meant by a word in a map.
pub(super) fn find(shape: &str, word: &str) -> Option<&'static Synonym> {
    let plain: String = word.chars().filter(|c| !matches!(c, '_' | '-')).collect::<String>().to_lowercase();
    ALL.iter().find(|row| row.shape == shape && row.words.contains(&plain.as_str()))
}
