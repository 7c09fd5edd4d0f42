//! `bots`.

use gwc_artifact::{Bots, Set};

use super::fields::Fields;
use crate::codes;
use gwc_krakend::go;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

/// Reads `bots` of a map that fits the grammar; nothing where it is not set, or in error.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Spanned<Bots>> {
    let map = fields.map("bots").filter(|_| !fields.is_faulty("bots"))?;
    let span = fields.key_span("bots")?;
    let texts = |key| map.texts(key).into_iter().map(|text| text.value).collect::<Set<String>>();
    let bots = Bots {
        refuses_empty: map.text("empty_user_agent").is_some_and(|word| word.value == "deny"),
        allow: texts("allow"),
        deny: texts("deny"),
        patterns: map.texts("patterns").iter().map(|text| go::unquoted(&text.value)).collect(),
    };
    if bots.is_none() {
        let finding = codes::MISSING_KEY.at(span, "`bots` denies no user agent");
        out.push(finding.help("add what to deny, such as `deny: [MJ12bot]`, `patterns: [\"(?i)scrapy\"]` or `empty_user_agent: deny`"));
        return None;
    }
    Some(Spanned::new(bots, span))
}
