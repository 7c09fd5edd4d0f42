//! Parts of `deploy` as texts, each with every value of it and without its places.

use crate::model::{Autoscale, Disruption, EnvFrom, Holder, HttpRoute, ServiceOptions, Toleration, Volume};
use gwc_syntax::source::Spanned;

pub(super) fn http_route(route: &HttpRoute) -> String {
    let HttpRoute { span: _, namespace, gateway, section, annotations } = route;
    let section = section.as_ref().map(|section| &section.value);
    format!("{namespace:?} {gateway} {section:?} {}", pairs(annotations))
}

pub(super) fn autoscale(scale: &Autoscale) -> String {
    let Autoscale { span: _, min, max, cpu, memory } = scale;
    let min = min.as_ref().map(|min| min.value);
    format!("{min:?} {} {cpu:?} {memory:?}", max.value)
}

pub(super) fn disruption(budget: &Disruption) -> String {
    match budget {
        Disruption::Unlimited => "none".to_owned(),
        Disruption::MinAvailable(amount) => format!("min_available {amount}"),
        Disruption::MaxUnavailable(amount) => format!("max_unavailable {amount}"),
    }
}

pub(super) fn service(options: &ServiceOptions) -> String {
    let ServiceOptions { kind, port, annotations, source_ranges } = options;
    let kind = kind.as_ref().map(|kind| &kind.value);
    let port = port.as_ref().map(|port| port.value);
    let ranges: Vec<&str> = source_ranges.iter().map(|range| range.value.as_str()).collect();
    format!("{kind:?} {port:?} {} {ranges:?}", pairs(annotations))
}

pub(super) fn volume(volume: &Volume) -> String {
    let Volume { holder, mount, optional } = volume;
    format!("{} {} {optional}", name(holder), mount.value)
}

pub(super) fn env_from(source: &EnvFrom) -> String {
    let EnvFrom { holder, prefix, optional } = source;
    format!("{} {prefix:?} {optional}", name(holder))
}

pub(super) fn toleration(toleration: &Toleration) -> String {
    let Toleration { key, operator, value, effect, seconds } = toleration;
    format!("{key:?} {operator} {value:?} {effect:?} {seconds:?}")
}

fn name(holder: &Holder) -> String {
    match holder {
        Holder::Secret(name) => format!("secret {}", name.value),
        Holder::ConfigMap(name) => format!("config_map {}", name.value),
    }
}

fn pairs(pairs: &[(Spanned<String>, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{}={value}", key.value)).collect();
    pairs.join(" ")
}
