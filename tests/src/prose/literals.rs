//! String literals and doc comments of a Rust source. `quoted!` marks a text of another program, which is left out.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};

/// A piece of text with its first line.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) line: usize,
    pub(super) text: String,
}

/// All of them; what only tests use is left out.
pub(super) fn of(source: &str) -> Vec<Text> {
    let tokens: TokenStream = source.parse().expect("the source is Rust");
    let mut texts = Vec::new();
    collect(tokens, &mut texts);
    texts
}

fn collect(tokens: TokenStream, texts: &mut Vec<Text>) {
    let mut only_tests = false;
    let mut quoted = false;
    let mut docs: Option<Text> = None;
    for token in tokens {
        match token {
            TokenTree::Group(group) if doc(&group).is_some() => {
                let line = group.span_open().start().line;
                let text = doc(&group).expect("it was just there");
                match &mut docs {
                    Some(docs) => docs.text = format!("{}\n{text}", docs.text),
                    None => docs = Some(Text { line, text }),
                }
            }
            TokenTree::Group(group) => {
                texts.extend(docs.take());
                only_tests |= group.stream().to_string().replace(' ', "") == "cfg(test)";
                if std::mem::take(&mut quoted) {
                    continue;
                }
                if !only_tests || group.delimiter() == proc_macro2::Delimiter::Bracket {
                    collect(group.stream(), texts);
                } else {
                    only_tests = false;
                }
            }
            TokenTree::Literal(literal) => {
                let line = literal.span().start().line;
                texts.extend(text(&literal).map(|text| Text { line, text }));
            }
            TokenTree::Ident(name) => {
                quoted = name == "quoted";
                texts.extend(docs.take());
            }
            TokenTree::Punct(mark) => only_tests &= mark.as_char() != ';',
        }
    }
    texts.extend(docs);
}

/// The text of `[doc = "..."]`.
fn doc(group: &Group) -> Option<String> {
    let mut tokens = group.stream().into_iter();
    match (tokens.next()?, tokens.next()?, tokens.next()?) {
        (TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(value)) if name == "doc" => {
            text(&value)
        }
        _ => None,
    }
}

fn text(literal: &Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|literal| literal.value())
}
