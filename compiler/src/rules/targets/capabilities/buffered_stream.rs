//! `stream: sse`.

use crate::model::{Endpoint, Stream};
use crate::rules::targets::check::{Check, Fails, Find, PerService, Runtime, Subject};
use gwc_syntax::declare_rule;

declare_rule! {
    /// A JSON target holds the events of a stream back.
    ///
    /// ## Why is this bad?
    /// KrakenD copies an answer without flushing after each event, so events arrive in lumps, and its `timeout` cuts the
    /// stream in a way that looks like a complete answer. `gwr` passes each event on as it comes.
    ///
    /// Where `deploy.runs` names such a target, requests fail, so it is a warning. `# gwc: ignore[GW721] REASON` on the line
    /// of `runs` waives it for all services.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm }
    /// ```
    ///
    /// ## Use instead
    /// Serve streams with `gwr`, or do not stream.
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: { POST: { stream: none, timeout: 30s } } }, profile: llm }
    /// ```
    pub(crate) BUFFERED_STREAM { code: "GW721", name: "buffered-stream", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &BUFFERED_STREAM,
    does: "hold the events of a stream back",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| endpoint.stream.value == Stream::Sse,
        what: |_| "hold the events of a stream back".to_owned(),
        fails: Some(Fails { message: late_and_cut, help: "do not stream: `stream: none`" }),
    }),
};

fn late_and_cut(_: &Subject<'_>, endpoint: &Endpoint, runtime: &Runtime) -> String {
    let limits = endpoint.timeouts.value;
    let cut =
        limits.total.or(limits.idle).map_or_else(String::new, |limit| format!(", and end after `{limit}`"));
    format!("events of `{}` arrive late under {}{cut}", endpoint.key(), runtime.named())
}
