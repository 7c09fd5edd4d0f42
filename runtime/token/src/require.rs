//! Whether the claims of a verified token hold what is required of them.

use gwc_artifact::{ClaimValue, Literal, OneOf, Requirement};

use crate::json::{Number, Object, Value};

/// Whether the claims hold it. A claim that is absent or of another type does not.
pub fn holds(claims: &Object, requirement: &Requirement) -> bool {
    match requirement {
        Requirement::Role(one_of) | Requirement::Scope(one_of) => holds_one_of(claims, one_of),
        Requirement::Claim(value) => equals(claims, value),
    }
}

/// Whether a claim has this value, with its type.
pub fn equals(claims: &Object, ClaimValue { claim, value }: &ClaimValue) -> bool {
    claims.at(claim).is_some_and(|found| is_literal(found, value))
}

/// Texts with other things among them are no list of roles, so nothing is taken from such a list.
fn holds_one_of(claims: &Object, OneOf { claim, values }: &OneOf) -> bool {
    let accepted = |text: &str| values.iter().any(|value| value == text);
    match claims.at(claim) {
        Some(Value::Text(text)) => text.split(' ').any(accepted),
        Some(Value::List(items)) => {
            let texts: Option<Vec<&str>> = items.iter().map(Value::as_text).collect();
            texts.is_some_and(|texts| texts.into_iter().any(accepted))
        }
        _ => false,
    }
}

fn is_literal(found: &Value, value: &Literal) -> bool {
    match (found, value) {
        (Value::Text(found), Literal::Text(text)) => found == text,
        (Value::Bool(found), Literal::Bool(value)) => found == value,
        (Value::Number(found), Literal::Number(number)) => is_number(found, *number),
        _ => false,
    }
}

/// Whether a number of JSON is this whole number: `3`, `3.0` and `3e0` are.
fn is_number(found: &Number, number: i64) -> bool {
    /// The largest whole number up to which each has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_991.0;
    match found.as_str().parse::<i64>() {
        Ok(found) => found == number,
        Err(_) => found.as_f64().is_some_and(|found| found.abs() <= EXACT && found == number as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse_object;

    const CLAIMS: &str = r#"{"roles":["member","a b"],"scope":"read write","mixed":["admin",1],"realm":{"roles":["x"]},
        "https://example.com/roles":["y"],"n":3.0,"big":9007199254740993,"yes":true,"text":"true","empty":"","none":[]}"#;

    fn one_of(claim: &str, values: &[&str]) -> Requirement {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Requirement::Role(OneOf { claim: claim.to_owned(), values })
    }

    fn claim(claim: &str, value: Literal) -> Requirement {
        Requirement::Claim(ClaimValue { claim: claim.to_owned(), value })
    }

    fn check(requirement: &Requirement) -> bool {
        holds(&parse_object(CLAIMS.as_bytes()).unwrap(), requirement)
    }

    #[test]
    fn one_of_the_texts_is_enough() {
        for (name, values) in [
            ("roles", &["admin", "member"][..]),
            ("roles", &["a b"]),
            ("scope", &["write"]),
            ("realm.roles", &["x"]),
            ("https://example.com/roles", &["y"]),
        ] {
            assert!(check(&one_of(name, values)), "{name} {values:?}");
        }
        for (name, values) in [
            ("roles", &["admin"][..]),
            ("roles", &["a"]),
            ("roles", &["Member"]),
            ("scope", &["read write"]),
            ("scope", &["rea"]),
            ("mixed", &["admin"]),
            ("realm", &["roles"]),
            ("realm.none", &["x"]),
            ("absent", &["x"]),
            ("n", &["3.0"]),
            ("yes", &["true"]),
            ("none", &["x"]),
            ("empty", &["x"]),
        ] {
            assert!(!check(&one_of(name, values)), "{name} {values:?}");
        }
    }

    #[test]
    fn values_are_compared_with_their_type() {
        assert!(check(&claim("n", Literal::Number(3))));
        assert!(check(&claim("big", Literal::Number(9_007_199_254_740_993))));
        assert!(check(&claim("yes", Literal::Bool(true))));
        assert!(check(&claim("text", Literal::Text("true".to_owned()))));
        for (name, value) in [
            ("n", Literal::Text("3.0".to_owned())),
            ("n", Literal::Number(4)),
            ("big", Literal::Number(9_007_199_254_740_992)),
            ("yes", Literal::Bool(false)),
            ("yes", Literal::Text("true".to_owned())),
            ("text", Literal::Bool(true)),
            ("roles", Literal::Text("member".to_owned())),
            ("absent", Literal::Bool(false)),
            ("absent", Literal::Text(String::new())),
        ] {
            assert!(!check(&claim(name, value.clone())), "{name} {value:?}");
        }
    }
}
