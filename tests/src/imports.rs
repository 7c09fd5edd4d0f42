//! Which files and modules of a crate import each other.
//!
//! A path that begins with `crate`, `self`, `super` or the name of a child module counts for the longest prefix that is a
//! module, wherever it is written: in a `use`, in code, in the arguments of a macro. `mod child;` alone imports nothing.

mod import;
mod paths;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

pub use import::Import;
use tree::Tree;

/// The imports between the files of a crate, in the order of files and lines.
#[derive(Debug)]
pub struct Crate {
    /// Its name.
    pub name: String,
    /// Its imports.
    pub imports: Vec<Import>,
}

/// Files or modules that all import each other, directly or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cycle {
    /// What they are: `files` or `modules`.
    pub kind: &'static str,
    /// Their names.
    pub members: BTreeSet<String>,
    /// The imports among them.
    pub imports: Vec<Import>,
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members: Vec<&str> = self.members.iter().map(String::as_str).collect();
        writeln!(f, "{} {}", self.kind, members.join(" "))?;
        self.imports.iter().try_for_each(|import| writeln!(f, "    {import}"))
    }
}

impl Crate {
    /// Reads a crate by its first file; names of files are given from `root` on.
    ///
    /// # Panics
    /// When a file is absent or is not Rust.
    pub fn read(name: &str, root: &Path, first: &Path) -> Self {
        let tree = Tree::read(root, first);
        let mut imports: Vec<Import> =
            tree.modules.keys().flat_map(|module| paths::imports(&tree, module)).collect();
        imports.sort();
        imports.dedup();
        Self { name: name.to_owned(), imports }
    }

    /// Every cycle of files, and every cycle of modules that have one parent, each with all that is below it.
    pub fn cycles(&self) -> Vec<Cycle> {
        let files = |import: &Import| Some([import.from.clone(), import.to.clone()]);
        let mut cycles = cycles_of("files", &self.imports, files);
        cycles.extend(cycles_of("modules", &self.imports, |import| siblings(&self.name, import)));
        cycles
    }
}

/// The two modules below the last common parent that an import connects.
fn siblings(name: &str, import: &Import) -> Option<[String; 2]> {
    let [from, to] = &import.modules;
    let common = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let below = |path: &[String]| Some(format!("{name}::{}", path.get(..=common)?.join("::")));
    Some([below(from)?, below(to)?])
}

fn cycles_of(
    kind: &'static str,
    imports: &[Import],
    ends: impl Fn(&Import) -> Option<[String; 2]>,
) -> Vec<Cycle> {
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for [from, to] in imports.iter().filter_map(&ends).filter(|[from, to]| from != to) {
        edges.entry(from).or_default().insert(to);
    }
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        edges.keys().map(|start| (start, reachable(&edges, start))).collect();
    let cycle_with = |start: &&String| -> BTreeSet<String> {
        let both =
            reach[*start].iter().filter(|other| reach.get(**other).is_some_and(|r| r.contains(*start)));
        both.map(|other| (*other).clone()).collect()
    };
    let groups: BTreeSet<BTreeSet<String>> = edges.keys().map(|start| cycle_with(&start)).collect();
    let inside = |members: &BTreeSet<String>, import: &&Import| {
        ends(import).is_some_and(|[from, to]| from != to && members.contains(&from) && members.contains(&to))
    };
    let cycle = |members: BTreeSet<String>| Cycle {
        kind,
        imports: imports.iter().filter(|import| inside(&members, import)).cloned().collect(),
        members,
    };
    groups.into_iter().filter(|members| members.len() > 1).map(cycle).collect()
}

fn reachable<'a>(edges: &'a BTreeMap<String, BTreeSet<String>>, start: &'a String) -> BTreeSet<&'a String> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(node) = open.pop() {
        open.extend(edges.get(node).into_iter().flatten().filter(|next| seen.insert(*next)));
    }
    seen
}

#[cfg(test)]
mod tests;
