//! `deploy`: what is in the pods, and which nodes take them.

use crate::codes;
use crate::grammar::Entry;
use crate::model::{Amounts, EnvFrom, EnvValue, Holder, Toleration, Volume};
use crate::parse::fields::{Fields, text, texts};
use crate::parse::maps::{items, one_of};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};

pub(in crate::parse) fn amounts(fields: &Fields<'_>, name: &str) -> Amounts {
    let map = fields.map("resources").and_then(|resources| resources.map(name));
    map.map_or_else(Amounts::default, |m| Amounts { cpu: m.text("cpu"), memory: m.text("memory") })
}

pub(super) fn env(fields: &Fields<'_>) -> Vec<(Spanned<String>, EnvValue)> {
    let Some(map) = fields.map("env") else { return Vec::new() };
    map.iter().filter_map(|(name, e)| Some((name.map(str::to_owned), env_value(&map, e)?))).collect()
}

fn env_value(fields: &Fields<'_>, entry: Entry) -> Option<EnvValue> {
    if let Some(text) = text(fields.doc, entry.value) {
        return Some(EnvValue::Text(text));
    }
    let secret = Fields::new(fields.doc, entry.value).map("secretRef")?;
    Some(EnvValue::Secret {
        name: secret.text("name")?,
        key: secret.text("key")?,
        optional: secret.bool("optional").unwrap_or(false),
    })
}

pub(super) fn affinity(fields: &Fields<'_>, out: &mut Diagnostics) -> Vec<(Spanned<String>, Vec<String>)> {
    let Some(map) = fields.map("affinity").filter(|_| !fields.is_faulty("affinity")) else {
        return Vec::new();
    };
    let mut labels = Vec::new();
    for (label, entry) in map.iter() {
        let values: Vec<String> = texts(map.doc, entry.value).into_iter().map(|text| text.value).collect();
        if values.is_empty() {
            let message =
                format!("`{}` of `affinity` lists no value, so no node can run the pods", label.value);
            out.push(codes::BAD_VALUE.at(label.span, message).help("list at least one value, or remove it"));
        }
        labels.push((label.map(str::to_owned), values));
    }
    labels
}

pub(super) fn volumes(fields: &Fields<'_>, out: &mut Diagnostics) -> Vec<Volume> {
    items(fields, "volumes", out, |item, place, out| {
        let holder = holder(item, ["secret", "config_map"], place, "an item of `volumes`", out)?;
        let optional = item.bool("optional").unwrap_or(false);
        Some(Volume { holder, mount: item.text("mount")?, optional })
    })
}

pub(super) fn env_from(fields: &Fields<'_>, out: &mut Diagnostics) -> Vec<EnvFrom> {
    items(fields, "env_from", out, |item, place, out| {
        let holder = holder(item, ["secretRef", "configMapRef"], place, "an item of `env_from`", out)?;
        let prefix = item.text("prefix").map(|prefix| prefix.value);
        Some(EnvFrom { holder, prefix, optional: item.bool("optional").unwrap_or(false) })
    })
}

/// A Secret or a ConfigMap, by the first or the second of two keys.
fn holder(
    item: &Fields<'_>,
    [secret, map]: [&'static str; 2],
    place: Span,
    what: &str,
    out: &mut Diagnostics,
) -> Option<Holder> {
    let key = one_of(item, &[secret, map], place, what, out)?;
    let name = item.text(key)?;
    Some(if key == secret { Holder::Secret(name) } else { Holder::ConfigMap(name) })
}

pub(super) fn tolerations(fields: &Fields<'_>, out: &mut Diagnostics) -> Vec<Toleration> {
    items(fields, "tolerations", out, |item, place, out| {
        let text = |name: &str| item.text(name).map(|text| text.value);
        let operator = text("operator").unwrap_or_else(|| "Equal".to_owned());
        let conflict = |key: &str, why: &str, help: &str| {
            let span = item.key_span(key).unwrap_or(place);
            codes::CONFLICTING_KEYS.at(span, why.to_owned()).help(help.to_owned())
        };
        if operator == "Exists" && item.get("value").is_some() {
            let why = "`value` has no effect with `operator: Exists`";
            out.push(conflict("value", why, "remove `value`, or set `operator: Equal`"));
        }
        if operator == "Equal" && item.get("key").is_none() {
            let why = "a toleration without `key` requires `operator: Exists`";
            out.push(conflict(
                "operator",
                why,
                "add `key`, or set `operator: Exists` to tolerate every taint",
            ));
        }
        let seconds = item.parsed("seconds", |t| t.parse::<i64>().map_err(|e| e.to_string()));
        if seconds.is_some() && text("effect").as_deref() != Some("NoExecute") {
            let why = "`seconds` has no effect without `effect: NoExecute`";
            out.push(conflict("seconds", why, "set `effect: NoExecute`, or remove `seconds`"));
        }
        let seconds = seconds.map(|seconds| seconds.value);
        Some(Toleration { key: text("key"), operator, value: text("value"), effect: text("effect"), seconds })
    })
}
