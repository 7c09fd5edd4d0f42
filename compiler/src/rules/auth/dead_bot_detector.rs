//! Bot detectors that detect nothing.

use crate::lint::{Block, Subject};
use gwc_krakend::decode::Extra;
use gwc_krakend::go;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A bot detector does not start, or has nothing to detect.
    ///
    /// ## Why is this bad?
    /// KrakenD logs one line about a pattern that does not compile, or a negative `cache_size`, and goes on without the detector:
    /// every bot passes. So it is with a detector that lists no user agents and no patterns.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/bot-detector": { "patterns": ["(bot"] } } }
    /// ```
    ///
    /// The same in route files:
    /// ```yaml,bad
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/bot-detector: { patterns: ["(crawler"] } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "security/bot-detector": { "patterns": ["(bot)"] } } }
    /// ```
    /// ```yaml,good
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/bot-detector: { patterns: ["(?i)crawler"] } }
    /// ```
    pub(crate) DEAD_BOT_DETECTOR { code: "GW261", name: "dead-bot-detector", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    report(subject, &service.extra_config, out);
    subject.endpoints().for_each(|e| report(subject, &e.config.extra_config, out));
}

fn report(subject: &Subject<'_>, extra: &Extra, out: &mut Vec<Diagnostic>) {
    let Some(bots) = subject.block_of(extra, "security/bot-detector") else { return };
    for (pattern, node) in bots.texts("patterns") {
        if let Err(error) = go::regexp(pattern) {
            let message =
                format!("the pattern `{pattern}` does not compile, and the detector does not start");
            let why = error.to_string();
            let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let finding = DEAD_BOT_DETECTOR.at(subject.span(node), message);
            out.push(finding.note(why).help("correct the expression"));
        }
    }
    if bots.number("cache_size").is_some_and(|size| size < 0.0) {
        let span = subject.span(bots.place("cache_size"));
        let finding = DEAD_BOT_DETECTOR.at(span, "with a negative cache the detector does not start");
        out.push(finding.help("remove it, or set the number of user agents to remember"));
    }
    if detects_nothing(subject, bots) {
        out.push(
            DEAD_BOT_DETECTOR
                .at(subject.span(bots.key), "the bot detector lists nothing to detect")
                .help("list user agents under `deny`, or expressions under `patterns`"),
        );
    }
}

/// Whether it lists nothing. One without any option is GW270.
fn detects_nothing(subject: &Subject<'_>, bots: Block<'_>) -> bool {
    let lists = ["deny", "patterns", "allow"].iter().any(|list| !bots.list(list).is_empty());
    !subject.tree.entries(bots.value).is_empty() && !lists && !bots.flag("empty_user_agent_is_bot")
}
