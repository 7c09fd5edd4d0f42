//! Files that KrakenD reads when it starts.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// The configuration names a file that must exist on the machine where KrakenD starts.
    ///
    /// ## What it does
    /// Reports the certificates and keys of `tls`, and `jwk_local_path` and `jwk_local_ca` of `auth/validator`.
    ///
    /// ## Why is this bad?
    /// KrakenD reads these files at start and exits if one is missing; `krakend check` does not look for them. A
    /// missing certificate ends `krakend run` with exit status 0, so a supervisor that restarts only failed processes
    /// does not restart it. A missing key set or certificate authority of a validator ends it with status 1.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "tls": { "keys": [{ "public_key": "./cert.pem", "private_key": "./key.pem" }] } }
    /// ```
    ///
    /// ## Use instead
    /// Terminate TLS in front of the gateway and remove `tls`. To keep the file, copy it into the image or mount it.
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    ///
    /// ## When to ignore
    /// The image contains the file, or the Deployment mounts it.
    pub(crate) DEPENDS_ON_MACHINE { code: "GW154", name: "depends-on-machine", category: Reliability, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    let mut report = |node: Option<NodeId>, path: &str| {
        if let Some(node) = node.filter(|_| !path.is_empty()) {
            let message = format!("KrakenD reads `{path}` at start and exits if the file is missing");
            let help = "mount the file at this path in the pod, and use an absolute path";
            out.push(DEPENDS_ON_MACHINE.at(subject.span(node), message).help(help));
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
