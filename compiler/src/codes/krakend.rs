//! Rules that reading a KrakenD configuration reports.

use crate::declare_rule;
use crate::diagnostic::Rule;

pub(super) const RULES: &[&Rule] = &[&JSON_SYNTAX, &NO_CONFIG_IN_MAP, &KRAKEND_REFUSES];

declare_rule! {
    /// The file is not valid JSON; the words are those of Go, in which KrakenD is written.
    ///
    /// ## Why it matters
    /// Nothing of the file can be read, and KrakenD does not start with it.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    pub(crate) JSON_SYNTAX { code: "GW015", name: "json-syntax", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A ConfigMap holds no gateway configuration that can be told from its other keys.
    ///
    /// ## Why it matters
    /// A gateway that mounts it would find nothing, and run with the configuration of its image.
    ///
    /// ## Example
    /// ```yaml,bad
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: gateway-config }
    /// data: { readme.txt: nothing here }
    /// ```
    ///
    /// ## Fix
    /// Keep the configuration under `gateway.json` or `krakend.json`, or name its key.
    pub(crate) NO_CONFIG_IN_MAP { code: "GW016", name: "no-config-in-map", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// KrakenD refuses to start with this configuration; the message is what it says itself.
    ///
    /// ## Why it matters
    /// The process ends before it listens, and its own message has neither line nor column.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 2, "endpoints": [] }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    pub(crate) KRAKEND_REFUSES { code: "GW017", name: "krakend-refuses", category: Correctness, severity: Error, since: "0.1.0" }
}
