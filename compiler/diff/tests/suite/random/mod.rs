//! Random gateways, edits and requests.

use std::time::Duration;

use gwc_artifact::{
    AddressRule, AdminListener, Backend, ClientKey, Credential, Endpoint, FixedResponse, Forward,
    ForwardHeaders, ForwardQuery, Gateway, HeaderLine, HeaderNames, KrakendRouter, Limit, LogLevel, Method,
    Network, PerClient, Rate, RateLimit, Redirect, Respond, Semantics, Set, Stream, Template, Text, Timeouts,
    Window,
};

pub(crate) mod composed;
mod counting;
mod credentials;
mod focus;
mod renamed;
mod settle;
mod traffic;
mod upstreams;

pub(crate) use renamed::renamed;

use crate::build::{endpoint, gateway};

/// A generator of random numbers (`SplitMix64`): the same for the same seed on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub(crate) fn of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// Each of these or not.
    pub(crate) fn some<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        items.iter().filter(|_| self.one_in(2)).cloned().collect()
    }
}

const METHODS: [Method; 4] = [Method::Get, Method::Get, Method::Post, Method::Options];

/// A pair of gateways that differ here and there.
pub(crate) fn pair(random: &mut Random, tails: bool) -> (Gateway, Gateway) {
    let count = 1 + random.below(6);
    let endpoints = (0..count).map(|_| any_endpoint(random, tails)).collect();
    let mut before = gateway(unique(endpoints));
    credentials::set(&mut before, random);
    traffic::set(&mut before);
    if tails && random.one_in(5) {
        before.semantics = Semantics::Krakend;
        (0..random.below(3)).for_each(|_| edit_router(&mut before.krakend, random));
    }
    for _ in 0..random.below(3) {
        edit_shared(&mut before, random);
    }
    let focus = random.one_in(2).then(|| focus::Focus::any(&before, random));
    if let Some(focus) = focus {
        focus.prepare(&mut before, random);
    }
    let mut after = before.clone();
    match focus {
        Some(focus) => focus.edit(&mut after, random),
        None => (0..1 + random.below(3)).for_each(|_| edit(&mut after, random, tails)),
    }
    settle::settle(&mut before);
    settle::settle(&mut after);
    (before, after)
}

/// One endpoint for each method and path: no router takes two. gin takes no two names for a parameter of one place either,
/// so a parameter has the name of its position.
fn unique(endpoints: Vec<Endpoint>) -> Vec<Endpoint> {
    let mut kept: Vec<Endpoint> = Vec::new();
    for endpoint in endpoints {
        if !kept.iter().any(|known| known.id == endpoint.id) {
            kept.push(endpoint);
        }
    }
    kept
}

fn any_endpoint(random: &mut Random, tails: bool) -> Endpoint {
    let depth = random.below(4);
    let mut path = String::new();
    for position in 0..depth {
        path += &match random.below(3) {
            0 => format!("/{{p{position}}}"),
            _ => format!("/{}", random.of(&["a", "b", "ab", "aa"])),
        };
    }
    match random.below(8) {
        0 if tails => path += "/*",
        1 if depth > 0 => path += "/",
        _ => {}
    }
    let path = if path.is_empty() { "/".to_owned() } else { path };
    let mut one = endpoint(random.of(&METHODS), &path);
    for _ in 0..random.below(4) {
        edit_endpoint(&mut one, random);
    }
    one
}

fn edit(gateway: &mut Gateway, random: &mut Random, tails: bool) {
    let at = random.below(gateway.endpoints.len().max(1));
    match random.below(9) {
        0 => {
            gateway.endpoints.push(any_endpoint(random, tails));
            gateway.endpoints = unique(std::mem::take(&mut gateway.endpoints));
        }
        1 if gateway.endpoints.len() > 1 => {
            gateway.endpoints.remove(at);
        }
        2 => credentials::edit(gateway, random),
        3 | 4 => edit_shared(gateway, random),
        _ => {
            if let Some(endpoint) = gateway.endpoints.get_mut(at) {
                edit_endpoint(endpoint, random);
            }
        }
    }
}

/// Changes what several endpoints share.
fn edit_shared(gateway: &mut Gateway, random: &mut Random) {
    let at = random.below(2);
    match random.below(17) {
        0 => {
            gateway.hosts = random.some(&["a.example", "b.example"].map(str::to_owned)).into();
            gateway.strict_hosts = !gateway.hosts.is_empty() && random.one_in(2);
        }
        1 => gateway.ip = any_rule(random),
        2 => gateway.rate_limit = any_limit(random, &[]),
        3 => gateway.bots = traffic::any_bots(random),
        4 => gateway.cors = random.one_in(2).then(|| traffic::any_cors(random)),
        5 => gateway.response_headers = traffic::any_edits(random),
        6 => traffic::edit_quota(&mut gateway.quotas[at], random),
        7 => traffic::edit_balance(&mut gateway.balances[at], random),
        8 => {
            let port = random.of(&[9901, 9902]);
            gateway.operations.admin = random.one_in(2).then_some(AdminListener { address: None, port });
        }
        9 => gateway.stripped = HeaderNames::of(random.some(&["X-A", "X-C*", "X-Custom"])),
        10 => gateway.store = Some(counting::any_store(random)),
        11 => counting::edit(gateway, random),
        12 => gateway.listeners = vec![traffic::any_listener(random)].into(),
        13 => gateway.operations.level = random.of(&[None, Some(LogLevel::Debug)]),
        14 if gateway.semantics == Semantics::Krakend => edit_router(&mut gateway.krakend, random),
        _ => upstreams::edit(&mut gateway.upstreams[at], random),
    }
}

/// Changes an option of KrakenD's router that `gwr` follows.
fn edit_router(router: &mut KrakendRouter, random: &mut Random) {
    let on = random.one_in(2);
    match random.below(8) {
        0 => router.redirects_trailing_slash = on,
        1 => router.redirects_fixed_path = on,
        2 => router.answers_other_methods = on,
        3 => router.answers_options = on,
        4 => router.states_errors = on,
        5 => router.debug = on,
        6 => router.health_path = on.then(|| "/__health".to_owned()),
        _ => router.not_found_body = on.then(|| "{}".to_owned()),
    }
}

fn any_rule(random: &mut Random) -> AddressRule {
    let networks =
        |names: Vec<&str>| names.iter().map(|name| Network::parse(name).expect("a network")).collect();
    AddressRule {
        allow: networks(random.some(&["10.0.0.0/8", "10.1.0.0/16"])),
        deny: networks(random.some(&["10.1.2.0/24", "::/0"])),
    }
}

/// A limit. `claims` are those that callers may be told apart by, beside `sub`.
fn any_limit(random: &mut Random, claims: &[&str]) -> RateLimit {
    let one = |random: &mut Random| Limit {
        rate: Rate { count: random.of(&[1, 60]), period: Duration::from_secs(random.of(&[1, 60])) },
        burst: random.of(&[1, 5]),
        window: random.of(&[Window::Bucket, Window::Bucket, Window::Sliding]),
    };
    let total = random.one_in(2).then(|| one(random));
    let mut keys = vec![
        ClientKey::Ip,
        ClientKey::Key,
        ClientKey::Header("X-Key".to_owned()),
        ClientKey::Header("x-key".to_owned()),
        ClientKey::Claim("sub".to_owned()),
    ];
    keys.extend(claims.iter().map(|claim| ClientKey::Claim((*claim).to_owned())));
    // A credential and a gateway have no path.
    if claims.is_empty() {
        keys.extend(["p0", "p1"].map(|name| ClientKey::Param(name.to_owned())));
    }
    let per_client = random.one_in(2).then(|| PerClient { key: random.of(&keys), limit: one(random) });
    RateLimit { total, per_client }
}

fn edit_endpoint(endpoint: &mut Endpoint, random: &mut Random) {
    let forward = |endpoint: &Endpoint| Forward::clone(&endpoint.forward);
    match random.below(13) {
        0 | 1 => {
            let names = random.some(&["iam", "keys", "other", "asked"]);
            let mut names = names;
            if random.one_in(2) {
                names.reverse();
            }
            let names: Vec<Text> = names.into_iter().map(Text::from).collect();
            endpoint.credential = match names.is_empty() {
                true => Credential::Public,
                false if random.one_in(4) => Credential::Optional(names),
                false => Credential::AnyOf(names),
            };
        }
        2 => endpoint.hosts = random.some(&["a.example", "b.example"].map(str::to_owned)).into(),
        3 => {
            let rules = [any_rule(random), any_rule(random)];
            endpoint.ip = random.some(&rules).into_iter().collect::<Set<_>>().into()
        }
        4 => endpoint.require = credentials::any_requirement(random, "").into(),
        5 => endpoint.rate_limit = any_limit(random, &[]).into(),
        6 => {
            let list = random.some(&["X-A", "x-token", "X-User-Id", "Content-Type"].map(str::to_owned));
            let headers =
                if random.one_in(3) { ForwardHeaders::All } else { ForwardHeaders::List(list.into()) };
            endpoint.forward = Forward { headers, ..forward(endpoint) }.into();
        }
        7 => {
            let list = random.some(&["q", "r"].map(str::to_owned));
            let query = random.of(&[ForwardQuery::All, ForwardQuery::None, ForwardQuery::List(list.into())]);
            endpoint.forward = Forward { query, ..forward(endpoint) }.into();
        }
        8 => {
            let credentials = random.one_in(2);
            endpoint.forward = Forward { credentials, ..forward(endpoint) }.into();
        }
        9 => endpoint.backend = any_backend(endpoint, random),
        10 => {
            let seconds =
                |random: &mut Random| random.of(&[None, Some(1), Some(7200)]).map(Duration::from_secs);
            let (total, idle, connect, first_byte) =
                (seconds(random), seconds(random), seconds(random), seconds(random));
            endpoint.timeouts = Timeouts { total, idle, connect, first_byte }.into();
        }
        11 => endpoint.stream = random.of(&[Stream::None, Stream::Sse, Stream::WebSocket]),
        _ => endpoint.policies = traffic::any_policies(random).into(),
    }
}

fn any_backend(endpoint: &Endpoint, random: &mut Random) -> Backend {
    let mut texts = vec!["/fixed".to_owned(), "/a/b".to_owned()];
    texts.extend(endpoint.path.params().map(|name| format!("/x/{{{name}}}")));
    if endpoint.path.has_tail() {
        texts.push("/t/*".to_owned());
    }
    let path = Template::parse(&random.of(&texts), &endpoint.path).expect("a template");
    if random.one_in(4) {
        return Backend::Respond(any_response(path, random));
    }
    let upstream = Text::from(random.of(&["a", "b"]));
    Backend::Upstream { upstream, method: random.of(&[None, None, Some(Method::Put)]), path }
}

fn any_response(path: Template, random: &mut Random) -> Respond {
    match random.below(4) {
        0 => Respond::Health,
        1 => Respond::NotImplemented,
        2 => {
            let line = HeaderLine { name: "x-kind".to_owned(), value: random.of(&["a", "b"]).to_owned() };
            let headers = random.some(&[line]).into();
            Respond::Fixed(
                FixedResponse {
                    status: random.of(&[200, 404]),
                    headers,
                    body: random.of(&["", "{}"]).to_owned(),
                }
                .into(),
            )
        }
        _ => {
            let origin = random.of(&["", "https://www.example"]).to_owned();
            Respond::Redirect(Redirect { status: random.of(&[301, 302]), origin, path })
        }
    }
}
