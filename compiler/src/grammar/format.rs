//! The formats of text in route files.

use super::quota::parse_count;
use super::shape::{Fault, Format};
use gwc_artifact::{LogLevel, Network};
use gwc_syntax::value;

fn no_fault<T>(result: Result<T, String>) -> Result<(), Fault> {
    result.map(drop).map_err(Fault::from)
}

fn whole(valid: bool, why: &str) -> Result<(), Fault> {
    if valid { Ok(()) } else { Err(Fault { range: None, why: why.to_owned() }) }
}

macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $ident:ident: $name:literal, $expects:literal, $pattern:literal, [$($word:literal),*], $number:literal, $check:expr;)+) => {
        $($(#[doc = $doc])+ pub static $ident: Format = Format {
            name: $name, expects: $expects, pattern: $pattern, words: &[$($word),*], number: $number, check: $check,
        };)+

        /// All of them.
        pub static ALL: &[&Format] = &[$(&$ident),+];
    };
}

formats! {
    /// A name of something declared.
    NAME: "name", "a name such as `cloud-api`", "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", [], false,
        |t| whole(is_name(t), "expected up to 63 ASCII letters, digits, `-`, `_` and `.`, beginning with a letter or digit");
    /// Free text.
    TEXT: "text", "text", "", [], false, |_| Ok(());
    /// Text, or a number that is read as text.
    TEXT_OR_NUMBER: "text", "text", "", [], true, |_| Ok(());
    /// A duration.
    DURATION: "duration", "a duration such as `30s`", "^([0-9]+(ns|us|ms|s|m|h))+$", [], true,
        |t| no_fault(value::parse_duration(t));
    /// A rate.
    RATE: "rate", "a rate such as `100/s`", "^[1-9][0-9]*/(s|min|h|d)$", [], true, |t| no_fault(value::parse_rate(t));
    /// A path pattern.
    PATH: "path", "a path such as `/plans/{id}`", "^/", [], false, |t| no_fault(value::parse_paths(t));
    /// A path without parameters.
    PREFIX: "prefix", "a path prefix such as `/v1/billing`", "^/[^{}*]*$", [], false, |t| no_fault(value::parse_prefix(t));
    /// One method.
    METHOD: "method", "a method such as `GET`", "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$",
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], false, |t| no_fault(value::parse_method(t));
    /// Methods separated by spaces.
    METHODS: "methods", "methods such as `GET POST`",
        "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)( (GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS))*$", [], false,
        |t| value::parse_methods(t).map(drop).map_err(|(range, why)| Fault { range: Some(range), why });
    /// A target.
    TARGET: "target", "a target such as `krakend-ce@2.13`", r"^(hanzo|gwr|krakend-ce(@2\.[0-9]{1,2}(\.[0-9]{1,2})?)?)$", [], false,
        |t| no_fault(value::parse_target(t));
    /// The URL of an upstream.
    UPSTREAM_URL: "upstream-url", "a URL such as `http://name:8080`", r"^https?://[^/?#@]+$", [], false,
        |t| no_fault(value::parse_upstream_url(t));
    /// A URL.
    URL: "url", "a URL such as `https://service.example.com/path`", r"^https?://\S+$", [], false, |t| whole(is_url(t),
        "expected a URL with `https://`, such as `https://service.example.com/path`");
    /// The key set of an issuer.
    JWKS: "key-set", "a URL such as `https://hanzo.id/.well-known/jwks`, or `discover`", r"^(discover|https?://\S+)$", [], false, |t| whole(t == "discover" || is_url(t),
        "expected a URL with `https://`, such as `https://hanzo.id/.well-known/jwks`, or `discover` to read that URL from the issuer");
    /// The issuer of tokens.
    ISSUER: "issuer", "an issuer such as `https://hanzo.id`, or `any`", r"^(any|https?://\S+)$", [], false, |t| whole(t == "any" || is_url(t),
        "expected a URL with `https://`, such as `https://hanzo.id`, or `any` to accept every issuer");
    /// A host name.
    HOST: "host", "a host name such as `api.hanzo.ai`", r"^(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$", [], false, |t| whole(
        value::is_host_name(t.strip_prefix("*.").unwrap_or(t)) && !t.ends_with('.'), "expected a host name such as `api.hanzo.ai`, without scheme, port and path");
    /// A port, or an address and a port.
    LISTEN: "listen", "a port such as `8080`, or `127.0.0.1:8080`", r"^([0-9]{1,5}|.+:[0-9]{1,5})$", [], true,
        |t| no_fault(value::parse_listen(t));
    /// A level of the log.
    LOG_LEVEL: "log-level", "`error`, `warning`, `info` or `debug`", "^(error|warning|info|debug)$",
        ["error", "warning", "info", "debug"], false,
        |t| whole(LogLevel::parse(t).is_some(), "expected `error`, `warning`, `info` or `debug`");
    /// The destination of the access log.
    LOG_TO: "log-destination", "`stdout`, `none`, or the path of a file such as `/var/log/access.log`", "^(stdout|none|/.+)$",
        ["stdout", "none"], false,
        |t| whole(matches!(t, "stdout" | "none") || t.len() > 1 && t.starts_with('/'), "expected `stdout`, `none`, or an absolute path");
    /// The format of the access log.
    LOG_FORMAT: "log-format", "`json` or `combined`", "^(json|combined)$", ["json", "combined"], false,
        |t| whole(matches!(t, "json" | "combined"), "expected `json` or `combined`");
    /// A share.
    SHARE: "share", "a share such as `10%`", r"^[0-9]{1,3}(\.[0-9]{1,4})?%$", [], false,
        |t| no_fault(value::parse_share(t));
    /// A network of addresses.
    NETWORK: "network", "a network such as `10.0.0.0/8`", r"^[0-9a-fA-F.:]+(/[0-9]{1,3})?$", [], false,
        |t| no_fault(Network::parse(t));
    /// A header.
    HEADER: "header", "a header such as `X-Request-ID`", r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [], false,
        |t| whole(is_token(t), "expected a header name of letters, digits and `-`");
    /// A header in a list; a `+` in front appends it.
    HEADER_ITEM: "header-item", "a header such as `X-Request-ID`, or `+X-Request-ID` to append",
        r"^\+?[!#$%&'*.^_`|~0-9A-Za-z-][!#$%&'*+.^_`|~0-9A-Za-z-]*$", [], false, check_header_item;
    /// A query parameter in a list; a `+` in front appends it.
    QUERY_ITEM: "query-item", "a query parameter such as `page`, or `+page` to append", r"^\+?[^&=#?\s+]+$", [], false,
        |t| whole(is_query_name(t.strip_prefix('+').unwrap_or(t)), "expected a name without `&`, `=`, `#` and spaces");
    /// `all`.
    ALL_WORD: "all", "`all`, or a list", "^all$", ["all"], false, |t| whole(t == "all", "expected `all`, or a list of names");
    /// `all` or `none`.
    ALL_OR_NONE: "all-or-none", "`all`, `none`, or a list", "^(all|none)$", ["all", "none"], false,
        |t| whole(matches!(t, "all" | "none"), "expected `all`, `none`, or a list of names");
    /// `any`.
    ANY_WORD: "any", "`any`, or a list", "^any$", ["any"], false, |t| whole(t == "any", "expected a list of audiences such as `[shop]`, or `any` to accept all");
    /// `none`.
    NONE_WORD: "none", "`none`", "^none$", ["none"], false, |t| whole(t == "none", "expected `none`, or a map");
    /// `none`, in place of a list.
    NO_LIST: "none-or-list", "`none`", "^none$", ["none"], false, |t| whole(t == "none", "expected `none`, or a list");
    /// What is between the items of a list.
    SEPARATOR: "separator", "a separator such as `,`", "", [], false,
        |t| whole(!t.contains(char::is_control), "expected a separator without control characters");
    /// The value of a header.
    HEADER_VALUE: "header-value", "the value of a header such as `\"true\"`", r"^[\s\S]+$", [], false,
        |t| whole(!t.is_empty() && !t.contains(char::is_control), "expected the value of a header, without control characters");
    /// A sentence of a response.
    RESPONSE_TEXT: "response-text", "a text such as `Try again shortly.`", r"^[\s\S]+$", [], false,
        |t| whole(!t.is_empty() && !t.contains(char::is_control), "expected a text of one line, without control characters");
    /// A header that the gateway may set or remove: not one that frames a message or concerns one connection.
    EDITED_HEADER: "edited-header", "a header such as `X-Frame-Options`", r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [], false, check_edited_header;
    /// A header that is removed from every request: not one that frames a message or concerns one connection.
    STRIPPED_HEADER: "stripped-header", "a header such as `X-Tenant`, or the beginning of headers such as `X-IAM-*`",
        r"^[!#$%&'+.^_`|~0-9A-Za-z-]+\*?$", [], false, check_stripped_header;
    /// An origin of pages.
    ORIGIN: "origin", "an origin such as `https://app.example.com` or `https://*.example.com`, or `*`", r"^(\*|https?://[^/?#@\s]+)$", [], false, check_origin;
    /// `deny`.
    DENY_WORD: "deny", "`deny`", "^deny$", ["deny"], false, |t| whole(t == "deny", "expected `deny`");
    /// A user agent.
    USER_AGENT: "user-agent", "a user agent such as `MJ12bot`", r"^[\s\S]+$", [], false,
        |t| whole(!t.is_empty() && !t.contains(char::is_control), "expected a user agent, without control characters");
    /// A regular expression.
    EXPRESSION: "expression", "a regular expression such as `(?i)crawler`", r"^[\s\S]+$", [], false, check_expression;
    /// The place of a redirect.
    REDIRECT: "redirect", "a URL such as `https://www.example.com/{*}`, or a path such as `/new/{id}`", r"^(https?://[^/?#@]+)?(/.*)?$", [], false,
        |t| no_fault(value::parse_redirect(t));
    /// A load-balancing policy.
    LOAD_BALANCING: "load-balancing", "`round_robin` or `least_requests`", "^(round_robin|least_requests)$", ["round_robin", "least_requests"], false,
        |t| whole(LOAD_BALANCING.words.contains(&t), "expected `round_robin` or `least_requests`");
    /// What the name of a host means.
    RESOLUTION: "resolution", "`each_address`", "^each_address$", ["each_address"], false,
        |t| whole(t == "each_address", "expected `each_address`");
    /// The path of a request of the gateway itself.
    REQUEST_PATH: "request-path", "a path such as `/healthz`", r"^/[!-~]*$", [], false,
        |t| whole(t.starts_with('/') && t.bytes().all(|b| b.is_ascii_graphic() && b != b'#'), "expected a path such as `/healthz`");
    /// What a breaker counts.
    FAILURE: "failure", "`5xx`, `timeout` or `reset`", "^(5xx|timeout|reset)$", ["5xx", "timeout", "reset"], false,
        |t| whole(FAILURE.words.contains(&t), "expected `5xx`, `timeout` or `reset`");
    /// The `Host` header of an upstream.
    HOST_HEADER: "host-header", "`upstream`, `client` or a host such as `api.example.com`", r"^[A-Za-z0-9_.-]+(:[0-9]{1,5})?$", [], false,
        |t| whole(value::parse_upstream_url(&format!("http://{t}")).is_ok(), "expected `upstream`, `client` or a host such as `api.example.com`");
    /// A cookie.
    COOKIE: "cookie", "a cookie such as `access_token`", r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [], false,
        |t| whole(is_token(t), "expected a cookie name of letters, digits, `-` and `_`");
    /// A role or scope.
    REQUIRED_VALUE: "required-value", "a role or scope such as `member`", r"^[\s\S]+$", [], false, |t| whole(!t.is_empty(), "expected a role or scope that is not empty");
    /// How bodies are streamed.
    STREAM: "stream", "`sse`, `websocket` or `none`", "^(sse|websocket|none)$", ["sse", "websocket", "none"], false,
        |t| whole(matches!(t, "sse" | "websocket" | "none"), "expected `sse`, `websocket` or `none`");
    /// A response of the gateway itself.
    RESPOND: "respond", "`health`", "^health$", ["health"], false, |t| whole(t == "health", "expected `health`, or a map such as `{ status: 200, body: ok }` or `{ redirect: /new }`");
    /// A signature algorithm.
    ALGORITHM: "algorithm", "an algorithm such as `RS256`", "^((RS|PS|HS)(256|384|512)|ES(256|384|512)|EdDSA)$",
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"], false,
        |t| whole(ALGORITHM.words.contains(&t), "expected RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, HS256, HS384 or HS512");
    /// A prefix of opaque API keys.
    KEY_PREFIX: "key-prefix", "the beginning of a key, such as `sk-`", r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", [], false, |t| whole(
        is_name(t), "expected up to 63 ASCII letters, digits, `-`, `_` and `.`, beginning with a letter or digit");
    /// A file on the machine of `gwr`.
    ABSOLUTE_PATH: "absolute-path", "the absolute path of a file such as `/keys/keys.jsonl`", r"^/[^/]", [], false,
        |t| whole(t.len() > 1 && t.starts_with('/') && !t.ends_with('/') && !t.starts_with("//") && !t.contains(char::is_control),
            "expected the absolute path of a file, such as `/keys/keys.jsonl`");
    /// A host, with its subdomains.
    ORIGIN_HOST: "origin-host", "a host such as `hanzo.ai`", r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$", [], false,
        |t| whole(value::is_host_name(t) && !t.ends_with('.'), "expected a host such as `hanzo.ai`, without scheme, port and path; subdomains are included");
    /// A claim of a token.
    CLAIM: "claim", "a claim such as `sub`", r"^\S+$", [], false, |t| whole(!t.is_empty() && !t.contains(char::is_whitespace), "expected a claim name without spaces");
    /// A path parameter.
    PARAM: "param", "a path parameter such as `id`", "^[A-Za-z0-9_-]+$", [], false, |t| whole(
        !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'), "expected letters, digits, `_` and `-`");
    /// The program that runs the gateway in a cluster.
    RUNS: "runs", "`gwr`, `krakend-ce` or `hanzo`", "^(gwr|krakend-ce|hanzo)$", ["gwr", "krakend-ce", "hanzo"], false,
        |t| whole(matches!(t, "gwr" | "krakend-ce" | "hanzo"), "expected `gwr`, `krakend-ce` or `hanzo`");
    /// A Kubernetes name.
    KUBE_NAME: "kubernetes-name", "a Kubernetes name such as `gateway`", "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", [], false,
        |t| whole(is_kube_name(t), "expected up to 63 lower-case letters, digits and `-`, beginning and ending with a letter or digit");
    /// A name of a Service, which begins with a letter.
    KUBE_SERVICE: "kubernetes-service", "a Kubernetes name such as `gateway`", "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", [], false,
        |t| whole(is_kube_name(t) && t.starts_with(|c: char| c.is_ascii_lowercase()),
            "expected up to 63 lower-case letters, digits and `-`, beginning with a letter");
    /// The name of a Kubernetes object that may hold dots, such as a Secret.
    KUBE_OBJECT: "kubernetes-object", "the name of a Kubernetes object such as `api.hanzo.ai-tls`",
        r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", [], false,
        |t| whole(is_kube_object(t), "expected lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit");
    /// A label or annotation key.
    KUBE_KEY: "kubernetes-key", "a label or annotation key", r"^[A-Za-z0-9][A-Za-z0-9_./-]{0,252}$", [], false,
        |t| whole(is_kube_key(t), "expected a name of up to 63 letters, digits, `-`, `_` and `.`, optionally after `domain/`");
    /// The value of a label.
    LABEL_VALUE: "label-value", "a label value such as `edge`", r"^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$", [], true,
        |t| whole(is_label_value(t), "expected up to 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit");
    /// A key of a Secret.
    SECRET_KEY: "secret-key", "a key of a Secret such as `token`", r"^[A-Za-z0-9._-]{1,253}$", [], false,
        |t| whole(is_secret_key(t), "expected letters, digits, `-`, `_` and `.`");
    /// A container image.
    IMAGE: "image", "an image with its tag or digest, such as `ghcr.io/hanzoai/gateway:v2.14.10`",
        r"^[a-z0-9][A-Za-z0-9._:/-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$", [], false, |t| no_fault(value::parse_image(t));
    /// An environment variable.
    VARIABLE: "variable", "a variable such as `REGION`", "^[A-Za-z_][A-Za-z0-9_]*$", [], false, |t| whole(is_variable(t),
        "expected letters, digits and `_`, not beginning with a digit");
    /// A Gateway that an HTTPRoute is attached to.
    PARENT: "parent", "a Gateway such as `infra/public`", "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", [], false,
        |t| whole(is_parent(t), "expected the name of a Gateway, or `namespace/name`");
    /// A percentage.
    PERCENT: "percent", "a percentage such as `70%`", "^([1-9][0-9]?|100)%$", [], false,
        |t| whole(value::parse_percent(t).is_ok_and(|percent| percent > 0), "expected a percentage from `1%` to `100%`");
    /// A number of pods, or a percentage of them.
    COUNT_OR_PERCENT: "count-or-percent", "a number of pods such as `1`, or a percentage such as `50%`", "^([0-9]{1,4}|([0-9]|[1-9][0-9]|100)%)$", [], true,
        |t| whole(is_count_or_percent(t), "expected a number of pods up to 1000, or a percentage up to `100%`");
    /// How pods are distributed.
    SPREAD: "spread", "`zone`, `node` or `none`", "^(zone|node|none)$", ["zone", "node", "none"], false,
        |t| whole(SPREAD.words.contains(&t), "expected `zone`, `node` or `none`");
    /// How metrics are collected.
    MONITOR: "monitor", "`servicemonitor` or `annotations`", "^(servicemonitor|annotations)$", ["servicemonitor", "annotations"], false,
        |t| whole(MONITOR.words.contains(&t), "expected `servicemonitor` or `annotations`");
    /// What pods may connect to.
    EGRESS: "egress", "`declared`", "^declared$", ["declared"], false, |t| whole(t == "declared", "expected `declared`");
    /// The type of a Service.
    SERVICE_TYPE: "service-type", "`ClusterIP`, `NodePort` or `LoadBalancer`", "^(ClusterIP|NodePort|LoadBalancer)$", ["ClusterIP", "NodePort", "LoadBalancer"], false,
        |t| whole(SERVICE_TYPE.words.contains(&t), "expected `ClusterIP`, `NodePort` or `LoadBalancer`");
    /// How pods receive the configuration.
    CONFIG_MODE: "config", "`hashed`, `reload` or `image`", "^(hashed|reload|image)$", ["hashed", "reload", "image"], false,
        |t| whole(CONFIG_MODE.words.contains(&t), "expected `hashed`, `reload` or `image`");
    /// A folder of a container.
    MOUNT: "mount", "an absolute folder such as `/tls`", r"^/[^/:]+(/[^/:]+)*$", [], false,
        |t| whole(is_mount(t), "expected an absolute folder without `.`, `..`, `:` and a final `/`");
    /// How a toleration compares.
    TOLERATION_OPERATOR: "operator", "`Equal` or `Exists`", "^(Equal|Exists)$", ["Equal", "Exists"], false,
        |t| whole(matches!(t, "Equal" | "Exists"), "expected `Equal` or `Exists`");
    /// What a taint does.
    TAINT_EFFECT: "effect", "`NoSchedule`, `PreferNoSchedule` or `NoExecute`", "^(NoSchedule|PreferNoSchedule|NoExecute)$", ["NoSchedule", "PreferNoSchedule", "NoExecute"], false,
        |t| whole(TAINT_EFFECT.words.contains(&t), "expected `NoSchedule`, `PreferNoSchedule` or `NoExecute`");
    /// The URL of a Redis server.
    REDIS_URL: "redis-url", "a URL such as `redis://redis:6379/0`", r"^redis://[^/?#]+(/[0-9]{0,3})?$", [], false,
        |t| no_fault(value::parse_redis_url(t));
    /// The store as a place.
    STORE_WORD: "store-word", "`store`", "^store$", ["store"], false, |t| whole(t == "store", "expected `store`");
    /// What happens while the store is not available.
    STORE_ERROR: "store-error", "`local`, `open` or `closed`", "^(local|open|closed)$", ["local", "open", "closed"], false,
        |t| whole(matches!(t, "local" | "open" | "closed"), "expected `local`, `open` or `closed`");
    /// How requests are counted.
    WINDOW: "window", "`bucket` or `sliding`", "^(bucket|sliding)$", ["bucket", "sliding"], false,
        |t| whole(matches!(t, "bucket" | "sliding"), "expected `bucket` or `sliding`");
    /// What happens to tokens while no key is known.
    KEYS_ON_ERROR: "keys-on-error", "`closed` or `unauthorized`", "^(closed|unauthorized)$", ["closed", "unauthorized"], false,
        |t| whole(matches!(t, "closed" | "unauthorized"), "expected `closed` or `unauthorized`");
    /// What happens while a service is not available.
    ON_ERROR: "on-error", "`open` or `closed`", "^(open|closed)$", ["open", "closed"], false,
        |t| whole(matches!(t, "open" | "closed"), "expected `open` or `closed`");
    /// A number of requests in a calendar period.
    QUOTA_COUNT: "quota-count", "a number such as `1000000/month`", "^[1-9][0-9]*/(hour|day|week|month|year)$", [], false,
        |t| whole(parse_count(t).is_some(), "expected a number per `hour`, `day`, `week`, `month` or `year`, such as `1000000/month`");
    /// How long a balance is used again.
    CACHE: "cache", "a duration from `1s` to `60s`", "^([0-9]+(ns|us|ms|s|m|h))+$", [], true,
        |t| value::parse_duration(t).map_err(Fault::from).and_then(|d| whole(
            (1_000_000_000..=60_000_000_000).contains(&d.nanos), "expected a duration from `1s` to `60s`"));
    /// Standard output.
    STDOUT: "stdout", "`stdout`, or a map with `file` or `http`", "^stdout$", ["stdout"], false,
        |t| whole(t == "stdout", "expected `stdout`, or a map with `file` or `http`");
    /// The path of a file.
    FILE: "file", "an absolute path such as `/run/secrets/token`", r"^/[\s\S]+$", [], false,
        |t| whole(t.starts_with('/') && t.len() > 1 && !t.contains(char::is_control), "expected an absolute path such as `/run/secrets/token`");
    /// The path of a file that `gwr` writes.
    DATA_FILE: "data-file", "an absolute path such as `/var/lib/gwr/quotas`", r"^/[\s\S]+$", [], false,
        |t| whole(t.starts_with('/') && t.len() > 1 && !t.contains(char::is_control), "expected an absolute path such as `/var/lib/gwr/quotas`");
    /// The version of the Gateway resource.
    RESOURCE_VERSION: "resource-version", "`hanzo.ai/v1`", "^hanzo[.]ai/v1$", ["hanzo.ai/v1"], false, |t| whole(t == "hanzo.ai/v1", "expected `hanzo.ai/v1`");
    /// The kind of the Gateway resource.
    RESOURCE_KIND: "resource-kind", "`Gateway`", "^Gateway$", ["Gateway"], false, |t| whole(t == "Gateway", "expected `Gateway`");
    /// A registry and a repository, without tag and digest.
    REPOSITORY: "repository", "a repository such as `ghcr.io/hanzoai/gateway`", r"^[a-z0-9]([A-Za-z0-9._/-]|:[0-9]+/)*$", [], false, |t| whole(
        value::parse_image(&format!("{t}:1")).is_ok_and(|image| image.name == t), "expected a registry and a repository without a tag");
    /// The tag of an image.
    IMAGE_TAG: "tag", "a tag such as `v2.14.10`", r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", [], false,
        |t| whole(value::parse_image(&format!("a:{t}")).is_ok_and(|image| image.tag == Some(t)), "expected up to 128 letters, digits, `.`, `_` and `-`");
    /// A backend of a Gateway resource.
    BACKEND: "backend", "a URL such as `http://name.namespace.svc:8080`, or a Service such as `name:8080`", r"^(https?://)?[^/?#@\s]+$", [], false,
        |t| value::parse_backend(t).map(drop).map_err(Fault::from);
    /// The period of a rate limit.
    PERIOD: "period", "a period such as `1m`", "^([0-9]+(ns|us|ms|s|m|h))+$", [], false, |t| whole(
        value::parse_duration(t).is_ok_and(|period| period.nanos > 0), "expected a duration above zero, such as `1m`");
    /// The type of an auth policy.
    POLICY_TYPE: "policy-type", "`jwt`, `apikey` or `none`", "^(jwt|apikey|none)$", ["jwt", "apikey", "none"], false,
        |t| whole(POLICY_TYPE.words.contains(&t), "expected `jwt`, `apikey` or `none`");
    /// A quantity of CPU or memory.
    QUANTITY: "quantity", "a quantity such as `100m` or `128Mi`", r"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$", [], true,
        |t| no_fault(value::parse_quantity(t));
}

fn check_header_item(text: &str) -> Result<(), Fault> {
    let name = text.strip_prefix('+').unwrap_or(text);
    if text == "*" {
        return Err(Fault { range: None, why: "write `headers: all` to forward every header".to_owned() });
    }
    whole(is_token(name) && !name.starts_with('+'), "expected a header name of letters, digits and `-`")
}

/// A header that a gateway may change: not one of the connection, and none that identifies the client.
fn check_edited_header(text: &str) -> Result<(), Fault> {
    let lower = text.to_ascii_lowercase();
    whole(
        !gwc_artifact::HEADERS_OF_THE_CONNECTION.contains(&lower.as_str()),
        "the gateway sets this header itself, for each connection",
    )?;
    whole(
        !lower.starts_with("access-control-"),
        "set `cors` instead, which also answers the preflight of a browser",
    )?;
    whole(is_token(text), "expected a header name of letters, digits and `-`")
}

/// A `*` is the rest of a name.
fn check_stripped_header(text: &str) -> Result<(), Fault> {
    let name = text.strip_suffix('*').unwrap_or(text);
    whole(
        is_token(name) && !name.contains('*'),
        "expected the name of a header such as `X-Tenant`, or the beginning of names and one `*` at the end, such as `X-IAM-*`",
    )?;
    let stripped = gwc_artifact::HeaderNames::of([text]);
    let connection = gwc_artifact::HEADERS_OF_THE_CONNECTION.iter().find(|header| stripped.has(header));
    match connection {
        Some(header) if header.eq_ignore_ascii_case(text) => {
            whole(false, "the connection needs this header, so it cannot be removed")
        }
        Some(header) => whole(false, &format!("it includes `{header}`, which the connection needs")),
        None => Ok(()),
    }
}

/// A wildcard is all labels in front of a domain, or the port.
fn check_origin(text: &str) -> Result<(), Fault> {
    const EXPECTED: &str = "expected an origin such as `https://app.example.com`, `https://*.example.com` or `http://localhost:*`, without a path";
    const WILDCARD: &str = "`*` must be the whole first label, as in `https://*.example.com`, or the whole port, as in `http://localhost:*`";
    if text == "*" {
        return Ok(());
    }
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else {
        return whole(false, "expected a scheme, such as `https://app.example.com`");
    };
    whole(!rest.contains('/'), "an origin must not have a path; remove the `/` and what follows")?;
    let rest = match (rest.strip_prefix("*."), rest.strip_suffix(":*")) {
        (Some(rest), _) | (None, Some(rest)) => rest,
        (None, None) => rest,
    };
    whole(!rest.contains('*'), WILDCARD)?;
    whole(value::parse_upstream_url(&format!("http://{rest}")).is_ok(), EXPECTED)
}

fn check_expression(text: &str) -> Result<(), Fault> {
    whole(!text.is_empty(), "expected an expression that is not empty")?;
    let why = |error: regex::Error| {
        let why = error.to_string();
        why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
    };
    no_fault(gwc_krakend::go::regexp(text).map_err(why))
}

fn is_name(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

fn is_query_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "&=#?+".contains(c))
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let authority = rest.and_then(|r| r.split(['/', '?', '#']).next()).unwrap_or("");
    !text.contains(char::is_whitespace) && (value::parse_upstream_url(&format!("http://{authority}")).is_ok())
}

fn is_kube_name(text: &str) -> bool {
    text.len() <= 63
        && !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_kube_key(text: &str) -> bool {
    let name = text.rsplit('/').next().unwrap_or("");
    text.matches('/').count() <= 1
        && (1..=63).contains(&name.len())
        && text.len() <= 253
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))
}

/// A DNS subdomain: DNS labels between dots.
fn is_kube_object(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_kube_name)
}

/// The name of a Gateway, which may follow its namespace.
fn is_parent(text: &str) -> bool {
    match text.split_once('/') {
        Some((namespace, name)) => is_kube_name(namespace) && is_kube_object(name),
        None => is_kube_object(text),
    }
}

fn is_count_or_percent(text: &str) -> bool {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit()) && !(text.len() > 1 && text.starts_with('0'));
    value::parse_percent(text).is_ok() || (is_plain && text.parse::<u32>().is_ok_and(|count| count <= 1000))
}

fn is_mount(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('/') else { return false };
    let fits = |part: &str| !matches!(part, "" | "." | "..") && !part.contains([':', '\0']);
    rest.split('/').all(fits)
}

fn is_label_value(text: &str) -> bool {
    let at_end = |c: char| c.is_ascii_alphanumeric();
    text.is_empty()
        || text.len() <= 63
            && text.starts_with(at_end)
            && text.ends_with(at_end)
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn is_secret_key(text: &str) -> bool {
    (1..=253).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && !text.starts_with("..")
        && text != "."
}

fn is_variable(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Editors may accept more than the parser, and must not reject what it accepts.
        #[test]
        fn no_valid_text_fails_its_pattern(text in "[a-zA-Z0-9/{}*+:._ @$#-]{0,12}") {
            for format in ALL {
                if (format.check)(&text).is_ok() {
                    prop_assert!(regex::Regex::new(format.pattern).unwrap().is_match(&text), "{}: {text:?}", format.name);
                }
            }
        }
    }

    #[test]
    fn words_pass_their_own_format() {
        for format in ALL {
            for word in format.words {
                assert!((format.check)(word).is_ok(), "{} {word}", format.name);
                assert!(regex::Regex::new(format.pattern).unwrap().is_match(word));
            }
        }
    }
}
