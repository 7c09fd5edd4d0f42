//! Where a credential is read from.

use super::sides::Places;
use crate::difference::{Differences, apart, list};
use crate::kind::Kind;

/// Where a credential is read from, in order.
pub(super) fn compare((before, after): (&[String], &[String]), places: Places, out: &mut Differences) {
    let (lost, gained) = apart(before, after);
    let values = || (list(before.iter().map(String::as_str)), list(after.iter().map(String::as_str)));
    if !gained.is_empty() {
        out.push(Kind::SourceAdded, values(), places);
    }
    if !lost.is_empty() {
        out.push(Kind::SourceRemoved, values(), places);
    }
    if lost.is_empty() && gained.is_empty() && before != after {
        out.push(Kind::SourceOrderChanged, values(), places);
    }
}
