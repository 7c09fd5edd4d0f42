//! The overloads of CEL's standard functions and operators.

use cel::common::ast::operators as op;

use super::types::Type;

/// The type of a call; the error is why no overload matches.
pub(super) fn result(name: &str, target: Option<&Type>, args: &[Type]) -> Result<Type, String> {
    match (target, args) {
        (None, [a, b]) => binary(name, a, b),
        (None, [a]) => unary(name, a),
        (None, [condition, a, b]) if name == op::CONDITIONAL => {
            expect(name, condition, &Type::Bool)?;
            Ok(a.clone().joined(b))
        }
        (Some(on), args) => method(name, on, args),
        _ if KNOWN.contains(&name) => Ok(Type::Dyn),
        _ => Err(undefined(name)),
    }
}

/// Functions of the standard library whose overloads are not compared.
const KNOWN: [&str; 4] = ["dyn", "type", "size", "matches"];

fn undefined(name: &str) -> String {
    format!("function `{name}` is not defined")
}

fn expect(name: &str, found: &Type, expected: &Type) -> Result<(), String> {
    match found.agrees(expected) {
        true => Ok(()),
        false => Err(format!("`{}` does not apply to {found}", shown(name))),
    }
}

/// An operator as it is written.
fn shown(name: &str) -> &str {
    match name {
        op::CONDITIONAL => "? :",
        op::INDEX => "[ ]",
        op::IN => "in",
        _ => name.trim_matches('_').trim_matches('@'),
    }
}

fn no_overload(name: &str, a: &Type, b: &Type) -> String {
    format!("`{}` does not apply to `{a}` and `{b}`", shown(name))
}

fn unary(name: &str, a: &Type) -> Result<Type, String> {
    let one_of = |types: &[Type], result: Type| {
        let fits = *a == Type::Dyn || types.contains(a);
        if fits { Ok(result) } else { Err(format!("`{}` does not apply to {a}", shown(name))) }
    };
    match name {
        op::LOGICAL_NOT => one_of(&[Type::Bool], Type::Bool),
        op::NOT_STRICTLY_FALSE => Ok(Type::Bool),
        op::NEGATE => one_of(&[Type::Int, Type::Double, Type::Duration], a.clone()),
        "size" => match a {
            Type::Dyn | Type::Text | Type::Bytes | Type::List(_) | Type::Map(..) => Ok(Type::Int),
            _ => Err(format!("`size` does not apply to {a}")),
        },
        "int" => one_of(
            &[Type::Int, Type::Uint, Type::Double, Type::Text, Type::Timestamp, Type::Duration],
            Type::Int,
        ),
        "uint" => one_of(&[Type::Int, Type::Uint, Type::Double, Type::Text], Type::Uint),
        "double" => one_of(&[Type::Int, Type::Uint, Type::Double, Type::Text], Type::Double),
        "bool" => one_of(&[Type::Bool, Type::Text], Type::Bool),
        "bytes" => one_of(&[Type::Bytes, Type::Text], Type::Bytes),
        "timestamp" => one_of(&[Type::Timestamp, Type::Text, Type::Int], Type::Timestamp),
        "duration" => one_of(&[Type::Duration, Type::Text, Type::Int], Type::Duration),
        "string" => match a {
            Type::List(_) | Type::Map(..) | Type::Null => Err(format!("`string` does not apply to {a}")),
            _ => Ok(Type::Text),
        },
        "dyn" | "type" => Ok(Type::Dyn),
        _ => Err(undefined(name)),
    }
}

fn binary(name: &str, a: &Type, b: &Type) -> Result<Type, String> {
    let error = || Err(no_overload(name, a, b));
    match name {
        op::LOGICAL_AND | op::LOGICAL_OR => {
            expect(name, a, &Type::Bool)?;
            expect(name, b, &Type::Bool)?;
            Ok(Type::Bool)
        }
        // Some releases of cel-go compare numbers of different types.
        op::EQUALS | op::NOT_EQUALS if a.agrees(b) || (a.is_number() && b.is_number()) => Ok(Type::Bool),
        op::EQUALS | op::NOT_EQUALS if *a == Type::Null || *b == Type::Null => Ok(Type::Bool),
        op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS
            if (a.agrees(b) || (a.is_number() && b.is_number())) && is_ordered(a) && is_ordered(b) =>
        {
            Ok(Type::Bool)
        }
        op::ADD | op::SUBSTRACT | op::MULTIPLY | op::DIVIDE | op::MODULO => {
            arithmetic(name, a, b).ok_or_else(|| no_overload(name, a, b))
        }
        op::INDEX => match (a, b) {
            (Type::Dyn, _) => Ok(Type::Dyn),
            (Type::List(item), Type::Int | Type::Uint | Type::Double | Type::Dyn) => Ok((**item).clone()),
            (Type::Map(key, value), b) if key.agrees(b) => Ok((**value).clone()),
            _ => error(),
        },
        op::IN => match (a, b) {
            (_, Type::Dyn) => Ok(Type::Bool),
            (a, Type::List(item) | Type::Map(item, _)) if a.agrees(item) => Ok(Type::Bool),
            _ => error(),
        },
        "matches" if a.agrees(&Type::Text) && b.agrees(&Type::Text) => Ok(Type::Bool),
        op::EQUALS
        | op::NOT_EQUALS
        | op::LESS
        | op::LESS_EQUALS
        | op::GREATER
        | op::GREATER_EQUALS
        | "matches" => error(),
        _ => Err(undefined(name)),
    }
}

fn is_ordered(of: &Type) -> bool {
    !matches!(of, Type::List(_) | Type::Map(..) | Type::Null)
}

fn arithmetic(name: &str, a: &Type, b: &Type) -> Option<Type> {
    let any = *a == Type::Dyn || *b == Type::Dyn;
    match (name, a, b) {
        (_, Type::Dyn, Type::Dyn) => Some(Type::Dyn),
        (op::ADD, Type::Timestamp, Type::Duration) | (op::ADD, Type::Duration, Type::Timestamp) => {
            Some(Type::Timestamp)
        }
        (op::SUBSTRACT, Type::Timestamp, Type::Timestamp) => Some(Type::Duration),
        (op::SUBSTRACT, Type::Timestamp, Type::Duration) => Some(Type::Timestamp),
        (op::ADD | op::SUBSTRACT, Type::Duration, Type::Duration) => Some(Type::Duration),
        (op::ADD, Type::Text | Type::Bytes | Type::List(_), b) if a.agrees(b) => Some(a.clone()),
        (op::ADD, Type::Dyn, b) => Some(b.clone()),
        (op::MODULO, a, b) if *a == Type::Double || *b == Type::Double => None,
        (_, a, b) if a.is_number() && (a == b || any) => Some(a.clone()),
        (_, Type::Dyn, b) if b.is_number() || *b == Type::Timestamp || *b == Type::Duration => {
            Some(Type::Dyn)
        }
        (_, Type::Timestamp | Type::Duration, Type::Dyn) => Some(Type::Dyn),
        _ => None,
    }
}

fn method(name: &str, on: &Type, args: &[Type]) -> Result<Type, String> {
    let on_text = |result: Type| {
        let fits = on.agrees(&Type::Text) && args.iter().all(|arg| arg.agrees(&Type::Text));
        let found = args.iter().find(|arg| !arg.agrees(&Type::Text)).unwrap_or(on);
        if fits { Ok(result) } else { Err(format!("`{name}` expects a string, and this is {found}")) }
    };
    match (name, args.len()) {
        ("contains" | "startsWith" | "endsWith" | "matches", 1) => on_text(Type::Bool),
        ("size", 0) => unary("size", on),
        (_, 0 | 1) if GETTERS.contains(&name) => match on {
            Type::Dyn | Type::Timestamp | Type::Duration => Ok(Type::Int),
            _ => Err(format!("`{name}` expects a timestamp, and this is {on}")),
        },
        _ => Err(undefined(name)),
    }
}

/// Parts of a timestamp or a duration.
const GETTERS: [&str; 10] = [
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
    "getMinutes",
    "getMonth",
    "getSeconds",
];
