//! Which upstream a request goes to, where an endpoint has several.

use gwc_artifact::{EndpointPolicy, SplitBy, Upstream};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use crate::chance::Chance;

/// The upstreams beside that of the endpoint, by their indices in the gateway's list.
#[derive(Debug)]
pub(crate) struct Split {
    headers: Vec<(HeaderName, HeaderValue, usize)>,
    /// Each with the end of its share of a hundred.
    shares: Vec<(u64, usize)>,
}

impl Split {
    /// The split of an endpoint. `Artifact::open` refuses a name that leads nowhere, and sorts the list.
    pub(crate) fn of(policies: &[EndpointPolicy], upstreams: &[Upstream]) -> Option<Box<Split>> {
        let targets = policies.iter().find_map(|policy| match policy {
            EndpointPolicy::Split(targets) => Some(targets),
            _ => None,
        })?;
        let mut split = Split { headers: Vec::new(), shares: Vec::new() };
        let mut end = 0;
        for target in targets {
            let index = upstreams.partition_point(|known| known.name < target.upstream);
            match &target.by {
                SplitBy::Weight(weight) => {
                    end += weight;
                    split.shares.push((end, index));
                }
                SplitBy::Header { name, value } => {
                    let name = HeaderName::from_bytes(name.as_bytes()).ok();
                    let line = name.zip(HeaderValue::from_str(value).ok());
                    split.headers.extend(line.map(|(name, value)| (name, value, index)));
                }
            }
        }
        Some(Box::new(split))
    }

    /// The upstream in place of the endpoint's own, if the request goes to another one.
    pub(crate) fn choose(&self, headers: &HeaderMap, chance: &Chance) -> Option<usize> {
        let has =
            |name: &HeaderName, value: &HeaderValue| headers.get_all(name).iter().any(|line| line == value);
        let by_header =
            self.headers.iter().find(|(name, value, _)| has(name, value)).map(|(.., index)| *index);
        by_header.or_else(|| {
            if self.shares.is_empty() {
                return None;
            }
            let at = chance.below(100);
            self.shares.iter().find(|(end, _)| at < *end).map(|(_, index)| *index)
        })
    }
}

#[cfg(test)]
mod tests {
    use gwc_artifact::SplitTarget;

    use super::*;

    fn split(targets: &[(&str, SplitBy)]) -> Box<Split> {
        let upstreams: Vec<Upstream> =
            ["a", "b", "c"].map(|name| Upstream { name: name.to_owned(), ..Upstream::default() }).into();
        let target =
            |(name, by): &(&str, SplitBy)| SplitTarget { upstream: (*name).to_owned(), by: by.clone() };
        let policy = EndpointPolicy::Split(targets.iter().map(target).collect());
        Split::of(&[policy], &upstreams).unwrap()
    }

    fn header(name: &str, value: &str) -> SplitBy {
        SplitBy::Header { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn a_header_decides_before_the_weights_do() {
        let split = split(&[
            ("b", SplitBy::Weight(100)),
            ("c", header("x-canary", "1")),
            ("a", header("x-canary", "0")),
        ]);
        let chance = Chance::default();
        let chosen = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-canary", HeaderValue::from_static(line));
            }
            split.choose(&headers, &chance)
        };
        assert_eq!(chosen(&[]), Some(1));
        assert_eq!(chosen(&["1"]), Some(2));
        assert_eq!(chosen(&["0"]), Some(0));
        assert_eq!(chosen(&["x", "1"]), Some(2), "any line");
        assert_eq!(chosen(&["0", "1"]), Some(2), "the first of the list");
        assert_eq!(chosen(&["10"]), Some(1), "the whole value");
    }

    #[test]
    fn each_upstream_gets_about_its_share() {
        let split = split(&[("b", SplitBy::Weight(5)), ("c", SplitBy::Weight(20))]);
        let (chance, none) = (Chance::default(), HeaderMap::new());
        let mut counts = [0; 3];
        for _ in 0..100_000 {
            counts[split.choose(&none, &chance).unwrap_or(0)] += 1;
        }
        let [own, five, twenty] = counts;
        assert!((4_000..6_000).contains(&five), "{counts:?}");
        assert!((18_500..21_500).contains(&twenty), "{counts:?}");
        assert_eq!(own + five + twenty, 100_000);
    }

    #[test]
    fn without_weights_all_other_requests_stay() {
        let split = split(&[("c", header("x-canary", "1"))]);
        assert_eq!(split.choose(&HeaderMap::new(), &Chance::default()), None);
    }
}
