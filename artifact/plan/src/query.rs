//! Which query parameters an upstream sees.

use gwc_artifact::ForwardQuery;

use crate::percent::decoded_with;

/// The query decision of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryPlan {
    /// The query as it came.
    All,
    /// No query.
    None,
    /// These parameters, by name, as they came and in their order.
    List(Vec<String>),
}

impl QueryPlan {
    /// The plan of what an endpoint forwards.
    pub fn of(forward: &ForwardQuery) -> QueryPlan {
        match forward {
            ForwardQuery::All => QueryPlan::All,
            ForwardQuery::None => QueryPlan::None,
            ForwardQuery::List(names) => QueryPlan::List(names.to_vec()),
        }
    }

    /// Appends `?` and what passes of the query, with the bytes and in the order it came; nothing when nothing passes.
    pub fn append(&self, query: Option<&str>, path: &mut String) {
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
    let name = part.split_once('=').map_or(part, |(name, _)| name);
    !part.contains(';') && names.iter().any(|allowed| decoded_with(name, b' ').eq(allowed.bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(plan: &QueryPlan, query: &str) -> String {
        let mut path = "/x".to_owned();
        plan.append(Some(query), &mut path);
        path
    }

    #[test]
    fn a_list_keeps_order_and_bytes() {
        let plan = QueryPlan::List(vec!["a b".to_owned(), "page".to_owned()]);
        assert_eq!(passed(&plan, "page=2&z=1&a+b=%41&a%20b&page=3"), "/x?page=2&a+b=%41&a%20b&page=3");
        assert_eq!(passed(&plan, "p%61ge=%26z=1"), "/x?p%61ge=%26z=1");
        assert_eq!(passed(&plan, "Page=1&pagee=2&%zzpage=3&z;page=4&page=5;z=6"), "/x");
        assert_eq!(passed(&plan, ""), "/x");
        assert_eq!(passed(&plan, "a%2bb=1"), "/x");
    }

    #[test]
    fn all_is_raw_and_none_is_nothing() {
        assert_eq!(passed(&QueryPlan::None, "a=1"), "/x");
        assert_eq!(passed(&QueryPlan::All, "b=2;&&=%zz"), "/x?b=2;&&=%zz");
    }
}
