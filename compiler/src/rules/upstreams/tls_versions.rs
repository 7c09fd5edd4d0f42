//! TLS versions: an empty range, or an insecure one.

use crate::lint::Subject;
use gwc_krakend::decode::Field;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `min_version` and `max_version` allow no version of TLS, or an insecure one.
    ///
    /// ## What it does
    /// Checks `tls` and `client_tls`. Reports a `min_version` above `max_version`, and a `min_version` below `TLS12`.
    ///
    /// ## Why is this bad?
    /// Both keys default to `TLS13`. With `"max_version": "TLS12"` alone, no version is left and every handshake fails.
    /// SSL 3.0, TLS 1.0 and TLS 1.1 are insecure.
    ///
    /// ## Example
    /// `max_version` is below `min_version`:
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "tls": { "keys": [{ "public_key": "/tls/tls.crt", "private_key": "/tls/tls.key" }], "min_version": "TLS13", "max_version": "TLS12" } }
    /// ```
    ///
    /// ## Use instead
    /// Set `min_version` to `TLS12` or `TLS13`, and remove `max_version`.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "tls": { "keys": [{ "public_key": "/tls/tls.crt", "private_key": "/tls/tls.key" }], "min_version": "TLS12" } }
    /// ```
    ///
    /// ## References
    /// RFC 8996; lura v2.14, `transport/http/server`.
    pub(crate) TLS_VERSIONS { code: "GW457", name: "tls-versions", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

const VERSIONS: [&str; 5] = ["SSL3.0", "TLS10", "TLS11", "TLS12", "TLS13"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    if let Some(tls) = service.tls.value.as_ref().filter(|tls| !*tls.disabled) {
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
        let message = "`max_version` is below `min_version`: every TLS handshake fails";
        let finding = TLS_VERSIONS.at(subject.place(most, least.node), message);
        out.push(
            finding
                .help("set `\"min_version\": \"TLS12\"`, and remove `max_version`: both default to `TLS13`"),
        );
    }
    if rank(least) < 3 {
        let message = format!("`min_version` allows `{}`, which is insecure", **least);
        out.push(TLS_VERSIONS.at(subject.place(least, None), message).help("set `TLS12` or `TLS13`"));
    }
}
