//! Components that protect only when they say something.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A component that protects is there and says nothing.
    ///
    /// ## Why is this bad?
    /// Whoever reads the file takes the protection for granted; an empty one sets no header and stops no bot.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/http": {} } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "security/http": { "frame_deny": true } } }
    /// ```
    pub(crate) EMPTY_PROTECTION { code: "GW270", name: "empty-protection", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for name in ["security/http", "security/bot-detector"] {
        let Some(block) = subject.block(name) else { continue };
        if subject.tree.entries(block.value).is_empty() {
            let message = format!("`{name}` says nothing, so it protects nothing");
            out.push(EMPTY_PROTECTION.at(subject.span(block.key), message).help("fill it in, or drop it"));
        }
    }
}
