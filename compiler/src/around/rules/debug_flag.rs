use crate::around::Around;
use crate::codes;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::parse_image;

declare_rule! {
    /// The gateway is started with `-d`.
    ///
    /// ## Why it matters
    /// It logs every request with its headers, tokens among them, and serves `/__debug/` to everybody.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json, -d]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    /// ```
    pub(crate) DEBUG_FLAG { code: "GW614", name: "debug-flag", category: Security, severity: Warning, since: "0.1.0" }
}

pub(super) fn check(around: &Around<'_>, out: &mut Diagnostics) {
    for container in around.containers().into_iter().filter(|container| container.program().is_some()) {
        let words = container.words();
        for word in words.iter().filter(|word| matches!(&*word.value, "-d" | "--debug")) {
            let message = format!("`{}` logs every request and serves `/__debug/`", word.value);
            out.push(DEBUG_FLAG.at(word.span, message).help("remove it"));
        }
        // The image of `deploy` is judged by the same words.
        let image = container.image();
        if let Some(image) = image.filter(|image| parse_image(&image.value).is_ok_and(|image| image.is_mutable())) {
            let message = format!("`{}` may be another image tomorrow", image.value);
            out.push(codes::MUTABLE_IMAGE.at(image.span, message).help("name a version, or a digest: `NAME:TAG@sha256:...`"));
        }
    }
}
