//! `stream: sse`.

use crate::model::{Endpoint, Stream};
use crate::rules::targets::check::{Check, Find, PerService, Runtime, Subject};
use gwc_syntax::declare_rule;

declare_rule! {
    /// The events of a stream arrive late under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports the endpoints of a service with `stream: sse`, its own or that of its profile.
    ///
    /// The finding is a warning under the target that you deploy, which `deploy: { runs: ... }` in `gateway.yaml` sets.
    /// Under any other target, it is a loss.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD does not send each event at once. It sends 4 KiB at a time, and the rest when the response ends: ten
    /// small events written within a second arrive together, after the last one. A live view shows nothing until then.
    /// The `timeout` ends the stream as if it were complete. `gwr`, the runtime of this project, forwards each event at
    /// once.
    ///
    /// ## Example
    /// The profile `llm` sets `stream: sse`:
    /// ```yaml,bad
    /// services:
    ///   news: { at: /news, upstream: cloud-api, paths: { /latest: GET }, profile: llm }
    /// ```
    ///
    /// ## Use instead
    /// Run the gateway with `gwr`: write `targets: [gwr]` and `deploy: { runs: gwr }` in `gateway.yaml`. If the
    /// response is no stream, set `stream: none`, with a `timeout` for the whole response. Here, it replaces the
    /// `stream: sse` of the profile `llm`:
    /// ```yaml,good
    /// services:
    ///   news: { at: /news, upstream: cloud-api, paths: { /latest: { GET: { stream: none, timeout: 30s } } }, profile: llm }
    /// ```
    ///
    /// ## When to ignore
    /// The clients read the stream only when it is complete. A comment on the line of `runs` suppresses the warning for
    /// all services.
    ///
    /// ## References
    /// lura v2.14, `router/gin/render.go`.
    pub(crate) BUFFERED_STREAM { code: "GW721", name: "buffered-stream", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles], fails_if_run: true }
}

pub(super) static CHECK: Check = Check {
    rule: &BUFFERED_STREAM,
    does: "the events of a stream are buffered",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| endpoint.stream.value == Stream::Sse,
        what: |_| "the events of a stream are buffered, and reach clients late".to_owned(),
        help: "run the gateway with `gwr`; if the response is no stream, set `stream: none`",
        fails: Some(late_and_cut),
    }),
};

fn late_and_cut(_: &Subject<'_>, endpoint: &Endpoint, runtime: &Runtime) -> String {
    let limits = endpoint.timeouts.value;
    let limit = limits.total.or(limits.idle);
    let cut = limit.map_or_else(String::new, |limit| format!(", and the stream ends after `{limit}`"));
    format!("events of `{}` arrive late in {}{cut}", endpoint.key(), runtime.named())
}
