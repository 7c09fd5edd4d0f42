//! Random pairs of gateways and random requests: outcomes differ if and only if the request lies in a class that is
//! reported. `GWC_DIFF_PAIRS=10000 GWC_DIFF_SEED=7 cargo test --release -p gwc-diff property` is the long form.

use std::net::IpAddr;

use gwc_artifact::Gateway;
use gwc_diff::{Comparison, End, Kind, PathPart, Region, Routing, Side, compare};

use crate::build::{gin, side};
use crate::observe::{At, Held, Request, Served};
use crate::random::{Random, pair, renamed};

/// Pairs and requests of the short form.
const PAIRS: u64 = 100;
const REQUESTS: usize = 60;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn tokens() -> Vec<Held> {
    let usual =
        Held::Token("https://id.example", "RS256", &["one"], At::Header("Authorization"), 0, "admin", true);
    let mut all = vec![Held::None, usual];
    for issuer in ["https://id.example", "https://other.example", "https://third.example"] {
        for algorithm in ["RS256", "ES256"] {
            for audiences in [&["one"][..], &["two"], &["one", "two"], &[]] {
                for at in [At::Header("Authorization"), At::Header("X-Token"), At::Cookie("t")] {
                    for (late, role, vip) in qualities() {
                        all.push(Held::Token(issuer, algorithm, audiences, at, late, role, vip));
                    }
                }
            }
        }
    }
    for header in ["X-Key", "Authorization"] {
        all.extend(["hk-", "sk-", "no-"].map(|prefix| Held::Key(header, prefix)));
    }
    all
}

/// How long a token is over, its role, and whether it is a VIP's.
fn qualities() -> impl Iterator<Item = (u64, &'static str, bool)> {
    let roles = ["admin", "user", "guest"];
    let each =
        move |late: u64| roles.into_iter().flat_map(move |role| [(late, role, true), (late, role, false)]);
    [0, 30, 90].into_iter().flat_map(each)
}

fn addresses() -> Vec<IpAddr> {
    ["10.0.0.1", "10.1.0.1", "10.1.2.1", "11.0.0.1", "2001:db8::1"]
        .map(|text| text.parse().expect("an address"))
        .to_vec()
}

const HOSTS: [&str; 3] = ["a.example", "b.example:8080", "c.example"];
const METHODS: [&str; 6] = ["GET", "POST", "OPTIONS", "HEAD", "DELETE", "TRACE"];

fn any_request(random: &mut Random, held: &[Held], odd: bool) -> Request {
    let depth = random.below(5);
    let mut path = String::new();
    for _ in 0..depth {
        let texts: &[&str] =
            if odd { &["a", "b", "ab", "x", "aa", "abc", ""] } else { &["a", "b", "ab", "x", "aa"] };
        path += &format!("/{}", random.of(texts));
    }
    if path.is_empty() || random.one_in(5) {
        path += "/";
    }
    Request {
        method: random.of(&METHODS),
        path,
        host: random.of(&HOSTS),
        address: random.of(&addresses()),
        held: random.of(held),
        websocket: random.one_in(4),
    }
}

/// The regions that a request lies in. A path with an empty segment is refused by `gwr` before it is matched.
fn is_reported(comparison: &Comparison, request: &Request) -> bool {
    let slash = request.path.len() > 1 && request.path.ends_with('/');
    let body = request.path[1..].strip_suffix('/').filter(|_| slash).unwrap_or(&request.path[1..]);
    let segments: Vec<&str> = if request.path == "/" { Vec::new() } else { body.split('/').collect() };
    comparison.regions.iter().any(|region| region.contains(request.method, &segments, slash))
}

struct Pair {
    sides: [Side; 2],
    served: [Served; 2],
    comparison: Comparison,
    seed: u64,
}

impl Pair {
    fn of(sides: [Side; 2], served: [Served; 2], seed: u64) -> Pair {
        let comparison = compare(&sides[0], &sides[1]).expect("a small pair");
        let unexplained = &comparison.verdict.completeness.unexplained;
        assert!(unexplained.is_empty(), "seed {seed}: {unexplained:?}\n{:#?}", comparison.changes);
        Pair { sides, served, comparison, seed }
    }

    /// Both gateways, what they share left out.
    fn shown(&self) -> String {
        let [before, after] = self.sides.each_ref().map(|side| &side.gateway);
        let mut text = String::new();
        for gateway in [before, after] {
            text += "---\n";
            for endpoint in &gateway.endpoints {
                text += &format!("{endpoint:?}\n");
            }
            for auth in gateway.auth.iter().filter(|auth| before.auth != after.auth || auth.name != "other") {
                text += &format!("{auth:?}\n");
            }
            text += &format!("{:?} {:?} {:?}\n", gateway.ip, gateway.rate_limit, gateway.hosts);
        }
        text
    }

    fn differs(&self, request: &Request) -> Option<[String; 2]> {
        // No endpoint has such a method, so nothing but the gateway's own answer differs.
        if request.method == "TRACE" {
            return None;
        }
        let seen = [self.served[0].observe(request), self.served[1].observe(request)];
        (seen[0] != seen[1]).then_some(seen)
    }

    fn check(&self, request: &Request) {
        if let Some([before, after]) = self.differs(request) {
            assert!(
                is_reported(&self.comparison, request),
                "seed {}: not reported: {request:?}\nbefore {before}\nafter {after}\n{:#?}\n{}",
                self.seed,
                self.comparison.changes,
                self.shown()
            );
        }
    }

    /// Some request of each region is decided otherwise.
    fn check_regions(&self, held: &[Held]) {
        let own = |region: &Region| {
            region.changes.iter().all(|at| self.comparison.changes[*at].kind == Kind::OwnAnswerChanged)
        };
        for region in &self.comparison.regions {
            // Which of its own answers KrakenD gives, the simulation does not tell.
            if own(region) && matches!(self.sides[0].routing, Routing::Gin(_)) {
                continue;
            }
            let Some(method) =
                METHODS.into_iter().find(|method| *method != "TRACE" && has_method(region, method))
            else {
                continue;
            };
            let path = path_of(region);
            let addresses = addresses();
            let mut requests = HOSTS.into_iter().flat_map(|host| {
                let path = &path;
                addresses.iter().flat_map(move |address| {
                    held.iter().flat_map(move |held| {
                        [false, true].map(|websocket| Request {
                            method,
                            path: path.clone(),
                            host,
                            address: *address,
                            held: *held,
                            websocket,
                        })
                    })
                })
            });
            assert!(
                requests.any(|request| self.differs(&request).is_some()),
                "seed {}: nothing differs for {method} {path}: {:#?}\n{}",
                self.seed,
                region.changes.iter().map(|at| &self.comparison.changes[*at]).collect::<Vec<_>>(),
                self.shown()
            );
        }
    }
}

fn has_method(region: &Region, method: &str) -> bool {
    gwc_artifact::Method::parse(method).is_some_and(|method| region.methods.contains(method))
}

/// A path of a region.
fn path_of(region: &Region) -> String {
    let segment = |part: &PathPart| match part {
        PathPart::Literal(text) => format!("/{text}"),
        PathPart::Other(_) => "/zz".to_owned(),
        PathPart::Empty => "/".to_owned(),
    };
    let mut path: String = region.parts.iter().map(segment).collect();
    path += match region.end {
        End::Here => "",
        End::Slash => "/",
        End::Deeper => "/zz",
        End::DeeperSlash => "/zz/",
    };
    if path.is_empty() { "/".to_owned() } else { path }
}

fn run(tails: bool, odd: bool, make: impl Fn(&Gateway, &Gateway) -> Option<([Side; 2], [Served; 2])>) -> u64 {
    let (pairs, seed, held) = (number("GWC_DIFF_PAIRS", PAIRS), number("GWC_DIFF_SEED", 1), tokens());
    let mut compared = 0;
    for at in 0..pairs {
        let seed = seed.wrapping_mul(1_000_003).wrapping_add(at);
        let mut random = Random(seed);
        let (before, after) = pair(&mut random, tails);
        let Some((sides, served)) = make(&before, &after) else { continue };
        let pair = Pair::of(sides, served, seed);
        compared += 1;
        for _ in 0..REQUESTS {
            pair.check(&any_request(&mut random, &held, odd));
        }
        pair.check_regions(&held);
    }
    compared
}

#[test]
fn what_gwr_decides_otherwise_is_reported_and_nothing_else() {
    let compared = run(true, false, |before, after| {
        let sides = [side(before.clone()), side(after.clone())];
        Some((sides, [Served::by_gwr(before), Served::by_gwr(after)]))
    });
    assert!(compared > 0);
}

#[test]
fn what_krakend_routes_otherwise_is_reported() {
    let compared = run(false, true, |before, after| {
        let served = [Served::by_gin(before)?, Served::by_gin(after)?];
        Some(([gin(before.clone()), gin(after.clone())], served))
    });
    assert!(compared > 50);
}

/// Edits that change no request: another order, other names, other spellings.
#[test]
fn edits_without_an_effect_are_no_change() {
    let (pairs, seed) = (number("GWC_DIFF_NO_OPS", 1000), number("GWC_DIFF_SEED", 1));
    for at in 0..pairs {
        let mut random = Random(seed.wrapping_mul(1_000_033).wrapping_add(at));
        let (before, _) = pair(&mut random, true);
        let after = renamed(&before, &mut random);
        for sides in [
            [side(before.clone()), side(after.clone())],
            [gin(before.clone()), gin(after.clone())],
            [side(after.clone()), side(after.clone())],
        ] {
            let found = compare(&sides[0], &sides[1]).expect("a small pair");
            let completeness = &found.verdict.completeness;
            assert!(found.changes.is_empty(), "seed {seed} {at}: {:#?}", found.changes);
            assert!(completeness.unexplained.is_empty(), "seed {seed} {at}: {completeness:?}");
        }
    }
}
