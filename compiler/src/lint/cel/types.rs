//! Types of CEL, and the variables that KrakenD declares (krakend-cel 2.4, internal/cel.go).

use std::fmt;

/// A type of CEL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    /// Any type: checked when the expression is evaluated.
    Dyn,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Null,
    Timestamp,
    Duration,
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
}

impl Type {
    pub(super) fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    fn map(value: Self) -> Self {
        Self::Map(Box::new(Self::Text), Box::new(value))
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Uint | Self::Double)
    }

    /// Whether a value of one type may be where the other is expected.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dyn, _) | (_, Self::Dyn) => true,
            (Self::List(a), Self::List(b)) => a.agrees(b),
            (Self::Map(a, b), Self::Map(c, d)) => a.agrees(c) && b.agrees(d),
            _ => self == other,
        }
    }

    /// The more precise of two types, where both agree; else any.
    pub(super) fn joined(self, other: &Self) -> Self {
        match self {
            Self::Dyn => other.clone(),
            own if own.agrees(other) => own,
            _ => Self::Dyn,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dyn => "any",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Double => "double",
            Self::Text => "string",
            Self::Bytes => "bytes",
            Self::Null => "null",
            Self::Timestamp => "timestamp",
            Self::Duration => "duration",
            Self::List(of) => return write!(f, "list of {of}"),
            Self::Map(..) => "map",
        })
    }
}

/// The type of a variable; `None` if KrakenD does not declare it.
pub(super) fn variable(name: &str) -> Option<Type> {
    Some(match name {
        "now" | "req_method" | "req_path" => Type::Text,
        "req_params" => Type::map(Type::Text),
        "req_headers" | "req_querystring" | "resp_metadata_headers" => Type::map(Type::list(Type::Text)),
        "resp_completed" => Type::Bool,
        "resp_metadata_status" => Type::Int,
        "resp_data" | "JWT" => Type::map(Type::Dyn),
        // Names of types are values too.
        "int" | "uint" | "double" | "bool" | "string" | "bytes" | "list" | "map" | "null_type" | "type"
        | "google" => Type::Dyn,
        _ => return None,
    })
}
