//! Three states: where each change since the common base was made.

use std::collections::BTreeSet;

use crate::render::changes::{Change, Changes, Edit, ThreeWay};

/// Tells the changes of both sides since a base apart. `managers` are the field managers of the old side.
pub(super) fn three_way(base: &str, managers: &[String], old: &Changes, new: &Changes) -> ThreeWay {
    let fingerprints = |changes: &Changes| -> BTreeSet<String> {
        changes.all().map(|change| change.fingerprint.clone()).collect()
    };
    let (of_old, of_new) = (fingerprints(old), fingerprints(new));
    let edits = |changes: &Changes, wanted: &dyn Fn(&Change) -> bool| {
        changes.all().filter(|change| wanted(change)).map(edit).collect()
    };
    ThreeWay {
        base: base.to_owned(),
        managers: managers.to_vec(),
        only_before: edits(old, &|change| !of_new.contains(&change.fingerprint)),
        only_after: edits(new, &|change| !of_old.contains(&change.fingerprint)),
        both: edits(new, &|change| of_old.contains(&change.fingerprint)),
    }
}

fn edit(change: &Change) -> Edit {
    Edit { title: change.title(), fingerprint: change.fingerprint.clone(), about: change.summary() }
}
