use std::collections::HashMap;

use crate::lint::{Subject, remove_superseded};
use gwc_krakend::value::Format;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::{Kind, NodeId};

declare_rule! {
    /// A key stands twice in one JSON object.
    ///
    /// ## Why is this bad?
    /// The last one wins and nobody says so, the schema check neither. A second, empty `extra_config` drops the
    /// validator of the first.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "port": 8080, "port": 9090, "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "port": 9090, "endpoints": [] }
    /// ```
    pub(crate) DUPLICATE_JSON_KEY { code: "GW051", name: "duplicate-json-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend] }
}

/// Keys that stand twice in one JSON object.
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
                let message = format!("`{}` is there again below, and this one is never read", key.text);
                let finding = DUPLICATE_JSON_KEY
                    .at(doc.span(earlier.key), message)
                    .label("never read")
                    .related(doc.span(entry.key), "read instead")
                    .help("keep one of them");
                let values = (earlier.value, entry.value);
                out.push(remove_superseded(subject, finding, map, earlier.key, values));
            }
        }
    }
}
