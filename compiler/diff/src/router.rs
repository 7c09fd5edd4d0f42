//! Which endpoint answers a class of paths on one side.

use gwc_artifact::{Endpoint, Method, MethodSet, Segment, Semantics};
use gwc_krakend::gin::{GinVersion, Router};

use crate::side::{Gin, Routing, Side};
use crate::trie::{Leaf, METHODS, Trie, position};

/// What happens to the requests of a class, before any policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An endpoint takes them, by its index.
    Endpoint(u32),
    /// The gateway answers itself.
    Own(Own),
}

/// What the gateway answers to requests that no endpoint takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// 404.
    NotFound,
    /// 405, with the methods of the path.
    MethodNotAllowed(MethodSet),
    /// 204 to `OPTIONS`, with the methods of the path.
    Options(MethodSet),
    /// A redirect to the path with a slash more or less at its end.
    Redirect,
    /// 400: the path has two slashes in a row.
    EmptySegment,
}

/// Outcomes by method, as in [`Method::ALL`]; the last is for methods that no endpoint can have.
pub(crate) type Outcomes = [Outcome; METHODS + 1];

/// A place in the tree of one side that a path may have reached, in the order in which a router tries them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Live {
    /// A node.
    Node(u32),
    /// The tail of a node: it takes all that is below.
    Tail(u32),
}

/// One side, ready to be asked.
pub(crate) struct Asked<'s> {
    pub(crate) side: &'s Side,
    pub(crate) trie: Trie,
    gin: Option<(Gin, Router)>,
}

impl<'s> Asked<'s> {
    pub(crate) fn new(side: &'s Side) -> Asked<'s> {
        let endpoints = &side.gateway.endpoints;
        let gin = match side.routing {
            Routing::Gwr => None,
            Routing::Gin(gin) => registered(gin, endpoints).map(|router| (gin, router)),
        };
        Asked { side, trie: Trie::of(endpoints), gin }
    }

    /// The endpoint at an index.
    pub(crate) fn endpoint(&self, index: u32) -> &'s Endpoint {
        &self.side.gateway.endpoints[index as usize]
    }

    /// Whether KrakenD's router looks its requests up.
    pub(crate) fn is_gin(&self) -> bool {
        matches!(self.side.routing, Routing::Gin(_))
    }

    /// The outcomes of a path that has reached these places and ends there. `path` is one of the class, decoded.
    pub(crate) fn outcomes(&self, live: &[Live], slash: bool, path: &str) -> Outcomes {
        match &self.gin {
            Some((gin, router)) => by_gin(*gin, router, path),
            None if self.is_gin() || self.side.gateway.semantics == Semantics::Krakend => {
                self.by_trie_of_krakend(live, slash, path)
            }
            None if path.contains("//") => [Outcome::Own(Own::EmptySegment); METHODS + 1],
            None => self.by_trie(live, slash),
        }
    }

    /// As `gwr` answers by the rules of KrakenD, and as KrakenD would if it started. A path with a slash more or less is
    /// redirected; the paths that differ in case or have empty segments are not told apart.
    fn by_trie_of_krakend(&self, live: &[Live], slash: bool, path: &str) -> Outcomes {
        let find = |method: Method, slash: bool| {
            live.iter().filter_map(|live| self.leaf(*live, slash)).find_map(|leaf| leaf[position(method)])
        };
        let allowed: MethodSet =
            Method::ALL.into_iter().filter(|method| find(*method, slash).is_some()).collect();
        let router = &self.side.gateway.krakend;
        let redirects = (router.redirects_trailing_slash || router.redirects_fixed_path) && path != "/";
        let missed = if router.answers_other_methods { missed(allowed) } else { Own::NotFound };
        let mut outcomes = [Outcome::Own(missed); METHODS + 1];
        for method in Method::ALL {
            outcomes[position(method)] = match find(method, slash) {
                Some(endpoint) => Outcome::Endpoint(endpoint),
                None if redirects && find(method, !slash).is_some() => Outcome::Own(Own::Redirect),
                None if method == Method::Options && router.answers_options && !allowed.is_empty() => {
                    Outcome::Own(Own::Options(allowed))
                }
                None => Outcome::Own(missed),
            };
        }
        outcomes
    }

    fn by_trie(&self, live: &[Live], slash: bool) -> Outcomes {
        let leaves = || live.iter().filter_map(|live| self.leaf(*live, slash));
        let declared: MethodSet = leaves().flat_map(methods).collect();
        let allowed = answered(declared);
        let mut outcomes = [Outcome::Own(missed(allowed)); METHODS + 1];
        for method in Method::ALL {
            let instead = (method == Method::Head).then_some(Method::Get);
            let found = leaves().find_map(|leaf| {
                leaf[position(method)].or_else(|| instead.and_then(|instead| leaf[position(instead)]))
            });
            outcomes[position(method)] = match found {
                Some(endpoint) => Outcome::Endpoint(endpoint),
                None if method == Method::Options && !allowed.is_empty() => {
                    Outcome::Own(Own::Options(allowed))
                }
                None => Outcome::Own(missed(allowed)),
            };
        }
        outcomes
    }

    fn leaf(&self, live: Live, slash: bool) -> Option<&Leaf> {
        match live {
            Live::Node(node) if slash => {
                let below = *self.trie.nodes[node as usize].literals.get("")?;
                Some(&self.trie.nodes[below as usize].here)
            }
            Live::Node(node) => Some(&self.trie.nodes[node as usize].here),
            // No segment of a tail is empty; gin's catch-all takes everything.
            Live::Tail(_) if slash && !self.is_gin() => None,
            Live::Tail(node) => self.trie.nodes[node as usize].tail.as_deref(),
        }
    }

    /// The places that a path reaches with one segment more: a text, or any other.
    pub(crate) fn step(&self, live: &[Live], segment: Option<&str>) -> Vec<Live> {
        let mut next = Vec::new();
        for live in live {
            let Live::Node(node) = *live else {
                next.push(*live);
                continue;
            };
            let place = &self.trie.nodes[node as usize];
            let literal = segment.and_then(|segment| place.literals.get(segment));
            next.extend(literal.map(|child| Live::Node(*child)));
            next.extend(place.param.map(Live::Node));
            next.extend(place.tail.as_ref().map(|_| Live::Tail(node)));
        }
        next
    }
}

fn methods(leaf: &Leaf) -> impl Iterator<Item = Method> {
    Method::ALL.into_iter().filter(|method| leaf[position(*method)].is_some())
}

/// With the methods that no endpoint needs to declare, as the matcher of `gwr` adds them.
fn answered(mut declared: MethodSet) -> MethodSet {
    if declared.contains(Method::Get) {
        declared.insert(Method::Head);
    }
    if !declared.is_empty() {
        declared.insert(Method::Options);
    }
    declared
}

fn missed(allowed: MethodSet) -> Own {
    if allowed.is_empty() { Own::NotFound } else { Own::MethodNotAllowed(allowed) }
}

fn by_gin(gin: Gin, router: &Router, path: &str) -> Outcomes {
    let found = Method::ALL.map(|method| router.find(method.as_str(), path));
    let pairs = || Method::ALL.into_iter().zip(&found);
    let allowed: MethodSet =
        pairs().filter(|(_, lookup)| lookup.route.is_some()).map(|(method, _)| method).collect();
    let missed = match gin.method_not_allowed {
        true => missed(allowed),
        false => Own::NotFound,
    };
    let mut outcomes = [Outcome::Own(missed); METHODS + 1];
    for (method, lookup) in pairs() {
        outcomes[position(method)] = match lookup.route {
            Some(endpoint) => Outcome::Endpoint(endpoint as u32),
            None if method == Method::Options && gin.auto_options && !allowed.is_empty() => {
                Outcome::Own(Own::Options(allowed))
            }
            None if lookup.other_slash && gin.trailing_slash && path != "/" => Outcome::Own(Own::Redirect),
            None => Outcome::Own(missed),
        };
    }
    outcomes
}

/// A router with these endpoints; `None` where gin refuses one, and KrakenD would not start. They are registered in one
/// order, whatever that of the file: it changes nothing but for which paths gin suggests another slash.
fn registered(gin: Gin, endpoints: &[Endpoint]) -> Option<Router> {
    let mut router = Router::new(GinVersion::of_krakend((2, gin.minor, u16::MAX)));
    let mut order: Vec<usize> = (0..endpoints.len()).collect();
    order.sort_by_cached_key(|index| shape(&endpoints[*index].path.segments));
    for index in order {
        let endpoint = &endpoints[index];
        let path: String = endpoint.path.segments.iter().map(as_gin_has_it).collect();
        let path = if path.is_empty() { "/" } else { &path };
        router.add(endpoint.method.as_str(), path, index).ok()?;
    }
    Some(router)
}

/// A path without the names of its parameters.
pub(crate) fn shape(segments: &[Segment]) -> Vec<(u8, String)> {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => (0, text.to_string()),
        Segment::Param(_) => (1, String::new()),
        Segment::Tail => (2, String::new()),
    };
    segments.iter().map(segment).collect()
}

fn as_gin_has_it(segment: &Segment) -> String {
    match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Param(name) => format!("/:{name}"),
        Segment::Tail => "/*rest".to_owned(),
    }
}
