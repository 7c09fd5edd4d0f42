//! `GW7xx`: keys and blocks without an effect, or with another one than it seems. The table of effects reports
//! them.

use std::collections::HashMap;

use crate::lint::configuration::subject::Subject;
use gwc_krakend::value::Format;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit, Rule};
use gwc_syntax::tree::{Kind, NodeId};

pub(crate) const RULES: &[&Rule] = &[
    &DUPLICATE_JSON_KEY,
    &UNREAD_KEY,
    &UNREAD_COMPONENT,
    &MISPLACED_COMPONENT,
    &ENTERPRISE_ONLY,
    &TWO_SPELLINGS,
    &NUMBER_AS_DURATION,
    &DEFAULT_RESTATED,
    &MISPLACED_KEY,
    &IGNORED_BY_VERSION,
    &KEY_IN_OTHER_CASE,
    &WRONG_KIND,
    &COERCED_VALUE,
    &UNKNOWN_WORD,
    &OTHER_TARGET,
    &LONG_NAME,
    &MISSING_KEY,
    &NULL_VALUE,
];

declare_rule! {
    /// A key stands twice in one JSON object.
    ///
    /// ## Why it matters
    /// The last one wins and nobody says so, the schema check neither. A second, empty `extra_config` drops the
    /// validator of the first.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "port": 8080, "port": 9090, "endpoints": [] }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "port": 9090, "endpoints": [] }
    /// ```
    pub(crate) DUPLICATE_JSON_KEY { code: "GW051", name: "duplicate-json-key", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Nobody reads this key.
    ///
    /// ## Why it matters
    /// KrakenD drops keys it does not know without a word. A misspelt `method` makes a GET of the endpoint, a
    /// misspelt `timeout` leaves it at two seconds.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "timout": "10s" }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "timeout": "10s" }
    /// ```
    pub(crate) UNREAD_KEY { code: "GW701", name: "unread-key", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Nobody reads this block of `extra_config`.
    ///
    /// ## Why it matters
    /// KrakenD drops blocks it does not know without a word: a misspelt validator leaves the route open.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validatr": { "alg": "RS256", "jwk_url": "https://id.example/jwks" } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    pub(crate) UNREAD_COMPONENT { code: "GW702", name: "unread-component", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A block of `extra_config` stands where nobody reads it.
    ///
    /// ## Why it matters
    /// A rate limit at the top of the file limits nothing in KrakenD CE, a validator on a backend protects nothing,
    /// and both pass the check.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "qos/ratelimit/router": { "max_rate": 50 } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 50 } } }
    /// ```
    pub(crate) MISPLACED_COMPONENT { code: "GW703", name: "misplaced-component", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Only the Enterprise edition reads this.
    ///
    /// ## Why it matters
    /// KrakenD CE ignores it in silence, and the schema check accepts it: a route that seems to want an API key
    /// answers everybody.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/api-keys": { "roles": ["admin"] } } }
    /// ```
    ///
    /// ## Fix
    /// Do it another way, or remove it.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    pub(crate) ENTERPRISE_ONLY { code: "GW704", name: "enterprise-only", category: Compatibility, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// One key, or one block, is there in two spellings.
    ///
    /// ## Why it matters
    /// Keys count in any case. Beside the exact spelling the other is never read; without it, which one is read
    /// changes from run to run. Of a short and a long block name the short one wins.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "PORT": 8080, "Port": 9090, "endpoints": [] }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "port": 9090, "endpoints": [] }
    /// ```
    pub(crate) TWO_SPELLINGS { code: "GW705", name: "two-spellings", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A duration is written as a number.
    ///
    /// ## Why it matters
    /// A number counts nanoseconds: `3000` is three microseconds, and every request times out. `krakend check`
    /// accepts it.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "timeout": 3000 }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "timeout": "3s" }
    /// ```
    pub(crate) NUMBER_AS_DURATION { code: "GW706", name: "number-as-duration", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A key says what would be so without it.
    ///
    /// ## Why it matters
    /// Nothing breaks; it is one line more to read, and to keep in step.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "method": "GET" }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "method": "POST" }
    /// ```
    pub(crate) DEFAULT_RESTATED { code: "GW707", name: "default-restated", category: Style, severity: Note, since: "0.1.0" }
}

declare_rule! {
    /// A key stands where nobody reads it.
    ///
    /// ## Why it matters
    /// KrakenD reads it elsewhere and drops it here without a word. A `timeout` on a backend has no effect.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "timeout": "10s" }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "timeout": "10s" }
    /// ```
    pub(crate) MISPLACED_KEY { code: "GW708", name: "misplaced-key", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// The chosen version of KrakenD does not read this yet.
    ///
    /// ## Why it matters
    /// Older releases drop what they do not know without a word.
    ///
    /// ## Example
    /// ```json,bad,target=krakend-ce@2.4
    /// { "version": 3, "listen_ip": "127.0.0.1", "endpoints": [] }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,target=krakend-ce@2.13
    /// { "version": 3, "listen_ip": "127.0.0.1", "endpoints": [] }
    /// ```
    pub(crate) IGNORED_BY_VERSION { code: "GW709", name: "ignored-by-version", category: Compatibility, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A key is written in another case than KrakenD's own.
    ///
    /// ## Why it matters
    /// KrakenD reads it; the schema, other tools and a search do not find it.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "Method": "POST" }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "method": "POST" }
    /// ```
    pub(crate) KEY_IN_OTHER_CASE { code: "GW710", name: "key-in-other-case", category: Compatibility, severity: Warning, since: "0.1.0" }
}

declare_rule! {
    /// A component gets a value of another type than it reads.
    ///
    /// ## Why it matters
    /// Components are strict where the rest of the file is lenient: the option counts as absent, or the whole block
    /// is dropped, or `krakend run` panics. The check accepts all of it.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": "50" } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 50 } } }
    /// ```
    pub(crate) WRONG_KIND { code: "GW711", name: "wrong-kind-of-option", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// KrakenD turns this value into one of another type.
    ///
    /// ## Why it matters
    /// It works by chance: `"3"` is a number, `2.5` is port 2, `true` is port 1. The schema and other tools refuse it.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "port": "8080", "endpoints": [] }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "port": 8081, "endpoints": [] }
    /// ```
    pub(crate) COERCED_VALUE { code: "GW712", name: "coerced-value", category: Compatibility, severity: Warning, since: "0.1.0" }
}

declare_rule! {
    /// A word is none of those that are known here.
    ///
    /// ## Why it matters
    /// The default counts instead, and nobody says so: an unknown TLS version is TLS 1.3.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "tls": { "disabled": true, "min_version": "TLS14" } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "endpoints": [], "tls": { "disabled": true, "min_version": "TLS12" } }
    /// ```
    pub(crate) UNKNOWN_WORD { code: "GW713", name: "unknown-word", category: Correctness, severity: Warning, since: "0.1.0" }
}

declare_rule! {
    /// Another target reads this, the chosen one does not.
    ///
    /// ## Why it matters
    /// It does nothing here. `auth/public` decides in the Hanzo gateway; KrakenD serves the route to everybody.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/public": false } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint,target=hanzo
    /// { "extra_config": { "auth/public": false } }
    /// ```
    pub(crate) OTHER_TARGET { code: "GW714", name: "other-target", category: Compatibility, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A block is written with its long name.
    ///
    /// ## Why it matters
    /// KrakenD reads it. No schema knows it, audits do not see it, and `krakend check -t` reads other blocks than
    /// `krakend run`.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "github.com/devopsfaith/krakend/proxy": { "sequential": true } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "extra_config": { "proxy": { "sequential": true } } }
    /// ```
    pub(crate) LONG_NAME { code: "GW715", name: "long-name", category: Compatibility, severity: Warning, since: "0.1.0" }
}

declare_rule! {
    /// A key is missing that nothing sensible happens without.
    ///
    /// ## Why it matters
    /// KrakenD fills the gap without a word: an endpoint without its path serves `/`, a breaker without `max_errors`
    /// opens at the first failure.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://api"], "endpoints": [{ "method": "POST", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "host": ["http://api"], "endpoints": [{ "endpoint": "/a", "method": "POST", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    pub(crate) MISSING_KEY { code: "GW716", name: "key-left-out", category: Correctness, severity: Warning, since: "0.1.0" }
}

declare_rule! {
    /// A value is null.
    ///
    /// ## Why it matters
    /// It counts as absent: the default holds, or what is inherited.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "timeout": null }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "timeout": "5s" }
    /// ```
    pub(crate) NULL_VALUE { code: "GW717", name: "null-value", category: Style, severity: Note, since: "0.1.0" }
}

/// Keys that stand twice in one JSON object.
pub(crate) fn duplicate_keys(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    if subject.tree.format != Format::Json {
        return;
    }
    let doc = subject.tree.doc;
    for map in (0..doc.nodes.len()).map(|at| NodeId(at as u32)) {
        let Kind::Map(entries) = &doc.node(map).kind else { continue };
        let mut last = HashMap::new();
        for entry in entries {
            let Some(key) = doc.scalar(entry.key) else { continue };
            if let Some(earlier) = last.insert(&*key.text, *entry) {
                let message = format!("`{}` is there again below, and this one is never read", key.text);
                let finding = DUPLICATE_JSON_KEY
                    .at(doc.span(earlier.key), message)
                    .label("never read")
                    .related(doc.span(entry.key), "read instead")
                    .help("keep one of them");
                let values = (earlier.value, entry.value);
                out.push(remove_superseded(subject, finding, map, earlier.key, values));
            }
        }
    }
}

/// Offers to delete an entry of a map that is never read, because another is. If they say different things, the one
/// that is never read may be the one that was meant.
pub(crate) fn remove_superseded(
    subject: &Subject<'_>,
    finding: Diagnostic,
    map: NodeId,
    key: NodeId,
    (unread, read): (NodeId, NodeId),
) -> Diagnostic {
    let Some(span) = subject.removal(map, key) else { return finding };
    let same = subject.written_text(unread).is_some_and(|text| Some(text) == subject.written_text(read));
    let sure = if same { Applicability::Safe } else { Applicability::Unsafe };
    finding.fix("remove the one that is never read", sure, vec![Edit { span, text: String::new() }])
}
