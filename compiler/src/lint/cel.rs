//! Expressions of `validation/cel`: parsed, and checked against the variables that KrakenD declares. Nothing is
//! evaluated.

mod calls;
mod check;
mod types;
mod uses;

pub(crate) use check::{Problem, problem};
pub(crate) use uses::{Uses, uses};

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr};

/// The longest expression that is parsed, in bytes.
const MAX_LENGTH: usize = 4096;

/// The deepest expression that is parsed.
const MAX_DEPTH: usize = 64;

/// The deepest tree that is handed out: those who walk it recurse on a thread of usual size. A chain such as `a.b.c`
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
        Ok(program) if tree_depth(program.expression()) > MAX_TREE_DEPTH => Parsed::Unknown,
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

fn tree_depth(node: &IdedExpr) -> usize {
    1 + children(node).into_iter().map(tree_depth).max().unwrap_or(0)
}

/// The parts that a node consists of.
fn children(node: &IdedExpr) -> Vec<&IdedExpr> {
    match &node.expr {
        Expr::Unspecified | Expr::Literal(_) | Expr::Ident(_) => Vec::new(),
        Expr::Select(select) => vec![&select.operand],
        Expr::List(list) => list.elements.iter().collect(),
        Expr::Map(map) => map.entries.iter().flat_map(|entry| entry_children(&entry.expr)).collect(),
        Expr::Struct(of) => of.entries.iter().flat_map(|entry| entry_children(&entry.expr)).collect(),
        Expr::Call(call) => call.target.as_deref().into_iter().chain(&call.args).collect(),
        Expr::Comprehension(of) => {
            vec![&of.iter_range, &of.accu_init, &of.loop_cond, &of.loop_step, &of.result]
        }
    }
}

fn entry_children(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
        EntryExpr::StructField(field) => vec![&field.value],
    }
}

#[cfg(test)]
mod tests;
