//! Families of metrics as the encoder of `prometheus-client` takes them.

use std::fmt::Error;

use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;

use super::counter::Sum;

/// Labels of one series, by name.
pub(crate) type Labels = Vec<(&'static str, String)>;

/// A metric with all its series.
#[derive(Debug)]
pub(crate) struct Family {
    name: &'static str,
    help: &'static str,
    is_counter: bool,
    series: Vec<(Labels, u64)>,
}

impl Family {
    /// A number that only grows. The name gets `_total`.
    pub(crate) fn counter(name: &'static str, help: &'static str, series: Vec<(Labels, u64)>) -> Family {
        Family { name, help, is_counter: true, series }
    }

    /// A number that goes up and down.
    pub(crate) fn gauge(name: &'static str, help: &'static str, series: Vec<(Labels, u64)>) -> Family {
        Family { name, help, is_counter: false, series }
    }

    /// A counter without labels. The name gets `_total`.
    pub(crate) fn count(name: &'static str, help: &'static str, value: u64) -> Family {
        Family::counter(name, help, vec![(Labels::new(), value)])
    }

    /// A gauge without labels.
    pub(crate) fn level(name: &'static str, help: &'static str, value: u64) -> Family {
        Family::gauge(name, help, vec![(Labels::new(), value)])
    }

    pub(super) fn encode(&self, encoder: &mut DescriptorEncoder<'_>) -> Result<(), Error> {
        let of = if self.is_counter { MetricType::Counter } else { MetricType::Gauge };
        let mut family = encoder.encode_descriptor(self.name, self.help, None, of)?;
        for (labels, value) in &self.series {
            let mut series = family.encode_family(labels)?;
            match self.is_counter {
                true => series.encode_counter::<NoLabelSet, _, u64>(value, None)?,
                false => series.encode_gauge(value)?,
            }
        }
        Ok(())
    }
}

/// Writes a histogram with its series, one for each endpoint. `unit` is how many units of the values are one of the
/// metric.
pub(super) fn histogram<'s, const N: usize>(
    encoder: &mut DescriptorEncoder<'_>,
    (name, help): (&str, &str),
    (bounds, unit): (&[u64; N], f64),
    series: impl Iterator<Item = (&'s str, &'s Sum<N>)>,
) -> Result<(), Error> {
    let mut family = encoder.encode_descriptor(name, help, None, MetricType::Histogram)?;
    for (endpoint, sum) in series {
        let (labels, buckets) = ([("endpoint", endpoint)], sum.buckets(bounds, unit));
        let mut series = family.encode_family(&labels)?;
        series.encode_histogram::<NoLabelSet>(sum.sum as f64 / unit, sum.count(), &buckets, None)?;
    }
    Ok(())
}
