use std::collections::HashMap;

use crate::lint::{Subject, remove_superseded};
use gwc_krakend::value::Format;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::{Kind, NodeId};

declare_rule! {
    /// A JSON object contains the same key twice.
    ///
    /// ## What it does
    /// Reports every key that appears again later in the same object.
    ///
    /// ## Why is this bad?
    /// KrakenD uses only the last one and reports nothing; its schema check does not report it either. A second, empty
    /// `extra_config` removes the `auth/validator` of the first, and the endpoint is public.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "port": 8080, "port": 9090, "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// Merge the two values, or remove one. To keep the present behaviour, keep the last one.
    /// ```json,good
    /// { "version": 3, "port": 9090, "endpoints": [] }
    /// ```
    ///
    /// ## References
    /// - RFC 8259, section 4
    pub(crate) DUPLICATE_JSON_KEY { code: "GW051", name: "duplicate-json-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    if subject.tree.format != Format::Json {
        return;
    }
    let doc = subject.tree.doc;
    for map in (0..doc.nodes.len()).map(|at| NodeId(at as u32)) {
        let Kind::Map(entries) = &doc.node(map).kind else { continue };
        let mut last = HashMap::new();
        for entry in entries {
            let Some(key) = doc.scalar(entry.key) else { continue };
            if let Some(earlier) = last.insert(&*key.text, *entry) {
                let message = format!("duplicate key `{}`: KrakenD uses only the last one", key.text);
                let finding = DUPLICATE_JSON_KEY
                    .at(doc.span(earlier.key), message)
                    .label("ignored")
                    .related(doc.span(entry.key), "used instead")
                    .help("merge the two values, or remove one key");
                let values = (earlier.value, entry.value);
                out.push(remove_superseded(subject, finding, map, earlier.key, values));
            }
        }
    }
}
