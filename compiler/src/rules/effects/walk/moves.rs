//! Edits that move an entry to the place where it takes effect: only in JSON, and only where there is one such place.

use super::{Walker, Within};
use gwc_krakend::effects::Level;
use gwc_krakend::value::{Entry, Format, Value};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit};
use gwc_syntax::source::Span;
use gwc_syntax::tree::NodeId;

pub(super) const EXTRA: &str = "extra_config";

impl<'a> Walker<'a, '_> {
    /// Offers to move a key to the endpoint of its backend, or to the only backend of its endpoint.
    pub(super) fn move_key(
        &self,
        finding: Diagnostic,
        entry: &Entry<'_>,
        within: Within,
        level: Level,
    ) -> Diagnostic {
        match self.only(level).filter(|to| self.subject.tree.get(*to, entry.name).is_none()) {
            Some(to) => self.moved(finding, within.map, entry, to, &[]),
            None => finding,
        }
    }

    /// Offers to move a component into the `extra_config` of its own level.
    pub(super) fn move_into_extra(&self, finding: Diagnostic, entry: &Entry<'_>, map: NodeId) -> Diagnostic {
        self.to_extra_of(finding, map, entry, map)
    }

    /// Offers to move a component to the level that reads it.
    pub(super) fn move_component(
        &self,
        finding: Diagnostic,
        map: NodeId,
        entry: &Entry<'_>,
        level: Level,
        read: &[Level],
    ) -> Diagnostic {
        let target = match read {
            [to] if *to != level => self.only(*to),
            _ => None,
        };
        match target {
            Some(to) => self.to_extra_of(finding, map, entry, to),
            None => finding,
        }
    }

    fn to_extra_of(&self, finding: Diagnostic, map: NodeId, entry: &Entry<'_>, to: NodeId) -> Diagnostic {
        match self.subject.tree.get(to, EXTRA) {
            None => self.moved(finding, map, entry, to, &[EXTRA]),
            Some(extra) if !matches!(self.value(extra.value), Value::Map(_)) => finding,
            Some(extra) if self.subject.tree.get(extra.value, entry.name).is_some() => finding,
            Some(extra) => self.moved(finding, map, entry, extra.value, &[]),
        }
    }

    /// The endpoint around, or the only backend below; the walk is at one of them.
    fn only(&self, level: Level) -> Option<NodeId> {
        let (at, node) = *self.levels.last()?;
        match (at, level) {
            (Level::Backend, Level::Endpoint) => {
                let (above, node) = *self.levels.iter().rev().nth(1)?;
                let backends = self.subject.tree.get(node, "backend")?;
                (above == Level::Endpoint && self.items(backends.value).len() == 1).then_some(node)
            }
            (Level::Endpoint, Level::Backend) => {
                let backends = self.items(self.subject.tree.get(node, "backend")?.value);
                let [only] = backends.as_slice() else { return None };
                matches!(self.value(*only), Value::Map(_)).then_some(*only)
            }
            _ => None,
        }
    }

    /// Removes an entry and inserts it at the start of another map, inside new objects with these names, the outer
    /// one first.
    pub(super) fn moved(
        &self,
        finding: Diagnostic,
        map: NodeId,
        entry: &Entry<'_>,
        to: NodeId,
        inside: &[&str],
    ) -> Diagnostic {
        let tree = self.subject.tree;
        let removal = self.subject.removal(map, entry.key).filter(|_| tree.format == Format::Json);
        let (key, value) = (self.subject.written_text(entry.key), self.subject.written_text(entry.value));
        let (Some(removal), Some(key), Some(value)) = (removal, key, value) else { return finding };
        let open = self.span(tree.doc.follow(to)).start + 1;
        if removal.start <= open && open <= removal.end {
            return finding;
        }
        let mut moved = format!(" {key}: {value}");
        for name in inside.iter().rev() {
            moved = format!(" \"{name}\": {{{moved} }}");
        }
        let is_empty = tree.doc.map(to).is_none_or(<[_]>::is_empty);
        let text = if is_empty { moved } else { moved + "," };
        let at = Span { start: open, end: open, ..removal };
        let edits = vec![Edit { span: removal, text: String::new() }, Edit { span: at, text }];
        finding.fix("move it there", Applicability::Unsafe, edits)
    }
}
