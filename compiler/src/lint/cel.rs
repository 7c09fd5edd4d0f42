//! Expressions of `validation/cel`: parsed, and checked against the variables that KrakenD declares. Nothing is
//! evaluated.

mod calls;
mod check;
mod tree;
mod types;
mod uses;

pub(crate) use check::{Problem, problem};
pub(crate) use uses::{Uses, uses};

use cel::IdedExpr;

/// The longest expression that is parsed, in bytes.
const MAX_LENGTH: usize = 4096;

/// The deepest expression that is parsed.
const MAX_DEPTH: usize = 64;

/// The deepest tree that is handed out: what walks it recurses on a thread of usual size. A chain such as `a.b.c`
/// needs no bracket to be deep.
const MAX_TREE_DEPTH: usize = 128;

/// The stack for the parser, which recurses through all its rules for each bracket.
const STACK: usize = 128 << 20;

/// What the parser makes of an expression.
#[derive(Debug)]
pub(crate) enum Parsed {
    /// Its tree.
    Tree(IdedExpr),
    /// It has a syntax error.
    SyntaxError,
    /// It is too long or too deep for this parser; KrakenD may accept it.
    Unknown,
}

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Parsed {
    if text.len() > MAX_LENGTH || depth(text) > MAX_DEPTH {
        return Parsed::Unknown;
    }
    let text = text.to_owned();
    let parse = move || match cel::Program::compile(&text) {
        Ok(program) if tree::depth(program.expression()) > MAX_TREE_DEPTH => Parsed::Unknown,
        Ok(program) => Parsed::Tree(program.expression().clone()),
        Err(_) => Parsed::SyntaxError,
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(parse);
    thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(Parsed::Unknown)
}

/// An upper bound for the depth: nested brackets, and operators that apply to the rest of the expression.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut run, mut longest) = (0usize, 0, 0, 0);
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match c {
            '!' | '-' => run += 1,
            c if c.is_whitespace() => {}
            _ => run = 0,
        }
        deepest = deepest.max(depth);
        longest = longest.max(run);
    }
    deepest + longest + text.matches('?').count()
}

#[cfg(test)]
mod tests;
