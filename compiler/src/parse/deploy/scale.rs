//! `deploy`: how many pods there are.

use crate::codes;
use crate::model::{Autoscale, Disruption};
use crate::parse::fields::Fields;
use crate::parse::maps::one_of;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_percent;

pub(super) fn autoscale(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Autoscale> {
    let span = fields.key_span("autoscale")?;
    let map = fields.map("autoscale").filter(|_| !fields.is_faulty("autoscale"))?;
    if let Some(replicas) = fields.key_span("replicas") {
        out.push(
            codes::CONFLICTING_KEYS
                .at(replicas, "`deploy` sets both `replicas` and `autoscale`")
                .related(span, "`autoscale` set here")
                .help(
                    "remove `replicas`: each `kubectl apply` would reset the number that the autoscaler set; use `min` and `max`",
                ),
        );
    }
    let number = |name: &str| map.parsed(name, |t| t.parse::<u32>().map_err(|e| e.to_string()));
    let (min, max) = (number("min"), number("max")?);
    let least = min.as_ref().map_or(2, |min| min.value);
    if least > max.value {
        let place = min.as_ref().map_or(max.span, |min| min.span);
        let message = format!("`min` of `autoscale` is {least}, which exceeds `max`, which is {}", max.value);
        out.push(codes::BAD_VALUE.at(place, message).help("lower `min`, or raise `max`"));
    }
    let percent = |name: &str| map.parsed(name, parse_percent).map(|percent| percent.value);
    let (cpu, memory) = (percent("cpu"), percent("memory"));
    Some(Autoscale { span, min, max, cpu: cpu.or(if memory.is_none() { Some(70) } else { None }), memory })
}

pub(super) fn disruption(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Spanned<Disruption>> {
    let span = fields.key_span("disruption").filter(|_| !fields.is_faulty("disruption"))?;
    let Some(map) = fields.map("disruption") else {
        return fields.text("disruption").map(|text| Spanned::new(Disruption::Unlimited, text.span));
    };
    let key = one_of(&map, &["min_available", "max_unavailable"], span, "`disruption`", out)?;
    let amount = map.text(key)?;
    Some(amount.map(match key {
        "min_available" => Disruption::MinAvailable,
        _ => Disruption::MaxUnavailable,
    }))
}
