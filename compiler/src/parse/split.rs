//! `split`.

use gwc_artifact::SplitBy;

use super::fields::{Fields, text};
use super::upstream::number;
use crate::codes;
use crate::layer::{Assigned, WrittenSplit};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

/// Reads the list of a service or a path; nothing inside for `none`, and nothing at all where it has an error.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Assigned<Option<WrittenSplit>>> {
    fields.assigned("split", |doc, node| match doc.seq(node) {
        None => Some(None),
        Some(items) => {
            let targets: Option<WrittenSplit> =
                items.iter().map(|item| target(&fields.below(*item), out)).collect();
            targets.filter(|targets| is_sound(targets, doc.span(node), out)).map(Some)
        }
    })
}

fn target(item: &Fields<'_>, out: &mut Diagnostics) -> Option<(Spanned<String>, Spanned<SplitBy>)> {
    let upstream = item.text("upstream")?;
    let by = match (item.get("weight"), item.map("header")) {
        (Some(_), None) => Spanned::new(SplitBy::Weight(number(item, "weight")?), item.key_span("weight")?),
        (None, Some(header)) => by_header(&header, item.key_span("header")?, out)?,
        (weight, _) => {
            let message = match weight {
                Some(_) => format!("upstream `{}` in `split` has both `weight` and `header`", upstream.value),
                None => format!("upstream `{}` in `split` has neither `weight` nor `header`", upstream.value),
            };
            out.push(
                codes::BAD_VALUE
                    .at(upstream.span, message)
                    .help("beside `upstream`, set one of the two: `weight: 5` for 5 of 100 requests, or `header: { X-Canary: \"1\" }` for requests with this header"),
            );
            return None;
        }
    };
    Some((upstream, by))
}

/// One header with its value.
fn by_header(
    header: &Fields<'_>,
    span: gwc_syntax::source::Span,
    out: &mut Diagnostics,
) -> Option<Spanned<SplitBy>> {
    let mut lines = header.iter();
    let (Some((name, entry)), None) = (lines.next(), lines.next()) else {
        let finding = codes::BAD_VALUE.at(span, "`header` must have exactly one header");
        out.push(finding.help("write one header with its value, such as `header: { X-Canary: \"1\" }`"));
        return None;
    };
    let value = text(header.doc, entry.value)?.value;
    Some(Spanned::new(SplitBy::Header { name: name.value.to_ascii_lowercase(), value }, name.span))
}

fn is_sound(targets: &WrittenSplit, list: gwc_syntax::source::Span, out: &mut Diagnostics) -> bool {
    if targets.is_empty() {
        let finding = codes::BAD_VALUE.at(list, "`split` lists no upstream");
        out.push(finding.help("list an upstream, or remove `split`"));
        return false;
    }
    let mut share = 0_u64;
    for (at, (_, by)) in targets.iter().enumerate() {
        match &by.value {
            SplitBy::Weight(weight) => {
                share = share.saturating_add(*weight);
                if share > 100 {
                    let message = format!("the weights of `split` add up to {share}, which is above 100");
                    let help = "lower them: they are shares of 100 requests, and `upstream` gets the rest";
                    out.push(codes::BAD_VALUE.at(by.span, message).help(help));
                    return false;
                }
            }
            SplitBy::Header { name, value } => {
                if let Some((_, first)) = targets[..at].iter().find(|(_, other)| other.value == by.value) {
                    out.push(
                        codes::CONFLICTING_KEYS
                            .at(by.span, format!("`{name}: {value}` is listed twice in `split`"))
                            .related(first.span, "first defined here")
                            .help("remove one of them, or give it another value"),
                    );
                    return false;
                }
            }
        }
    }
    true
}
