//! Which gateway of one side is compared with which of the other.

use std::collections::BTreeMap;

/// A gateway and its name within its side.
#[derive(Debug)]
pub(in crate::cli) struct Named<G> {
    pub(in crate::cli) name: String,
    pub(in crate::cli) gateway: G,
}

/// A gateway as it was and as it is; it is missing on at most one side.
pub(in crate::cli) struct Pair<'a, G> {
    pub(in crate::cli) name: &'a str,
    pub(in crate::cli) before: Option<&'a G>,
    pub(in crate::cli) after: Option<&'a G>,
}

/// Pairs gateways: the only one of a side with the only one of the other, else those of the same name.
pub(in crate::cli) fn pairs<'a, G>(before: &'a [Named<G>], after: &'a [Named<G>]) -> Vec<Pair<'a, G>> {
    if let ([old], [new]) = (before, after) {
        return vec![Pair { name: &new.name, before: Some(&old.gateway), after: Some(&new.gateway) }];
    }
    let mut by_name: BTreeMap<(&str, usize), Pair<'a, G>> = BTreeMap::new();
    for (is_new, side) in [(false, before), (true, after)] {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for Named { name, gateway } in side {
            let nth = seen.entry(name).or_default();
            let pair = by_name.entry((name, *nth)).or_insert(Pair { name, before: None, after: None });
            *(if is_new { &mut pair.after } else { &mut pair.before }) = Some(gateway);
            *nth += 1;
        }
    }
    by_name.into_values().collect()
}
