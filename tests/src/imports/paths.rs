//! The paths that a module names.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, ItemUse, Macro, UseTree, Visibility};

use super::import::Import;
use super::tree::{Tree, is_test};

/// The imports of one module that lead to another file.
pub(super) fn imports(tree: &Tree, module: &[String]) -> Vec<Import> {
    let mut paths = Paths { found: Vec::new() };
    let here = &tree.modules[module];
    here.items.iter().for_each(|item| paths.visit_item(item));
    let import = |(written, span): (Vec<String>, Span)| {
        let target = resolve(tree, module, &written)?;
        let to = tree.modules[&target].file.clone();
        let path = written.join("::");
        let modules = [module.to_vec(), target];
        let import = Import { from: here.file.clone(), line: span.start().line, path, to, modules };
        (import.from != import.to).then_some(import)
    };
    paths.found.into_iter().filter_map(import).collect()
}

/// The longest prefix of a path that is a module of the crate.
fn resolve(tree: &Tree, module: &[String], written: &[String]) -> Option<Vec<String>> {
    let mut base = match written.first()?.as_str() {
        "crate" | "$crate" => Vec::new(),
        "self" | "super" => module.to_vec(),
        child => {
            let path = [module, &[child.to_owned()]].concat();
            // A name alone is not the module: it is a function or a value of the same name.
            return (written.len() > 1 && tree.modules.contains_key(&path))
                .then(|| descend(tree, path, &written[1..]));
        }
    };
    let mut rest = match written[0].as_str() {
        "super" => written,
        _ => &written[1..],
    };
    while rest.first().is_some_and(|segment| segment == "super") {
        base.pop()?;
        rest = &rest[1..];
    }
    let made = rest.first().filter(|_| base.is_empty()).and_then(|name| tree.macros.get(name));
    Some(made.cloned().unwrap_or_else(|| descend(tree, base, rest)))
}

fn descend(tree: &Tree, mut module: Vec<String>, rest: &[String]) -> Vec<String> {
    for segment in rest {
        module.push(segment.clone());
        if !tree.modules.contains_key(&module) {
            module.pop();
            break;
        }
    }
    module
}

/// Collects paths with the place of each.
struct Paths {
    found: Vec<(Vec<String>, Span)>,
}

impl Paths {
    fn add_use(&mut self, tree: &UseTree, before: &[String], span: Span) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.add_use(&path.tree, &with(path.ident.to_string()), path.ident.span()),
            UseTree::Name(name) if name.ident == "self" => self.found.push((before.to_vec(), span)),
            UseTree::Name(name) => self.found.push((with(name.ident.to_string()), name.ident.span())),
            UseTree::Rename(name) => self.found.push((with(name.ident.to_string()), name.ident.span())),
            UseTree::Glob(_) => self.found.push((with("*".to_owned()), span)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_use(tree, before, span)),
        }
    }

    /// Paths in the arguments of a macro, which are no syntax yet.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons): (Vec<String>, usize) = (Vec::new(), 0);
        let mut start = Span::call_site();
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end_path(&mut path, start);
                        start = name.span();
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.end_path(&mut path, start);
                    self.add_tokens(group.stream());
                    colons = 0;
                }
                _ => {
                    self.end_path(&mut path, start);
                    colons = 0;
                }
            }
        }
        self.end_path(&mut path, start);
    }

    fn end_path(&mut self, path: &mut Vec<String>, start: Span) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.found.push((path, start));
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Fn(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            Item::Macro(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.add_use(&item.tree, &[], item.use_token.span);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1 && path.leading_colon.is_none() {
            self.found.push((segments, path.segments[0].ident.span()));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, made: &'ast Macro) {
        self.visit_path(&made.path);
        self.add_tokens(made.tokens.clone());
    }

    /// `pub(super)` and `pub(in crate::a)` import nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}
