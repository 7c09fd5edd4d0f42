use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A `security/http` or `security/bot-detector` block is empty.
    ///
    /// ## What it does
    /// Reports `security/http` and `security/bot-detector` at the root if they have no options.
    ///
    /// ## Why is this bad?
    /// An empty block sets no header and rejects no bot. A reviewer sees `security/http` and assumes that browsers are
    /// protected from clickjacking, but no response has `X-Frame-Options`.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/http": {} } }
    /// ```
    ///
    /// ## Use instead
    /// Set the options that you need, or remove the block.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "security/http": { "frame_deny": true } } }
    /// ```
    ///
    /// ## When to ignore
    /// Another layer, such as the Ingress, sets these headers, and a template requires the block.
    pub(crate) EMPTY_PROTECTION { code: "GW270", name: "empty-protection", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for name in ["security/http", "security/bot-detector"] {
        let Some(block) = subject.block(name) else { continue };
        if subject.tree.entries(block.value).is_empty() {
            let message = format!("`{name}` is empty and has no effect");
            let help = match name {
                "security/http" => {
                    "set the options that you need, such as `\"frame_deny\": true`, or remove it"
                }
                _ => "list the user agents to reject, such as `\"deny\": [\"MJ12bot\"]`, or remove it",
            };
            out.push(EMPTY_PROTECTION.at(subject.span(block.key), message).help(help));
        }
    }
}
