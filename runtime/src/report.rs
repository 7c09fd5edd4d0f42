//! What an operator is told while the gateway runs: one line on standard error.

/// Something failed that the gateway goes on without.
#[expect(clippy::print_stderr, reason = "the gateway's own log")]
pub(crate) fn failed(text: &str) {
    eprintln!("gwr: {text}");
}
