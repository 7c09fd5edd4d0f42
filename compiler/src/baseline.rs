//! Compares findings with earlier ones: what a change introduces and fixes, and a baseline that only shrinks.
//!
//! A finding is identified by its [`Key`]: rule and route, or rule, kind of file and message, but not by its line, so
//! text can move. A finding with a higher severity or more places than before is a new one.

mod file;
mod key;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::SourceMap;

pub use file::Baseline;
pub use key::Key;
use key::weight;

/// A stable 64-bit name of each finding, in hexadecimal: of its key, and of its number among those of the same key.
pub fn fingerprints(findings: &[Diagnostic], sources: &SourceMap) -> Vec<String> {
    let mut seen: BTreeMap<Key, usize> = BTreeMap::new();
    let mut name = |finding| {
        let key = Key::of(finding, sources);
        let nth = seen.entry(key.clone()).or_default();
        *nth += 1;
        let hash = blake3::hash(format!("{key}\n{nth}").as_bytes());
        hash.to_hex()[..16].to_string()
    };
    findings.iter().map(&mut name).collect()
}

/// The findings that a change introduces, keeps and fixes.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Only after the change: these fail a run with `--against`.
    pub introduced: Vec<Diagnostic>,
    /// Before and after; spans are those after.
    pub unchanged: Vec<Diagnostic>,
    /// Only before; spans are those before.
    pub fixed: Vec<Diagnostic>,
}

/// Compares the findings of two states, each with its own sources.
pub fn compare(before: (Vec<Diagnostic>, &SourceMap), after: (Vec<Diagnostic>, &SourceMap)) -> Comparison {
    let mut groups: BTreeMap<Key, (Vec<Diagnostic>, Vec<Diagnostic>)> = BTreeMap::new();
    for finding in before.0 {
        groups.entry(Key::of(&finding, before.1)).or_default().0.push(finding);
    }
    for finding in after.0 {
        groups.entry(Key::of(&finding, after.1)).or_default().1.push(finding);
    }
    let mut comparison = Comparison::default();
    for (old, new) in groups.into_values() {
        let (pairs, old, new) = pair(placed(old, before.1), placed(new, after.1));
        comparison.fixed.extend(old);
        comparison.introduced.extend(new);
        for (old, new) in pairs {
            match weight(&new) > weight(&old) {
                true => comparison.introduced.push(grown(new, after.1, &old, before.1)),
                false => comparison.unchanged.push(new),
            }
        }
    }
    for list in [&mut comparison.introduced, &mut comparison.unchanged, &mut comparison.fixed] {
        list.sort_by(|a, b| (a.primary.span, a.rule.code).cmp(&(b.primary.span, b.rule.code)));
    }
    comparison
}

/// A finding, and the file it is in.
struct Placed {
    path: String,
    /// The lines around it.
    around: String,
    finding: Diagnostic,
}

fn placed(findings: Vec<Diagnostic>, sources: &SourceMap) -> Vec<Placed> {
    let place = |finding: Diagnostic| {
        let span = finding.primary.span;
        let file = sources.file(span.file);
        let around = lines_around(&file.text, span.start as usize..span.end as usize);
        Placed { path: file.path.clone(), around, finding }
    };
    findings.into_iter().map(place).collect()
}

/// The lines of a range, and two on each side.
fn lines_around(text: &str, range: Range<usize>) -> String {
    let before = text.get(..range.start).unwrap_or_default();
    let start = before.rmatch_indices('\n').nth(2).map_or(0, |(at, _)| at + 1);
    let after = text.get(range.end..).unwrap_or_default();
    let end = after.match_indices('\n').nth(2).map_or(text.len(), |(at, _)| range.end + at);
    text.get(start..end).unwrap_or_default().to_owned()
}

type Pairs = Vec<(Diagnostic, Diagnostic)>;
/// An order in which equal findings may be the same one.
type Alike<'a> = &'a dyn Fn(&Placed, &Placed) -> Ordering;

/// Pairs the findings of one key: first those with the same message and lines around them in the same file, so that of
/// equal ones in one endpoint the right one is new; then those with the same message in the same file, so a copy of a file
/// is reported and not the file; then those with the same message; then the rest by severity. A new finding never pairs with an
/// old one of a lower severity. Returns the pairs and the rest of both.
fn pair(mut old: Vec<Placed>, mut new: Vec<Placed>) -> (Pairs, Vec<Diagnostic>, Vec<Diagnostic>) {
    let mut pairs = Vec::new();
    let same_file =
        |a: &Placed, b: &Placed| (&a.path, &a.finding.message).cmp(&(&b.path, &b.finding.message));
    let same_place = |a: &Placed, b: &Placed| same_file(a, b).then_with(|| a.around.cmp(&b.around));
    let same_message = |a: &Placed, b: &Placed| a.finding.message.cmp(&b.finding.message);
    let any = |_: &Placed, _: &Placed| Ordering::Equal;
    let passes: [Alike<'_>; 4] = [&same_place, &same_file, &same_message, &any];
    for alike in passes {
        let order = |a: &Placed, b: &Placed| {
            let (one, other) = (&a.finding, &b.finding);
            alike(a, b)
                .then(other.severity.cmp(&one.severity))
                .then(one.primary.span.start.cmp(&other.primary.span.start))
        };
        old.sort_by(order);
        new.sort_by(order);
        (old, new) = join(old, new, &mut pairs, alike);
    }
    let findings = |placed: Vec<Placed>| placed.into_iter().map(|placed| placed.finding).collect();
    (pairs, findings(old), findings(new))
}

/// Merges two lists of one order. Of two equal ones, the new one is left if its severity is higher.
fn join(
    old: Vec<Placed>,
    new: Vec<Placed>,
    pairs: &mut Pairs,
    compare: impl Fn(&Placed, &Placed) -> Ordering,
) -> (Vec<Placed>, Vec<Placed>) {
    let (mut rest_old, mut rest_new) = (Vec::new(), Vec::new());
    let mut old = old.into_iter().peekable();
    for new in new {
        while let Some(less) = old.next_if(|o| compare(o, &new) == Ordering::Less) {
            rest_old.push(less);
        }
        let heavy = |old: &Placed| old.finding.severity >= new.finding.severity;
        match old.next_if(|old| compare(old, &new) == Ordering::Equal && heavy(old)) {
            Some(partner) => pairs.push((partner.finding, new.finding)),
            None => rest_new.push(new),
        }
    }
    rest_old.extend(old);
    (rest_old, rest_new)
}

/// A group with more places than before: only the new ones stay, distinguished by their text where possible.
fn grown(
    mut finding: Diagnostic,
    sources: &SourceMap,
    old: &Diagnostic,
    old_sources: &SourceMap,
) -> Diagnostic {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for place in old.spans() {
        *known.entry(old_sources.text(place)).or_default() += 1;
    }
    let mut fresh: Vec<_> = finding.spans().collect();
    fresh.retain(|place| match known.get_mut(sources.text(*place)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    let more = weight(&finding) - weight(old);
    finding.notes.push(format!("new places: {more}; places in the baseline: {}", weight(old)));
    if let Some((first, others)) = fresh.split_first() {
        finding.primary.span = *first;
        finding.places = others.to_vec();
    }
    finding
}

#[cfg(test)]
mod tests;
