//! Counters by the reason of a failure, which are made when a reason first occurs.

use std::sync::OnceLock;

use super::counter::Counter;
use crate::reason::Reason;

/// How many reasons lie in one piece of the list.
const PIECE: usize = 8;

/// A list that grows at its end and has no lock: only its own core adds to it. The reasons are those of [`Reason`], so it
/// stays short.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    reasons: [OnceLock<(Reason, Counter)>; PIECE],
    more: OnceLock<Box<Failures>>,
}

impl Failures {
    /// Counts a failure.
    pub(crate) fn count(&self, reason: Reason) {
        for place in &self.reasons {
            let (known, counter) = place.get_or_init(|| (reason, Counter::default()));
            if *known == reason {
                counter.add(1);
                return;
            }
        }
        self.more.get_or_init(Box::default).count(reason);
    }

    /// Every reason that occurred, with its count.
    pub(crate) fn each(&self, look: &mut impl FnMut(Reason, u64)) {
        for (reason, counter) in self.reasons.iter().filter_map(OnceLock::get) {
            look(*reason, counter.get());
        }
        if let Some(more) = self.more.get() {
            more.each(look);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_reasons_than_a_piece_holds_are_counted_each() {
        let reasons = &Reason::OTHERS[..20];
        let failures = Failures::default();
        for round in 0..3 {
            reasons.iter().skip(round).for_each(|reason| failures.count(*reason));
        }
        let mut found = Vec::new();
        failures.each(&mut |reason, count| found.push((reason, count)));
        assert_eq!(found.len(), reasons.len());
        assert_eq!(found[..4], [(reasons[0], 1), (reasons[1], 2), (reasons[2], 3), (reasons[3], 3)]);
    }
}
