use serde_json::Value as Json;

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A bot detector that detects nothing: its pattern does not compile, or it lists none.
    ///
    /// ## Why it matters
    /// KrakenD logs one line at its start and goes on without the detector: every bot passes.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/bot-detector: { patterns: ["(crawler"] } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/bot-detector: { patterns: ["(?i)crawler"] } }
    /// ```
    pub(crate) BAD_BOT_PATTERN { code: "GW267", name: "bad-bot-pattern", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for &(span, name, value) in &context.components {
        if !matches!(name, "security/bot-detector" | "github_com/devopsfaith/krakend-botdetector") {
            continue;
        }
        let list = |key: &str| value.get(key).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let patterns = list("patterns").iter().filter_map(Json::as_str);
        for (pattern, error) in patterns.filter_map(|p| Some((p, gwc_krakend::go::regexp(p).err()?))) {
            let why = error.to_string();
            let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            out.push(
                BAD_BOT_PATTERN
                    .at(span, format!("the pattern `{pattern}` does not compile"))
                    .note(why)
                    .help("correct the expression"),
            );
        }
        if ["deny", "patterns", "allow"].iter().all(|key| list(key).is_empty()) {
            out.push(
                BAD_BOT_PATTERN
                    .at(span, "the bot detector lists nothing to detect")
                    .help("list user agents under `deny`, or expressions under `patterns`"),
            );
        }
    }
}
