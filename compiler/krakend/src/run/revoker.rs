//! `auth/revoker` (bloomfilter 2.1): panics with an unknown hash, a size out of range, or a `ttl` of 0.

use super::end::End;
use super::option::{Start, TICKER, TOO_LONG};
use crate::init::NIL_POINTER;
use crate::shape::{INT, Shape, TEXTS, Type, get, mismatch};

const UINT: Type = Type::Uint("uint", u64::MAX);

static CONFIG: Shape = Shape {
    package: "krakend",
    name: "Config",
    fields: &[
        ("n", UINT),
        ("p", Type::Float),
        ("hash_name", Type::Text),
        ("ttl", UINT),
        ("port", INT),
        ("token_keys", TEXTS),
        ("headers", TEXTS),
    ],
};

pub(super) fn start(start: Start<'_>) -> Result<(), End> {
    let Some(found) = start.service.extra_config.component("auth/revoker") else { return Ok(()) };
    if mismatch(start.tree, found.value, &CONFIG).is_some() {
        return Ok(());
    }
    let value = |name: &str| get(start.tree, found.value, name);
    let number = |name: &str| value(name).and_then(|(v, _)| v.as_number()).unwrap_or(0.0);
    let place = |name: &str| value(name).map_or(found.key, |(_, node)| node);
    if !matches!(value("hash_name").and_then(|(v, _)| v.as_str()), Some("default" | "optimal")) {
        return Err(End::panics(NIL_POINTER, place("hash_name")));
    }
    let bits = -(number("n") * number("p").ln()) / 2f64.powf(2f64.ln()).ln();
    if !(0.0..1e15).contains(&bits.ceil()) {
        return Err(End::panics(TOO_LONG, place("p")));
    }
    if number("ttl") == 0.0 {
        return Err(End::panics(TICKER, place("ttl")));
    }
    Ok(())
}
