//! `GW00x`: the text itself.

use crate::declare_rule;
use crate::diagnostic::Rule;

/// The rules of the text itself, by code.
pub const RULES: &[&Rule] =
    &[&YAML_SYNTAX, &UNKNOWN_ALIAS, &ALIAS_CYCLE, &SEVERAL_DOCUMENTS, &YAML_TAG, &BRACE_IN_FLOW];

declare_rule! {
    /// The file is not valid YAML.
    ///
    /// ## Why it matters
    /// Nothing after this place can be read, so nothing in the file can be built or checked.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: [/billing, upstream: commerce }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: [/billing], upstream: commerce, methods: GET }
    /// ```
    pub YAML_SYNTAX { code: "GW001", name: "yaml-syntax", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// An alias (`*name`) names no anchor (`&name`) above it.
    ///
    /// ## Why it matters
    /// The value it should repeat does not exist.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: *reads }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: &reads GET }
    ///   pricing: { at: /pricing, upstream: pricing, methods: *reads }
    /// ```
    pub UNKNOWN_ALIAS { code: "GW002", name: "unknown-alias", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// An alias stands inside the value it repeats, or aliases multiply into more values than can be read.
    ///
    /// ## Why it matters
    /// The value would have no end, or not fit into memory.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services: &all
    ///   billing: { at: /billing, upstream: commerce, paths: *all }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET } }
    /// ```
    pub ALIAS_CYCLE { code: "GW003", name: "endless-alias", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A file holds more than one YAML document.
    ///
    /// ## Why it matters
    /// Only the first is read; routes in the others would be missing without a word.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ---
    /// services:
    ///   pricing: { at: /pricing, upstream: pricing, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    ///   pricing: { at: /pricing, upstream: pricing, methods: GET }
    /// ```
    pub SEVERAL_DOCUMENTS { code: "GW004", name: "several-documents", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A value carries a YAML tag such as `!secret` or `!!str`.
    ///
    /// ## Why it matters
    /// Tags have no meaning in route files: what the author hoped for does not happen.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: !prefix /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub YAML_TAG { code: "GW005", name: "yaml-tag", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A path with a parameter stands unquoted inside `{ }` or `[ ]`.
    ///
    /// ## Why it matters
    /// Between braces YAML reads the `{` of `{name}` as the start of a map: the file breaks, or the path
    /// silently becomes another one.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   pricing: { at: /pricing, upstream: pricing, paths: { /model/{name}: GET } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   pricing: { at: /pricing, upstream: pricing, paths: { "/model/{name}": GET } }
    /// ```
    pub BRACE_IN_FLOW { code: "GW006", name: "brace-in-flow", category: Correctness, severity: Error, since: "0.1.0" }
}
