//! The verdict of a target on a KrakenD configuration, for machines.

use serde::Serialize;

use gwc_krakend::verdict::{Check, Run, Stage, Verdict};
use gwc_syntax::value::Target;

/// What a target does with a whole file, for machines.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictRecord {
    file: String,
    verdict: Answer,
}

#[derive(Debug, Clone, Serialize)]
struct Answer {
    target: String,
    check: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    run: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_message: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<usize>,
}

impl VerdictRecord {
    /// The verdict as it is recorded; `file` is the path as it is shown.
    pub(crate) fn of(file: String, target: Target, verdict: Verdict) -> Self {
        let answer = Answer {
            target: target.short(),
            check: match verdict.check {
                Check::Accept => "accept",
                Check::Refuse => "refuse",
            },
            stage: verdict.stage.map(|stage| match stage {
                Stage::Parse => "parse",
                Stage::Router => "router",
                Stage::Crash => "crash",
            }),
            run: match verdict.run {
                Run::Listens => "listens",
                Run::Panics => "panics",
                Run::Exits => "exits",
            },
            message: verdict.message,
            run_message: verdict.run_message,
            routes: verdict.routes,
        };
        Self { file, verdict: answer }
    }
}
