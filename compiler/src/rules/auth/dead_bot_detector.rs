//! Bot detectors that do not start.

use crate::lint::Subject;
use gwc_krakend::decode::Extra;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A bot detector does not start.
    ///
    /// ## Why it matters
    /// A pattern that is no pattern, or a negative `cache_size`, is one warning in the log: all bots pass.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/bot-detector": { "patterns": ["(bot"] } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "security/bot-detector": { "patterns": ["(bot)"] } } }
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
        if gwc_krakend::go::regexp(pattern).is_err() {
            let message = format!("`{pattern}` is no pattern, and the detector does not start");
            out.push(DEAD_BOT_DETECTOR.at(subject.span(node), message));
        }
    }
    if bots.number("cache_size").is_some_and(|size| size < 0.0) {
        let span = subject.span(bots.place("cache_size"));
        out.push(DEAD_BOT_DETECTOR.at(span, "with a negative cache the detector does not start"));
    }
}
