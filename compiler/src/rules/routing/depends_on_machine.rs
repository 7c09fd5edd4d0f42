//! Files that KrakenD reads when it starts.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// KrakenD reads a file when it starts, and ends without it.
    ///
    /// ## Why is this bad?
    /// A missing certificate ends `krakend run` with status 0, so that nothing restarts it; a missing key set or
    /// certificate authority of a validator ends it with 1. No check looks.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "tls": { "keys": [{ "public_key": "./cert.pem", "private_key": "./key.pem" }] } }
    /// ```
    ///
    /// ## Use instead
    /// Make sure that the file is in the image or mounted, or leave TLS to what stands in front.
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    pub(crate) DEPENDS_ON_MACHINE { code: "GW154", name: "depends-on-machine", category: Reliability, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    let mut report = |node: Option<NodeId>, path: &str| {
        if let Some(node) = node.filter(|_| !path.is_empty()) {
            let message = format!("krakend reads `{path}` when it starts, and ends without it");
            out.push(DEPENDS_ON_MACHINE.at(subject.span(node), message));
        }
    };
    if let Some(tls) = service.tls.as_ref().filter(|tls| !*tls.disabled) {
        report(tls.public_key.node, &tls.public_key);
        for pair in tls.keys.iter() {
            report(pair.value.public_key.node, &pair.value.public_key);
        }
    }
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        for name in ["jwk_local_ca", "jwk_local_path"] {
            report(validator.get(name).map(|(_, node)| node), validator.text(name));
        }
    }
}
