//! What is wrong with text that is not valid YAML.

/// What is wrong, at which bytes if not where the parser stopped, and what to do.
pub(in crate::tree::yaml) struct SyntaxError {
    pub(in crate::tree::yaml) message: String,
    pub(in crate::tree::yaml) token: Option<(usize, usize)>,
    pub(in crate::tree::yaml) help: Option<String>,
}
