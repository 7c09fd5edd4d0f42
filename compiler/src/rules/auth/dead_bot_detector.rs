use crate::lint::{Block, Subject};
use gwc_krakend::decode::Extra;
use gwc_krakend::go;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A bot detector does not start, or has nothing to detect.
    ///
    /// ## What it does
    /// Reports `security/bot-detector`, at the root or at an endpoint, with a pattern that does not compile as a Go
    /// regular expression, with a negative `cache_size`, or with options but without `deny`, `patterns`, `allow` and
    /// `empty_user_agent_is_bot`.
    ///
    /// ## Why is this bad?
    /// KrakenD logs one line and continues without the detector, so every bot is accepted. After somebody changes the
    /// pattern `bot` to `(bot`, the gateway starts as usual, and a scraper that was blocked before reaches the
    /// upstream.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/bot-detector": { "patterns": ["(bot"] } } }
    /// ```
    ///
    /// The same in route files, where `krakend` is copied to the `extra_config` of the configuration:
    /// ```yaml,bad
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/bot-detector: { patterns: ["(crawler"] } }
    /// ```
    ///
    /// ## Use instead
    /// Correct the pattern.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "security/bot-detector": { "patterns": ["(bot)"] } } }
    /// ```
    /// ```yaml,good
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/bot-detector: { patterns: ["(?i)crawler"] } }
    /// ```
    ///
    /// ## References
    /// - krakend-botdetector v2.3
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
                format!("pattern `{pattern}` is not a valid regular expression, so KrakenD blocks no bot");
            let why = error.to_string();
            let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let finding = DEAD_BOT_DETECTOR.at(subject.span(node), message);
            out.push(
                finding
                    .note(why)
                    .help("correct the pattern; a literal parenthesis or bracket needs a `\\` in front, which JSON writes as `\\\\`"),
            );
        }
    }
    if bots.number("cache_size").is_some_and(|size| size < 0.0) {
        let span = subject.span(bots.place("cache_size"));
        let finding = DEAD_BOT_DETECTOR.at(span, "`cache_size` is negative, so KrakenD blocks no bot");
        out.push(finding.help("remove it, or set it to the number of user agents to remember"));
    }
    if detects_nothing(subject, bots) {
        out.push(nothing(subject, bots));
    }
}

/// Names that people write for `deny`. KrakenD reads none of them.
const OTHER_NAMES: [&str; 4] = ["denylist", "deny_list", "blacklist", "blocklist"];

fn nothing(subject: &Subject<'_>, bots: Block<'_>) -> Diagnostic {
    let mut entries = subject.tree.entries(bots.value).into_iter();
    match entries.find(|entry| OTHER_NAMES.contains(&entry.name)) {
        Some(entry) => DEAD_BOT_DETECTOR
            .at(
                subject.span(entry.key),
                format!("the bot detector has nothing to detect: KrakenD does not read `{}`", entry.name),
            )
            .help(format!("rename `{}` to `deny`", entry.name)),
        None => DEAD_BOT_DETECTOR
            .at(subject.span(bots.key), "the bot detector has nothing to detect")
            .help("list user agents in `deny`, or regular expressions in `patterns`"),
    }
}

/// Whether all lists are empty. GW270 reports a block without options.
fn detects_nothing(subject: &Subject<'_>, bots: Block<'_>) -> bool {
    let lists = ["deny", "patterns", "allow"].iter().any(|list| !bots.list(list).is_empty());
    !subject.tree.entries(bots.value).is_empty() && !lists && !bots.flag("empty_user_agent_is_bot")
}
