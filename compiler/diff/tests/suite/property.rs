//! Random pairs of gateways and random requests: outcomes differ if and only if the request lies in a class that is
//! reported. `GWC_DIFF_PAIRS=10000 GWC_DIFF_REQUESTS=1000 GWC_DIFF_SEED=7 cargo test -p
//! gwc-diff property` is the long form.

use std::io::Write as _;

use gwc_artifact::Gateway;
use gwc_diff::{Change, Comparison, End, Kind, PathPart, Region, Routing, Side, compare};

use crate::build::{gin, side};
use crate::observe::{Held, Request, Served};
use crate::random::{Random, composed, pair, renamed};
use crate::requests::{METHODS, all, any_request, some, tokens};
use crate::witnessed;

/// Pairs and requests of the short form.
const PAIRS: u64 = 100;
const REQUESTS: u64 = 60;
/// Exceptions that are printed, each as soon as it is found.
const SHOWN: usize = 12;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
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
        Pair { sides, served, comparison, seed }
    }

    /// The exceptions that a pair is: none.
    fn exceptions(&self, random: &mut Random, held: &[Held], (requests, odd): (usize, bool)) -> Vec<String> {
        let mut found = Vec::new();
        let unexplained = &self.comparison.verdict.completeness.unexplained;
        if !unexplained.is_empty() {
            found.push(format!("unexplained: {unexplained:?}"));
        }
        found.extend((0..requests).find_map(|_| self.check(&any_request(random, held, odd)).err()));
        found.extend(self.check_borders(random, held, odd).err());
        found.extend(self.check_everywhere().err());
        found.extend(self.check_regions(held).err());
        found.extend(self.check_witnesses().err());
        found
    }

    /// The changes of a comparison, each in a line.
    fn changes(&self, of: impl IntoIterator<Item = usize>) -> String {
        let one = |at: usize| {
            let Change { kind, before, after, endpoints, .. } = &self.comparison.changes[at];
            format!("  {} {endpoints:?}: {before:?} -> {after:?}\n", kind.name())
        };
        of.into_iter().map(one).collect()
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
            let rest = Gateway { endpoints: Vec::new(), auth: Vec::new(), ..gateway.clone() };
            text += &format!("{rest:?}\n");
        }
        text
    }

    fn is_of_two_programs(&self) -> bool {
        let [one, other] = self.sides.each_ref().map(|side| matches!(side.routing, Routing::Gin(_)));
        one != other
    }

    fn differs(&self, request: &Request) -> Option<[String; 2]> {
        // No endpoint has such a method, so nothing but the gateway's own answer differs.
        if request.method == "TRACE" {
            return None;
        }
        let seen = [self.served[0].observe(request), self.served[1].observe(request)];
        // Which of its own answers KrakenD gives, the simulation does not tell.
        let is_own = self.is_of_two_programs() && seen.iter().all(|seen| is_own(seen));
        (!is_own && seen[0] != seen[1]).then_some(seen)
    }

    fn check(&self, request: &Request) -> Result<(), String> {
        match self.differs(request) {
            Some([before, after]) if !is_reported(&self.comparison, request) => {
                let changes = self.changes(0..self.comparison.changes.len());
                Err(format!("not reported: {request:?}\nbefore {before}\nafter  {after}\n{changes}"))
            }
            _ => Ok(()),
        }
    }

    /// A request of each region and of the paths next to it, with every method.
    fn check_borders(&self, random: &mut Random, held: &[Held], odd: bool) -> Result<(), String> {
        for region in &self.comparison.regions {
            let paths = neighbours(&path_of(region)).into_iter().filter(|path| odd || !path.contains("//"));
            for (path, method) in paths.flat_map(|path| METHODS.map(|method| (path.clone(), method))) {
                self.check(&Request { path, method, ..any_request(random, held, odd) })?;
            }
        }
        Ok(())
    }

    /// Each witness is answered by both sides as it states.
    fn check_witnesses(&self) -> Result<(), String> {
        for (at, change) in self.comparison.changes.iter().enumerate() {
            let Some(witness) = change.witness.as_ref().filter(|_| !change.endpoints.is_empty()) else {
                continue;
            };
            let Some(request) = witnessed::request(witness) else { continue };
            let seen = self.served.each_ref().map(|served| served.observe(&request));
            if !states(&witness.before, &seen[0]) || !states(&witness.after, &seen[1]) {
                let changes = self.changes([at]);
                return Err(format!(
                    "untrue: {witness:?}\nbefore {}\nafter  {}\n{changes}",
                    seen[0], seen[1]
                ));
            }
        }
        Ok(())
    }

    /// What every response has differs exactly where a change of the gateway as a whole says so.
    fn check_everywhere(&self) -> Result<(), String> {
        let of_all = |change: &Change| {
            change.endpoints.is_empty()
                && matches!(change.kind, Kind::HeadersEdited | Kind::CorsWidened | Kind::CorsNarrowed)
        };
        let [before, after] = self.served.each_ref().map(Served::everywhere);
        let reported = self.comparison.changes.iter().any(of_all);
        match (before != after) == reported {
            true => Ok(()),
            false => Err(format!("everywhere\nbefore {before}\nafter  {after}\n")),
        }
    }

    /// Some request of each region is decided otherwise.
    fn check_regions(&self, held: &[Held]) -> Result<(), String> {
        let own = |region: &Region| {
            region.changes.iter().all(|at| self.comparison.changes[*at].kind == Kind::OwnAnswerChanged)
        };
        for region in &self.comparison.regions {
            // Which of its own answers KrakenD gives, the simulation does not tell.
            if own(region) && self.sides.iter().any(|side| matches!(side.routing, Routing::Gin(_))) {
                continue;
            }
            let Some(method) =
                METHODS.into_iter().find(|method| *method != "TRACE" && has_method(region, method))
            else {
                continue;
            };
            let path = path_of(region);
            let mut requests = some(&path, method, held, self.seed).chain(all(&path, method, held));
            if !requests.any(|request: Request| self.differs(&request).is_some()) {
                let changes = self.changes(region.changes.iter().copied());
                return Err(format!("nothing differs for {method} {path}:\n{changes}"));
            }
        }
        Ok(())
    }
}

/// Whether a gateway answers without an endpoint.
fn is_own(observed: &str) -> bool {
    let starts = ["no endpoint", "404", "405", "400", "204 ", "redirected"];
    starts.iter().any(|start| observed.starts_with(start))
}

/// Whether a witness states what is observed. KrakenD's own answers are not told apart by the simulation.
fn states(text: &str, observed: &str) -> bool {
    let of_fixed = |text: &str| text.split_once(" [").is_some_and(|(status, _)| status.len() == 3);
    let is_refused = observed.get(..3).is_some_and(|start| start.bytes().all(|byte| byte.is_ascii_digit()));
    let unmatched = observed == "no endpoint";
    match text.split(';').next().unwrap_or_default() {
        text if of_fixed(text) => observed.contains("FixedResponse"),
        text if text.starts_with("501") => observed.ends_with("501"),
        text if text.starts_with("the health") => observed.ends_with("health"),
        text if text.starts_with("30") => !is_refused && observed.contains(&text[..4]),
        text if text.starts_with("redirected") || text.starts_with("204") || text.starts_with("405") => {
            unmatched || observed.starts_with(&text[..3])
        }
        // What a service makes of a credential that it does not know is up to it; then the page counts.
        text if text.starts_with("as ") => {
            !is_refused || observed.starts_with("401") || observed == "403 page"
        }
        text if text.starts_with("404") => unmatched || observed.starts_with("404"),
        text if text.starts_with('4') => observed.starts_with(&text[..3]),
        text => {
            let path = text.rsplit_once(":80").or(text.rsplit_once(":443")).map_or("", |(_, path)| path);
            text.starts_with("to ") && !is_refused && observed.contains(&format!(" {path} "))
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

/// A path, the one above it, the one below it, and each with a slash more or less.
fn neighbours(path: &str) -> Vec<String> {
    let plain = path.strip_suffix('/').unwrap_or(path);
    let above = plain.rsplit_once('/').map_or("", |(above, _)| above);
    let all = [plain.to_owned(), above.to_owned(), format!("{plain}/zz")];
    all.into_iter().flat_map(|path| [format!("{path}/"), path]).filter(|path| !path.is_empty()).collect()
}

fn run(
    tails: bool,
    odd: bool,
    make: impl Fn(&Gateway, &Gateway, &mut Random) -> Option<([Side; 2], [Served; 2])>,
) -> u64 {
    let (pairs, seed, held) = (number("GWC_DIFF_PAIRS", PAIRS), number("GWC_DIFF_SEED", 1), tokens());
    let requests = number("GWC_DIFF_REQUESTS", REQUESTS);
    let first = number("GWC_DIFF_AT", seed.wrapping_mul(1_000_003));
    let (mut compared, mut exceptions) = (0, 0);
    for at in 0..pairs {
        let seed = first.wrapping_add(at);
        let mut random = Random(seed);
        let (before, after) = pair(&mut random, tails);
        let Some((sides, served)) = make(&before, &after, &mut random) else { continue };
        let pair = Pair::of(sides, served, seed);
        compared += 1;
        for exception in pair.exceptions(&mut random, &held, (requests as usize, odd)) {
            exceptions += 1;
            if exceptions <= SHOWN {
                let whole = if pairs == 1 { pair.shown() } else { String::new() };
                show(&format!("seed {seed}: {exception}{whole}"));
            }
        }
    }
    assert_eq!(
        exceptions, 0,
        "of {compared} pairs, printed above; `GWC_DIFF_PAIRS=1 GWC_DIFF_AT=SEED` shows one of them whole"
    );
    compared
}

/// Prints an exception as soon as it is found: what the harness captures is shown at the end of a run only.
fn show(exception: &str) {
    writeln!(std::io::stderr(), "{exception}").expect("standard error is open");
}

#[test]
fn what_gwr_decides_otherwise_is_reported_and_nothing_else() {
    let compared = run(true, false, |before, after, _| {
        let sides = [side(before.clone()), side(after.clone())];
        Some((sides, [Served::by_gwr(before), Served::by_gwr(after)]))
    });
    assert!(compared > 0);
}

#[test]
fn what_krakend_decides_otherwise_is_reported() {
    let compared = run(false, true, |before, after, random| {
        let old = composed::any(before, random);
        let mut new = old.clone();
        for _ in 0..random.below(3) {
            composed::edit(&mut new, after, random);
        }
        let served = [Served::by_gin(before, &old)?, Served::by_gin(after, &new)?];
        Some(([composed::put(gin(before.clone()), &old), composed::put(gin(after.clone()), &new)], served))
    });
    assert!(compared > 0);
}

/// One of the gateways is KrakenD's, with what its endpoints compose.
fn moved(before: &Gateway, after: &Gateway, random: &mut Random) -> Option<([Side; 2], [Served; 2])> {
    let is_old = random.one_in(2);
    let krakend = if is_old { before } else { after };
    let composed = composed::any(krakend, random);
    let of_gin = (composed::put(gin(krakend.clone()), &composed), Served::by_gin(krakend, &composed)?);
    let of_gwr = |gateway: &Gateway| (side(gateway.clone()), Served::by_gwr(gateway));
    let (one, other) = if is_old { (of_gin, of_gwr(after)) } else { (of_gwr(before), of_gin) };
    Some(([one.0, other.0], [one.1, other.1]))
}

#[test]
fn what_another_program_decides_otherwise_is_reported() {
    assert!(run(false, true, moved) > 0);
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
