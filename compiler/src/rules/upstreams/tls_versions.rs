//! TLS versions that leave nothing, or too much.

use crate::lint::Subject;
use gwc_krakend::decode::Field;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// The versions of TLS leave none, or one that is broken.
    ///
    /// ## Why is this bad?
    /// Both bounds default to TLS 1.3: a lower `max_version` alone leaves no version, and every handshake fails.
    /// SSL 3.0, TLS 1.0 and 1.1 are not safe.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "tls": { "disabled": true, "min_version": "TLS13", "max_version": "TLS12" } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [], "tls": { "disabled": true, "min_version": "TLS12" } }
    /// ```
    pub(crate) TLS_VERSIONS { code: "GW457", name: "tls-versions", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

const VERSIONS: [&str; 5] = ["SSL3.0", "TLS10", "TLS11", "TLS12", "TLS13"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    if let Some(tls) = &service.tls.value {
        report(subject, &tls.min_version, &tls.max_version, out);
    }
    if let Some(tls) = &service.client_tls.value {
        report(subject, &tls.min_version, &tls.max_version, out);
    }
}

fn report(subject: &Subject<'_>, least: &Field<String>, most: &Field<String>, out: &mut Vec<Diagnostic>) {
    let rank =
        |field: &Field<String>| VERSIONS.iter().position(|v| *v == **field).unwrap_or(VERSIONS.len() - 1);
    if rank(least) > rank(most) {
        let message = "no version of TLS is left between `min_version` and `max_version`";
        out.push(TLS_VERSIONS.at(subject.place(most, least.node), message));
    }
    if rank(least) < 3 {
        let message = format!("`{}` is not safe any more", **least);
        out.push(TLS_VERSIONS.at(subject.place(least, None), message).help("say `TLS12` or `TLS13`"));
    }
}
