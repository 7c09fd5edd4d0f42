//! Headers between two neighbours: they concern one connection, so no gateway passes them on (RFC 9110, section 7.6.1).

/// Headers that concern one connection only, in requests and responses.
pub const HOP_BY_HOP: [&str; 10] = [
    "connection",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Request headers that each connection gets anew: whom it reaches and how it is framed.
const FRAMING: [&str; 3] = ["host", "content-length", "expect"];

/// What `Connection` may say of the connection itself; anything else names a header.
const KEYWORDS: [&str; 4] = ["", "close", "keep-alive", "upgrade"];

/// Whether a header, lower case, concerns one connection only. Responses lose these, and what [`named`] names.
pub fn is_hop_by_hop(name: &str) -> bool {
    HOP_BY_HOP.contains(&name)
}

/// Whether a request header, lower case, is made anew for the upstream's connection or left out there.
pub fn is_of_the_connection(name: &str) -> bool {
    is_hop_by_hop(name) || FRAMING.contains(&name)
}

/// The headers that the lines of `Connection` name beside its own keywords: they are for the next hop only.
pub fn named<'a>(lines: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let tokens = lines.into_iter().flat_map(|line| line.split(',')).map(str::trim);
    tokens.filter(|token| !KEYWORDS.iter().any(|keyword| token.eq_ignore_ascii_case(keyword)))
}

/// Whether one of `named` is the header, in any case.
pub fn names_it(named: &[&str], name: &str) -> bool {
    named.iter().any(|named| named.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_name_no_header() {
        let lines = ["close, X-Secret ,", "Keep-Alive,upgrade,\tte"];
        assert_eq!(named(lines).collect::<Vec<_>>(), ["X-Secret", "te"]);
        assert!(names_it(&["X-Secret"], "x-secret"));
        assert!(!names_it(&["X-Secret"], "x-secre"));
    }
}
