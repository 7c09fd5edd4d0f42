//! The modules of a crate and their files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item};

/// A module: where it is, and what it holds apart from other modules.
pub(super) struct Module {
    pub(super) file: String,
    pub(super) items: Vec<Item>,
}

/// The modules of a crate, tests left out.
pub(super) struct Tree {
    pub(super) modules: BTreeMap<Vec<String>, Module>,
    /// Macros that are named at the root of the crate, and the module that holds them.
    pub(super) macros: BTreeMap<String, Vec<String>>,
    root: PathBuf,
}

impl Tree {
    /// Reads a crate by its first file; names of files are given from `root` on.
    pub(super) fn read(root: &Path, first: &Path) -> Self {
        let mut tree = Self { modules: BTreeMap::new(), macros: BTreeMap::new(), root: root.to_owned() };
        let folder = first.parent().expect("a file is in a folder").to_owned();
        tree.read_file(Vec::new(), first, &folder);
        tree
    }

    fn read_file(&mut self, module: Vec<String>, file: &Path, children: &Path) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let shown = file.strip_prefix(&self.root).unwrap_or(file).to_string_lossy().into_owned();
        self.add(module, shown, parsed.items, children);
    }

    fn add(&mut self, module: Vec<String>, file: String, items: Vec<Item>, children: &Path) {
        let mut own = Vec::new();
        for item in items {
            match item {
                Item::Mod(child) if is_test(&child.attrs) => {}
                Item::Mod(child) => {
                    let name = child.ident.to_string();
                    let path = [module.clone(), vec![name.clone()]].concat();
                    let below = children.join(&name);
                    match child.content {
                        Some((_, items)) => self.add(path, file.clone(), items, &below),
                        None => {
                            let flat = children.join(format!("{name}.rs"));
                            let first = if flat.is_file() { flat } else { below.join("mod.rs") };
                            self.read_file(path, &first, &below);
                        }
                    }
                }
                other => {
                    if let Item::Macro(made) = &other
                        && let Some(name) = &made.ident
                        && made.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"))
                    {
                        self.macros.insert(name.to_string(), module.clone());
                    }
                    own.push(other);
                }
            }
        }
        self.modules.insert(module, Module { file, items: own });
    }
}

/// Whether an item is compiled for tests only.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    let is_cfg_test = |attribute: &Attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    };
    attributes.iter().any(|attribute| is_cfg_test(attribute) || attribute.path().is_ident("test"))
}
