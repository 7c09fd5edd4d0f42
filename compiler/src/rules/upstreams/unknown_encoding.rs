//! Encodings that KrakenD CE does not know.

use crate::lint::Subject;
use gwc_krakend::decode::Field;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::suggest;

declare_rule! {
    /// KrakenD CE does not know an encoding, and uses JSON instead.
    ///
    /// ## What it does
    /// Reports an unknown `output_encoding` or `encoding`. Case matters for `output_encoding` only:
    /// `"output_encoding": "NO-OP"` is unknown, `"encoding": "NO-OP"` is not.
    ///
    /// ## Why is this bad?
    /// KrakenD decodes and encodes JSON for an unknown encoding, without an error. With `"output_encoding": "noop"`, an
    /// endpoint that should copy an image returns `500`, because the image is not JSON.
    ///
    /// ## Example
    /// On an endpoint, `no-op` is misspelt:
    /// ```json,bad,endpoint
    /// { "output_encoding": "noop" }
    /// ```
    ///
    /// ## Use instead
    /// Set an encoding that KrakenD CE knows. For `output_encoding`, these are `json`, `json-collection`, `xml`,
    /// `yaml`, `string`, `negotiate` and `no-op`; for `encoding` of a backend `json`, `safejson`, `xml`, `rss`,
    /// `string` and `no-op`.
    /// ```json,good,endpoint
    /// { "output_encoding": "no-op" }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `encoding/register.go`.
    pub(crate) UNKNOWN_ENCODING { code: "GW453", name: "unknown-encoding", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

const OUTPUT: [&str; 7] = ["json", "json-collection", "xml", "yaml", "string", "negotiate", "no-op"];
const INPUT: [&str; 6] = ["json", "safejson", "xml", "rss", "string", "no-op"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    let mut report = |field: &Field<String>, known: &'static [&'static str], lower: bool| {
        let written = subject.written(field);
        let looked_up = if lower { written.to_lowercase() } else { written.to_owned() };
        if field.node.is_some() && !written.is_empty() && !known.contains(&&*looked_up) {
            let message = format!("unknown encoding `{written}`: KrakenD uses `json`");
            let help = suggest::help(written, known.iter().copied(), "encodings");
            out.push(UNKNOWN_ENCODING.at(subject.place(field, None), message).help(help));
        }
    };
    report(&service.output_encoding, &OUTPUT, false);
    subject.endpoints().for_each(|e| report(&e.config.output_encoding, &OUTPUT, false));
    subject.backends().for_each(|(_, b)| report(&b.encoding, &INPUT, true));
}
