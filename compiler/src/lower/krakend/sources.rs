//! Where a validator of KrakenD reads a token from: one header, then one cookie (krakend-jose v2.12, `NewValidator`).

use crate::model::{Jwt, TokenSource};

/// What one validator reads of the places that an auth lists.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reads<'a> {
    /// The header; `Authorization` is the default, and read in any case.
    pub(crate) header: &'a str,
    /// The cookie.
    pub(crate) cookie: Option<&'a str>,
    /// Whether these are the places that the auth lists, in its order.
    pub(crate) exact: bool,
}

/// The header is `Authorization` if the auth lists it, else the first one.
pub(crate) fn reads(jwt: &Jwt) -> Reads<'_> {
    let headers: Vec<&str> = jwt.headers();
    let cookies: Vec<&str> = jwt
        .from
        .iter()
        .filter_map(|source| match &source.value {
            TokenSource::Cookie(name) => Some(name.as_str()),
            TokenSource::Header(_) => None,
        })
        .collect();
    let usual = headers.iter().find(|name| name.eq_ignore_ascii_case("Authorization"));
    let in_order = !matches!(jwt.from.first().map(|source| &source.value), Some(TokenSource::Cookie(_)));
    Reads {
        header: usual.or(headers.first()).copied().unwrap_or("Authorization"),
        cookie: cookies.first().copied(),
        exact: headers.len() == 1 && cookies.len() <= 1 && in_order,
    }
}
