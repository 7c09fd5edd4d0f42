//! Which query parameters an upstream sees.

use gwc_artifact::ForwardQuery;

use super::percent::decoded;

/// The query decision of an endpoint.
#[derive(Debug)]
pub(crate) enum QueryPlan {
    All,
    None,
    List(Vec<String>),
}

impl QueryPlan {
    pub(crate) fn of(forward: &ForwardQuery) -> QueryPlan {
        match forward {
            ForwardQuery::All => QueryPlan::All,
            ForwardQuery::None => QueryPlan::None,
            ForwardQuery::List(names) => QueryPlan::List(names.to_vec()),
        }
    }

    /// Appends `?` and what passes of the query, with the bytes and in the order it came; nothing when nothing passes.
    pub(crate) fn append(&self, query: Option<&str>, path: &mut String) {
        let Some(query) = query else { return };
        match self {
            QueryPlan::None => {}
            QueryPlan::All => path.extend(["?", query]),
            QueryPlan::List(names) => {
                let mut separator = '?';
                for part in query.split('&').filter(|part| passes(part, names)) {
                    path.push(separator);
                    path.push_str(part);
                    separator = '&';
                }
            }
        }
    }
}

/// Whether a `name=value` part is one of `names`. A part with a raw `;` never is: some servers end a parameter there
/// (Go's `net/url` drops such a part too).
fn passes(part: &str, names: &[String]) -> bool {
    let name = part.split_once('=').map_or(part, |(name, _)| name).replace('+', " ");
    !part.contains(';') && names.iter().any(|allowed| decoded(&name).eq(allowed.bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_keeps_order_and_bytes() {
        let plan = QueryPlan::List(vec!["a b".to_owned(), "page".to_owned()]);
        let passed = |query: &str| {
            let mut path = "/x".to_owned();
            plan.append(Some(query), &mut path);
            path
        };
        assert_eq!(passed("page=2&z=1&a+b=%41&a%20b&page=3"), "/x?page=2&a+b=%41&a%20b&page=3");
        assert_eq!(passed("p%61ge=%26z=1"), "/x?p%61ge=%26z=1");
        assert_eq!(passed("Page=1&pagee=2&%zzpage=3&z;page=4&page=5;z=6"), "/x");
        assert_eq!(passed(""), "/x");
    }

    #[test]
    fn all_is_raw_and_none_is_nothing() {
        let mut path = "/x".to_owned();
        QueryPlan::None.append(Some("a=1"), &mut path);
        assert_eq!(path, "/x");
        QueryPlan::All.append(Some("b=2;&&=%zz"), &mut path);
        assert_eq!(path, "/x?b=2;&&=%zz");
    }
}
