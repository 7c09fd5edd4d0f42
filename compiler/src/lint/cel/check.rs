//! The types of an expression, as the checker of cel-go finds them. KrakenD skips an expression with an error, so only
//! what is certain is reported: where the standard library of CEL may have another overload, any type is assumed.

use cel::IdedExpr;
use cel::common::ast::{ComprehensionExpr, EntryExpr, Expr, LiteralValue, SelectExpr};

use super::calls;
use super::types::{Type, variable};

/// Why KrakenD skips the expression, or why its value is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It does not compile in KrakenD's environment.
    Skipped(String),
    /// It compiles, and its value is never `true`: the type of the value.
    NeverTrue(String),
}

/// The first problem of an expression.
pub(crate) fn problem(expression: &IdedExpr) -> Option<Problem> {
    let mut checker = Checker { scopes: Vec::new() };
    match checker.of(expression) {
        Err(why) => Some(Problem::Skipped(why)),
        Ok(Type::Bool | Type::Dyn) => None,
        Ok(other) => Some(Problem::NeverTrue(other.to_string())),
    }
}

pub(super) struct Checker {
    /// Variables that macros such as `all` define, the innermost last.
    scopes: Vec<(String, Type)>,
}

impl Checker {
    pub(super) fn of(&mut self, node: &IdedExpr) -> Result<Type, String> {
        match &node.expr {
            Expr::Unspecified | Expr::Struct(_) => Ok(Type::Dyn),
            Expr::Literal(literal) => Ok(literal_type(literal)),
            Expr::Ident(name) => self.ident(name),
            Expr::Select(select) => self.select(select),
            Expr::List(list) => {
                let mut of = Type::Dyn;
                for element in &list.elements {
                    of = self.of(element)?.joined(&of);
                }
                Ok(Type::list(of))
            }
            Expr::Map(map) => {
                for entry in &map.entries {
                    if let EntryExpr::MapEntry(entry) = &entry.expr {
                        self.of(&entry.key)?;
                        self.of(&entry.value)?;
                    }
                }
                Ok(Type::Map(Box::new(Type::Dyn), Box::new(Type::Dyn)))
            }
            Expr::Call(call) => {
                let target = call.target.as_deref().map(|target| self.of(target)).transpose()?;
                let args = call.args.iter().map(|arg| self.of(arg)).collect::<Result<Vec<_>, _>>()?;
                calls::result(&call.func_name, target.as_ref(), &args)
            }
            Expr::Comprehension(comprehension) => self.comprehension(comprehension),
        }
    }

    fn ident(&self, name: &str) -> Result<Type, String> {
        let bound = self.scopes.iter().rev().find(|(bound, _)| bound == name);
        let found = bound.map(|(_, of)| of.clone()).or_else(|| variable(name.trim_start_matches('.')));
        found.ok_or_else(|| format!("variable `{name}` is not defined"))
    }

    fn select(&mut self, select: &SelectExpr) -> Result<Type, String> {
        let of = match self.of(&select.operand)? {
            Type::Dyn => Type::Dyn,
            Type::Map(_, value) => *value,
            other => return Err(format!("`.{}` on {other}, which has no fields", select.field)),
        };
        Ok(if select.test { Type::Bool } else { of })
    }

    fn comprehension(&mut self, of: &ComprehensionExpr) -> Result<Type, String> {
        let (first, second) = match self.of(&of.iter_range)? {
            Type::List(item) if of.iter_var2.is_some() => (Type::Int, *item),
            Type::List(item) => (*item, Type::Dyn),
            Type::Map(key, value) => (*key, *value),
            Type::Dyn => (Type::Dyn, Type::Dyn),
            other => return Err(format!("a macro such as `all` on {other}, which has no items")),
        };
        let start = self.of(&of.accu_init)?;
        let depth = self.scopes.len();
        self.scopes.push((of.accu_var.clone(), start));
        let result = self.of(&of.result);
        self.scopes.push((of.iter_var.clone(), first));
        if let Some(name) = &of.iter_var2 {
            self.scopes.push((name.clone(), second));
        }
        let inner = self.of(&of.loop_cond).and_then(|_| self.of(&of.loop_step));
        self.scopes.truncate(depth);
        inner.and(result)
    }
}

fn literal_type(literal: &LiteralValue) -> Type {
    match literal {
        LiteralValue::Boolean(_) => Type::Bool,
        LiteralValue::Bytes(_) => Type::Bytes,
        LiteralValue::Double(_) => Type::Double,
        LiteralValue::Int(_) => Type::Int,
        LiteralValue::Null => Type::Null,
        LiteralValue::String(_) => Type::Text,
        LiteralValue::UInt(_) => Type::Uint,
    }
}
