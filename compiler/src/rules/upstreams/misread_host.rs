//! Hosts that KrakenD reads as something else.

use crate::lint::Subject;
use crate::rules::verdict::refused::NO_VARIABLES;
use gwc_krakend::config::List;
use gwc_krakend::decode::Field;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// KrakenD reads another host than the one that is set.
    ///
    /// ## What it does
    /// Reports an entry of `host` that KrakenD reads as another host, or that has an invalid name or port. An entry
    /// without a scheme or with a slash at the end is accepted. Backends with `"disable_host_sanitize": true` are not
    /// checked, because KrakenD takes their hosts unchanged.
    ///
    /// ## Why is this bad?
    /// KrakenD searches for a host inside the text and drops the rest: `${HOST}` becomes the host `HOST`, `[::1]`
    /// becomes `1`, and a port with 6 digits is accepted. KrakenD starts without an error, and returns `500` for every
    /// request because the host does not exist.
    ///
    /// ## Example
    /// The host is a variable, which KrakenD does not replace:
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "host": ["${HOST}"] }
    /// ```
    ///
    /// ## Use instead
    /// Write the scheme, the name and the port. KrakenD replaces no variables in this file. If the host depends on the
    /// environment, make the file a template of KrakenD's flexible configuration, where `{{ env "NAME" }}` inserts a
    /// variable.
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "host": ["http://api.example:8000"] }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `config/uri.go`.
    pub(crate) MISREAD_HOST { code: "GW452", name: "misread-host", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    report(subject, &service.host, out);
    for (_, backend) in subject.backends().filter(|(_, b)| !*b.disable_host_sanitize && b.host.node.is_some())
    {
        report(subject, &backend.host, out);
    }
}

fn report(subject: &Subject<'_>, hosts: &Field<List<String>>, out: &mut Vec<Diagnostic>) {
    for host in hosts.iter() {
        let written = subject.written(host);
        let problem = match differs(written, &host.value) {
            true => format!("KrakenD reads host `{written}` as `{}`", host.value),
            false if !plausible(&host.value) => format!("host `{}` has an invalid name or port", host.value),
            false => continue,
        };
        let help = match written.contains('$') {
            true => NO_VARIABLES,
            false => "set `http://` or `https://`, a name and a port, such as `http://api.example:8000`",
        };
        out.push(MISREAD_HOST.at(subject.place(host, hosts.node), problem).help(help));
    }
}

/// Whether more than a scheme or a slash was added or dropped.
fn differs(written: &str, read: &str) -> bool {
    let bare = |text: &str| text.trim_end_matches('/').trim_start_matches("http://").to_owned();
    !written.is_empty() && (bare(written) != bare(read) || written.ends_with("//"))
}

/// Whether a host that was read can be one.
fn plausible(host: &str) -> bool {
    let rest = host.trim_start_matches("https://").trim_start_matches("http://");
    let (name, port) = rest.split_once(':').map_or((rest, None), |(name, port)| (name, Some(port)));
    let label = |l: &str| !l.is_empty() && !l.starts_with('-') && !l.ends_with('-');
    name.trim_end_matches('.').split('.').all(label)
        && port.is_none_or(|p| p.parse::<u16>().is_ok_and(|p| p > 0))
}
