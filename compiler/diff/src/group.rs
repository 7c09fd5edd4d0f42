//! Changes, from the groups of differences that the walk found.

use crate::change::{Change, Comparison, Fingerprint, Verdict};
use crate::walk::{Group, Walked};

/// The changes in their order, without the verdict on completeness.
pub(crate) fn changes(walked: Walked) -> Comparison {
    let Walked { groups, mut regions, classes, more, unauthenticated, touched: _ } = walked;
    let mut order: Vec<usize> = (0..groups.len()).collect();
    let key = |at: &usize| {
        let Group { kind, before, after, endpoints, .. } = &groups[*at];
        (*kind, endpoints.first().cloned(), before.clone(), after.clone())
    };
    order.sort_by_cached_key(key);
    let mut places = vec![0; groups.len()];
    for (to, from) in order.iter().enumerate() {
        places[*from] = to;
    }
    for region in &mut regions {
        region.changes.iter_mut().for_each(|change| *change = places[*change]);
        region.changes.sort_unstable();
    }
    let mut groups: Vec<Option<Group>> = groups.into_iter().map(Some).collect();
    let changes = order.iter().filter_map(|at| groups[*at].take()).map(change).collect();
    let verdict = Verdict { classes, more, unauthenticated, ..Verdict::default() };
    Comparison { changes, verdict, regions }
}

fn change(group: Group) -> Change {
    let Group { kind, before, after, places, endpoints, classes, witness, exposure, is_opened: _ } = group;
    let endpoints: Vec<_> = endpoints.into_iter().collect();
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    };
    add(kind.code());
    add(before.as_deref().unwrap_or(""));
    add(after.as_deref().unwrap_or(""));
    endpoints.iter().for_each(|endpoint| add(&endpoint.to_string()));
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    Change {
        kind,
        fingerprint: Fingerprint(u64::from_be_bytes(first)),
        before,
        after,
        places_before: places.0.into_iter().collect(),
        places_after: places.1.into_iter().collect(),
        endpoints,
        classes,
        witness,
        exposure,
    }
}
