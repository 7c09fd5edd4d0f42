//! `GW01x`-`GW04x`: files, keys, types and names.

use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Rule;

pub(super) const RULES: &[&Rule] = &[
    &UNREADABLE_FILE,
    &NOT_UTF8,
    &UNKNOWN_FILE_KIND,
    &NO_GATEWAY,
    &UNKNOWN_KEY,
    &DUPLICATE_KEY,
    &WRONG_TYPE,
    &BAD_VALUE,
    &MISSING_KEY,
    &UNDEFINED_NAME,
    &DUPLICATE_NAME,
    &RESERVED_NAME,
    &CONFLICTING_KEYS,
    &UNDECLARED_VARIABLE,
    &SECRET_IN_VARIABLE,
    &EMPTY_FILE,
    &MIXED_APPEND,
    &OVERLAY_ADDS_ENDPOINT,
    &UNKNOWN_OVERLAY,
];

declare_rule! {
    /// A file can not be read.
    ///
    /// ## Why it matters
    /// What it says would be missing from the gateway without a word.
    ///
    /// ## Example
    /// A link that leads nowhere:
    /// ```yaml,bad,file=services.yaml,dangling
    /// services:
    /// ```
    ///
    /// ## Fix
    /// Make the file readable, or remove it from the folder.
    pub(crate) UNREADABLE_FILE { code: "GW010", name: "unreadable-file", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A file is not UTF-8 text.
    ///
    /// ## Why it matters
    /// Its bytes mean different characters to different programs.
    ///
    /// ## Example
    /// A file in Latin-1:
    /// ```yaml,bad,latin1
    /// services:
    ///   café: { at: /cafe, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Save it as UTF-8.
    pub(crate) NOT_UTF8 { code: "GW011", name: "not-utf8", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A YAML file in a gateway's folder is neither a gateway nor a services file.
    ///
    /// ## Why it matters
    /// Nothing reads it; whoever wrote it believes that something does.
    ///
    /// ## Example
    /// ```yaml,bad,file=billing.yaml
    /// service:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNKNOWN_FILE_KIND { code: "GW012", name: "unknown-file-kind", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// No gateway was found where one was asked for.
    ///
    /// ## Why it matters
    /// A build of nothing would pass every check.
    ///
    /// ## Example
    /// A folder with a services file alone:
    /// ```yaml,bad,bare
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Name a folder that holds a `gateway.yaml`, or start one with `gwc init`.
    pub(crate) NO_GATEWAY { code: "GW013", name: "no-gateway", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A key that the language does not have.
    ///
    /// ## Why it matters
    /// Nothing would read it: a misspelt `auth` would leave a route open.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstreem: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNKNOWN_KEY { code: "GW020", name: "unknown-key", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A map says one key twice.
    ///
    /// ## Why it matters
    /// One of the two values is lost, and which one depends on the reader.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, methods: POST }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET POST }
    /// ```
    pub(crate) DUPLICATE_KEY { code: "GW021", name: "duplicate-key", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A value is of the wrong kind: a list where text belongs, a number where a name belongs.
    ///
    /// ## Why it matters
    /// It can not mean anything here, and a guess could be wrong.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: [commerce], methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) WRONG_TYPE { code: "GW022", name: "wrong-type", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A value does not have the form it must have: a duration without a unit, an unknown method, a bad path.
    ///
    /// ## Why it matters
    /// `timeout: 30` could be seconds or nanoseconds; KrakenD reads the latter.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 30 }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 30s }
    /// ```
    pub(crate) BAD_VALUE { code: "GW023", name: "bad-value", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A key that must be there is missing.
    ///
    /// ## Why it matters
    /// There is no value that is right for everyone, so none is assumed.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) MISSING_KEY { code: "GW024", name: "missing-key", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A name that nothing declares: an upstream, an auth, a rate limit, a profile.
    ///
    /// ## Why it matters
    /// The route would have no upstream, no limit or no check.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: comerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNDEFINED_NAME { code: "GW030", name: "undefined-name", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Two services, or two gateways, have one name.
    ///
    /// ## Why it matters
    /// Names lead from a finding to a place; with two places one of them is wrong.
    ///
    /// ## Example
    /// ```yaml,bad
    /// # file: billing.yaml
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: iam }
    /// # file: pricing.yaml
    /// services:
    ///   billing: { at: /pricing, upstream: pricing, methods: GET, auth: iam }
    /// ```
    ///
    /// ## Fix
    /// Rename one of them.
    pub(crate) DUPLICATE_NAME { code: "GW031", name: "duplicate-name", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Something is named with a word that the language has a meaning for: `public`, `none`.
    ///
    /// ## Why it matters
    /// `auth: public` would mean two things.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth:
    ///   public: { api_key: { prefixes: [sk-] } }
    /// ```
    ///
    /// ## Fix
    /// Give it another name.
    pub(crate) RESERVED_NAME { code: "GW032", name: "reserved-name", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Keys that exclude each other, or one that needs another.
    ///
    /// ## Why it matters
    /// Only one of them could count, and it is not said which.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, paths: { "/*": POST } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET POST }
    /// ```
    pub(crate) CONFLICTING_KEYS { code: "GW033", name: "conflicting-keys", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// `${NAME}` stands for a variable that the gateway does not declare, that has no value, or stands in a key.
    ///
    /// ## Why it matters
    /// The build would depend on whatever the environment happens to hold.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: "${PREFIX}", upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Declare it in `gateway.yaml` under `variables`, with a default where there is one.
    pub(crate) UNDECLARED_VARIABLE { code: "GW034", name: "undeclared-variable", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A variable looks like a secret.
    ///
    /// ## Why it matters
    /// Its value would end up in a ConfigMap, an artifact and a diff.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// variables: { DB_PASSWORD: hunter2 }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// ```
    ///
    /// ## Fix
    /// Keep it in a Secret and refer to it: `deploy: { env: { NAME: { secretRef: { name: ..., key: ... } } } }`.
    pub(crate) SECRET_IN_VARIABLE { code: "GW035", name: "secret-in-variable", category: Security, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A file holds nothing.
    ///
    /// ## Why it matters
    /// It was probably meant to hold something.
    ///
    /// ## Example
    /// ```yaml,bad,file=billing.yaml
    /// # services will follow
    /// ```
    ///
    /// ## Fix
    /// Fill it or remove it.
    pub(crate) EMPTY_FILE { code: "GW014", name: "empty-file", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A list mixes items with `+` (append to the inherited list) and items without (replace it).
    ///
    /// ## Why it matters
    /// It can not do both.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [Accept, +Idempotency-Key] } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [+Accept-Language, +Idempotency-Key] } }
    /// ```
    pub(crate) MIXED_APPEND { code: "GW036", name: "mixed-append", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// An overlay adds endpoints.
    ///
    /// ## Why it matters
    /// Overlays change values between environments; an endpoint that exists only in one of them is in no lock file
    /// and in no review.
    ///
    /// ## Example
    /// ```yaml,bad,env=prod
    /// # file: services.yaml
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// # file: overlays/prod.yaml
    /// services:
    ///   billing: { methods: GET POST }
    /// ```
    ///
    /// ## Fix
    /// Declare the endpoint in the route files, and change its values in the overlay.
    pub(crate) OVERLAY_ADDS_ENDPOINT { code: "GW037", name: "overlay-adds-endpoint", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// The environment that was asked for has no overlay.
    ///
    /// ## Why it matters
    /// A build for a misspelt environment would silently be the plain one.
    ///
    /// ## Example
    /// There is no `overlays/prdo.yaml`, and `gwc build --env prdo` asks for it:
    /// ```yaml,bad,env=prdo
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Write `overlays/NAME.yaml` in the gateway's folder, or name another environment.
    pub(crate) UNKNOWN_OVERLAY { code: "GW038", name: "unknown-overlay", category: Correctness, severity: Error, since: "0.1.0" }
}
