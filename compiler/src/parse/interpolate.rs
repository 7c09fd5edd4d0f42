//! `${NAME}` in values.

use std::collections::{BTreeMap, HashSet};

use crate::codes;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::tree::{Document, Kind, NodeId, Scalar, Style};

/// Replaces `${NAME}` in all values of a document; `$${` is the text `${`. Reports variables without a value, and variables in keys.
pub fn interpolate(doc: &mut Document, variables: &BTreeMap<String, Option<String>>, out: &mut Diagnostics) {
    let keys: HashSet<NodeId> = doc
        .nodes
        .iter()
        .filter_map(|n| match &n.kind {
            Kind::Map(entries) => Some(entries.iter().map(|e| e.key)),
            _ => None,
        })
        .flatten()
        .collect();
    for index in 0..doc.nodes.len() {
        let node = &doc.nodes[index];
        let Kind::Scalar(scalar) = &node.kind else { continue };
        if !scalar.text.contains("${") {
            continue;
        }
        let span = node.span;
        if keys.contains(&NodeId(index as u32)) {
            out.push(
                codes::UNDECLARED_VARIABLE
                    .at(
                        span,
                        format!(
                            "variable in the key `{}`; variables are only replaced in values",
                            scalar.text
                        ),
                    )
                    .help("write the key without a variable"),
            );
            doc.nodes[index].kind = Kind::Bad;
            continue;
        }
        let (text, problems) = replace(&scalar.text, variables);
        let broken = !problems.is_empty();
        // Text that was folded or unescaped differs from the text in the file.
        let quotes = if scalar.style == Style::Quoted { 2 } else { 0 };
        let exact = scalar.style != Style::Block && span.len() == scalar.text.len() + quotes;
        for problem in problems {
            let at = match exact {
                true => span.slice(problem.range.start + quotes / 2, problem.range.end + quotes / 2),
                false => span,
            };
            out.push(codes::UNDECLARED_VARIABLE.at(at, problem.message).help(problem.help));
        }
        // The value is unknown, so later stages must not report it.
        doc.nodes[index].kind = match broken {
            true => Kind::Bad,
            false => Kind::Scalar(Scalar { text: text.into(), style: scalar.style }),
        };
    }
}

struct Problem {
    range: std::ops::Range<usize>,
    message: String,
    help: String,
}

fn replace(text: &str, variables: &BTreeMap<String, Option<String>>) -> (String, Vec<Problem>) {
    let (mut done, mut problems, mut at) = (String::new(), Vec::new(), 0);
    while let Some(start) = text[at..].find("${").map(|i| at + i) {
        if text[at..start].ends_with('$') {
            done.push_str(&text[at..start - 1]);
            done.push_str("${");
            at = start + 2;
            continue;
        }
        done.push_str(&text[at..start]);
        let Some(end) = text[start..].find('}').map(|i| start + i) else {
            problems.push(Problem {
                range: start..text.len(),
                message: "missing `}` after `${`".to_owned(),
                help: "write `${NAME}`".to_owned(),
            });
            return (done, problems);
        };
        let name = &text[start + 2..end];
        match variables.get(name) {
            Some(Some(value)) => done.push_str(value),
            Some(None) => problems.push(Problem {
                range: start..end + 1,
                message: format!("variable `{name}` has no default and is not set in the environment"),
                help: format!(
                    "set it for this run (`{name}=... gwc build`), or set a default under `variables`"
                ),
            }),
            None => problems.push(Problem {
                range: start..end + 1,
                message: format!("variable `{name}` is not declared"),
                help: undeclared(name, variables),
            }),
        }
        at = end + 1;
    }
    done.push_str(&text[at..]);
    (done, problems)
}

/// What to do about a variable that is not declared.
fn undeclared(name: &str, variables: &BTreeMap<String, Option<String>>) -> String {
    let names: Vec<&str> = variables.keys().map(String::as_str).collect();
    if let Some(near) = gwc_syntax::suggest::nearest(name, names.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    let declared = match names.as_slice() {
        [] => String::new(),
        names => format!(
            ", or use one of {}",
            names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    format!(
        "declare it under `variables` in `gateway.yaml`{declared}; to get the text `${{` itself, write `$${{`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a folded scalar is longer than its text in the file.
    #[test]
    fn a_problem_of_a_folded_text_stays_inside_the_file() {
        let mut sources = gwc_syntax::source::SourceMap::default();
        let file = sources.add("a.yaml", ">\n'\r${");
        let mut out = Diagnostics::default();
        let mut doc = gwc_syntax::tree::yaml::parse(&sources, file, &mut out);
        interpolate(&mut doc, &BTreeMap::new(), &mut out);
        assert!(out.iter().all(|d| d.primary.span.end as usize <= sources.file(file).text.len()));
    }

    #[test]
    fn values_are_replaced_and_the_rest_is_named() {
        let variables = BTreeMap::from([("A".to_owned(), Some("x".to_owned())), ("B".to_owned(), None)]);
        assert_eq!(replace("http://${A}.${A}:80", &variables).0, "http://x.x:80");
        assert_eq!(replace("${B}${C}${", &variables).1.len(), 3);
        let (text, problems) = replace("$${A} ${A} $$${C}", &variables);
        assert_eq!((text.as_str(), problems.len()), ("${A} x $${C}", 0));
    }
}
