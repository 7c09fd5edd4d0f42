//! How many pods there are.

use serde::Serialize;

use crate::model::{self, Deploy};
use gwc_syntax::source::Spanned;

/// The HorizontalPodAutoscaler; the amounts are percentages of the requests.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Autoscale {
    pub min: u32,
    pub max: u32,
    pub cpu: Option<u8>,
    pub memory: Option<u8>,
}

/// The PodDisruptionBudget: a number, or a percentage as text.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Disruption {
    pub min_available: Option<Amount>,
    pub max_unavailable: Option<Amount>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(in crate::emit::kube) enum Amount {
    Count(u32),
    Percent(String),
}

pub(super) fn autoscale(scale: &model::Autoscale) -> Autoscale {
    Autoscale {
        min: scale.min.as_ref().map_or(2, |min| min.value),
        max: scale.max.value,
        cpu: scale.cpu,
        memory: scale.memory,
    }
}

/// One pod at a time, unless the author sets a budget; none where the author wants none.
pub(super) fn disruption(deploy: &Deploy) -> Option<Disruption> {
    let amount = |text: &str| text.parse().map_or_else(|_| Amount::Percent(text.to_owned()), Amount::Count);
    let (min_available, max_unavailable) = match deploy.disruption.as_ref().map(|Spanned { value, .. }| value)
    {
        Some(model::Disruption::Unlimited) => return None,
        Some(model::Disruption::MinAvailable(text)) => (Some(amount(text)), None),
        Some(model::Disruption::MaxUnavailable(text)) => (None, Some(amount(text))),
        None => (None, Some(Amount::Count(1))),
    };
    Some(Disruption { min_available, max_unavailable })
}
