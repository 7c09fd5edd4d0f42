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

/// A bit for each length that one of them has.
const LENGTHS: u32 = {
    let (mut lengths, mut at) = (0, 0);
    while at < HOP_BY_HOP.len() {
        lengths |= 1 << HOP_BY_HOP[at].len();
        at += 1;
    }
    lengths
};

/// Request headers that each connection gets anew: whom it reaches and how it is framed.
const FRAMING: [&str; 3] = ["host", "content-length", "expect"];

/// What `Connection` may say of the connection itself; anything else names a header.
const KEYWORDS: [&str; 4] = ["", "close", "keep-alive", "upgrade"];

/// Whether a header, lower case, concerns one connection only. Responses lose these, and what [`named`] names.
pub fn is_hop_by_hop(name: &str) -> bool {
    // Most names differ in length from all of them, which is one comparison.
    name.len() < 32 && LENGTHS & (1 << name.len()) != 0 && HOP_BY_HOP.contains(&name)
}

/// Whether a request header, lower case, is made anew for the upstream's connection or left out there.
pub fn is_of_the_connection(name: &str) -> bool {
    is_hop_by_hop(name) || FRAMING.contains(&name)
}

/// The headers that the lines of `Connection` name beside its own keywords: they are for the next hop only.
pub fn named<'a>(lines: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    // Most lines are one keyword, which need not be taken apart.
    let lines = lines.into_iter().filter(|line| !is_keyword(line));
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|token| !is_keyword(token))
}

/// Whether one of `named` is the header, in any case.
pub fn names_it(named: &[&str], name: &str) -> bool {
    named.iter().any(|named| named.eq_ignore_ascii_case(name))
}

fn is_keyword(token: &str) -> bool {
    KEYWORDS.iter().any(|keyword| token.eq_ignore_ascii_case(keyword))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_them_is_found_by_its_length() {
        assert!(HOP_BY_HOP.iter().all(|name| is_hop_by_hop(name)));
        let others = ["content-length", "x", "", "date", "a-name-that-is-as-long-as-no-other-of-them"];
        assert!(!others.iter().any(|name| is_hop_by_hop(name)));
    }

    #[test]
    fn keywords_name_no_header() {
        let lines = ["close, X-Secret ,", "Keep-Alive,upgrade,\tte"];
        assert_eq!(named(lines).collect::<Vec<_>>(), ["X-Secret", "te"]);
        assert!(names_it(&["X-Secret"], "x-secret"));
        assert!(!names_it(&["X-Secret"], "x-secre"));
    }
}
