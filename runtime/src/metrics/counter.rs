//! Numbers with one writer and any number of readers.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that one core changes and a scrape reads. A load and a store are enough for one writer, and cost what they
/// cost for a plain integer. It counts up for counters, up and down for gauges.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, more: u64) {
        self.0.store(self.0.load(Ordering::Relaxed).wrapping_add(more), Ordering::Relaxed);
    }

    pub(crate) fn remove(&self, less: u64) {
        self.0.store(self.0.load(Ordering::Relaxed).wrapping_sub(less), Ordering::Relaxed);
    }

    pub(crate) fn set(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often values were at most each of `N` bounds, and beyond the last.
#[derive(Debug)]
pub(crate) struct Histogram<const N: usize> {
    counts: [Counter; N],
    beyond: Counter,
    sum: Counter,
}

impl<const N: usize> Default for Histogram<N> {
    fn default() -> Self {
        Histogram {
            counts: std::array::from_fn(|_| Counter::default()),
            beyond: Counter::default(),
            sum: Counter::default(),
        }
    }
}

impl<const N: usize> Histogram<N> {
    /// Counts a value in the first of the ascending bounds that it does not exceed.
    pub(crate) fn observe(&self, bounds: &[u64; N], value: u64) {
        let at = bounds.iter().position(|bound| value <= *bound);
        at.map_or(&self.beyond, |at| &self.counts[at]).add(1);
        self.sum.add(value);
    }

    /// Adds what was counted to a sum of several.
    pub(crate) fn add_to(&self, sum: &mut Sum<N>) {
        self.counts.iter().zip(&mut sum.counts).for_each(|(count, sum)| *sum += count.get());
        sum.beyond += self.beyond.get();
        sum.sum += self.sum.get();
    }
}

/// The sum of histograms with the same bounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sum<const N: usize> {
    counts: [u64; N],
    beyond: u64,
    /// Of all values.
    pub(crate) sum: u64,
}

impl<const N: usize> Default for Sum<N> {
    fn default() -> Self {
        Sum { counts: [0; N], beyond: 0, sum: 0 }
    }
}

impl<const N: usize> Sum<N> {
    /// How many values were counted.
    pub(crate) fn count(&self) -> u64 {
        self.counts.iter().sum::<u64>() + self.beyond
    }

    /// The counts by bound, with the bounds in units of `unit`. Not cumulative, and without what is beyond the last.
    pub(crate) fn buckets(&self, bounds: &[u64; N], unit: f64) -> Vec<(f64, u64)> {
        bounds.iter().zip(self.counts).map(|(bound, count)| (*bound as f64 / unit, count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_counted_once_and_at_its_bound() {
        let (one, other) = (Histogram::<2>::default(), Histogram::<2>::default());
        [1, 10, 11].iter().for_each(|value| one.observe(&[10, 100], *value));
        [100, 101].iter().for_each(|value| other.observe(&[10, 100], *value));
        let mut sum = Sum::default();
        one.add_to(&mut sum);
        other.add_to(&mut sum);
        assert_eq!(sum.buckets(&[10, 100], 10.0), [(1.0, 2), (10.0, 2)]);
        assert_eq!((sum.count(), sum.sum), (5, 223));
    }

    #[test]
    fn a_gauge_goes_up_and_down() {
        let gauge = Counter::default();
        gauge.add(3);
        gauge.remove(2);
        assert_eq!(gauge.get(), 1);
        gauge.set(9);
        assert_eq!(gauge.get(), 9);
    }
}
