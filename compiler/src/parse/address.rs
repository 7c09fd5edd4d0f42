//! `ip` and `trusted_proxies`: networks of addresses.

use std::sync::Arc;

use gwc_artifact::Network;

use super::fields::Fields;
use crate::codes;
use crate::model::AddressRule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

/// A list of networks.
pub(super) fn networks(fields: &Fields<'_>, name: &str) -> Vec<Spanned<Network>> {
    let network = |text: Spanned<String>| Some(Spanned::new(Network::parse(&text.value).ok()?, text.span));
    fields.texts(name).into_iter().filter_map(network).collect()
}

/// Reads `ip` of a map that fits the grammar; nothing where it is not set, or in error.
pub(super) fn rule(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Arc<AddressRule>> {
    let map = fields.map("ip").filter(|_| !fields.is_faulty("ip"))?;
    let span = fields.key_span("ip")?;
    let rule = AddressRule { span, allow: networks(&map, "allow"), deny: networks(&map, "deny") };
    let empty = |name: &str, list: &[Spanned<Network>]| map.key_span(name).filter(|_| list.is_empty());
    let empty_list = [("allow", empty("allow", &rule.allow)), ("deny", empty("deny", &rule.deny))];
    if let Some((name, span)) = empty_list.into_iter().find_map(|(name, span)| Some((name, span?))) {
        let help = match name {
            "allow" => {
                "list networks such as `10.0.0.0/8`, or remove `allow` to admit every address that `deny` does not list"
            }
            _ => "list networks such as `10.0.0.0/8`, or remove `deny`",
        };
        out.push(codes::BAD_VALUE.at(span, format!("`{name}` lists no network")).help(help));
        return None;
    }
    if rule.allow.is_empty() && rule.deny.is_empty() {
        out.push(
            codes::MISSING_KEY
                .at(span, "`ip` neither allows nor denies a network")
                .help("add networks, such as `allow: [10.0.0.0/8]` or `deny: [192.0.2.0/24]`"),
        );
        return None;
    }
    Some(Arc::new(rule))
}
