//! Names of modules, functions and types that say what a thing is like instead of what it is.

use proc_macro2::{TokenStream, TokenTree};

/// Words in front of a name that is defined.
const KEYWORDS: [&str; 7] = ["mod", "fn", "struct", "enum", "trait", "type", "macro_rules"];
/// Names to replace, in lower case.
const NAMES: [&str; 16] = [
    "around",
    "beside",
    "consequence",
    "dice",
    "facts",
    "gather",
    "gone",
    "judge",
    "lease",
    "made",
    "pace",
    "runs",
    "said",
    "surprises",
    "turn",
    "withheld",
];

/// Lines, counted from 0, and names.
pub(super) fn find(source: &str) -> Vec<(usize, &'static str)> {
    let tokens: TokenStream = source.parse().expect("the source is Rust");
    let mut found = Vec::new();
    collect(tokens, &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<(usize, &'static str)>) {
    let mut defines = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let known = NAMES.iter().find(|known| defines && name.to_lowercase() == **known);
                found.extend(known.map(|known| (ident.span().start().line - 1, *known)));
                defines = KEYWORDS.contains(&name.as_str());
            }
            TokenTree::Group(group) => {
                defines = false;
                collect(group.stream(), found);
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => defines = false,
        }
    }
}

#[test]
fn definitions_are_found_and_uses_are_not() {
    let source = "mod said;\nfn f() {\n    let gone = 1;\n    struct Facts;\n    facts(gone)\n}\n";
    assert_eq!(find(source), [(0, "said"), (3, "facts")]);
}
