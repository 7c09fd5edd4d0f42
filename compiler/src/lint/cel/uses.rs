//! What an expression reads of a request: its variables, and the literal keys of its maps.

use cel::IdedExpr;
use cel::common::ast::operators as op;
use cel::common::ast::{Expr, LiteralValue};

use super::tree::children;

/// What an expression reads.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// The variables of KrakenD in it, each once, in the order of their appearance.
    pub(crate) variables: Vec<String>,
    /// Reads of a map by a literal key, such as `req_headers['X-Key']`: variable and key.
    pub(crate) keys: Vec<(String, String)>,
    /// Keys whose presence the expression tests itself, with `has` or `in`.
    pub(crate) tested: Vec<(String, String)>,
}

/// What an expression reads.
pub(crate) fn uses(expression: &IdedExpr) -> Uses {
    let mut uses = Uses::default();
    uses.visit(expression);
    uses
}

impl Uses {
    fn visit(&mut self, node: &IdedExpr) {
        match &node.expr {
            Expr::Ident(name) => self.variable(name),
            Expr::Select(select) => {
                if let Expr::Ident(map) = &select.operand.expr {
                    let list = if select.test { &mut self.tested } else { &mut self.keys };
                    list.push((map.clone(), select.field.clone()));
                }
            }
            Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
                (op::INDEX, [map, key]) => self.keys.extend(literal_key(map, key)),
                (op::IN, [key, map]) => self.tested.extend(literal_key(map, key)),
                _ => {}
            },
            _ => {}
        }
        children(node).into_iter().for_each(|child| self.visit(child));
    }

    fn variable(&mut self, name: &str) {
        let is_krakends = ["req_", "resp_"].iter().any(|prefix| name.starts_with(prefix));
        let is_new = !self.variables.iter().any(|known| known == name);
        if (is_krakends || matches!(name, "JWT" | "now")) && is_new {
            self.variables.push(name.to_owned());
        }
    }
}

fn literal_key(map: &IdedExpr, key: &IdedExpr) -> Option<(String, String)> {
    match (&map.expr, &key.expr) {
        (Expr::Ident(map), Expr::Literal(LiteralValue::String(key))) => {
            Some((map.clone(), key.inner().to_owned()))
        }
        _ => None,
    }
}
