//! Errors of emitters.

/// Why an output cannot be made, as a message.
#[derive(Debug)]
pub struct EmitError(pub String);

impl EmitError {
    /// An error of a file that the author wrote.
    pub(crate) fn at(path: &str, line: Option<usize>, message: &str, help: &str) -> Self {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        Self(format!("{path}{line}: {message}\n  = help: {help}"))
    }
}

impl std::fmt::Display for EmitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
