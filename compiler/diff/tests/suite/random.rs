//! Random gateways, edits and requests.

use std::time::Duration;

use gwc_artifact::{
    AddressRule, Algorithm, Audiences, AuthKind, Backend, ClaimValue, ClientKey, Credential, Dialect,
    Endpoint, EndpointPolicy, Forward, ForwardHeaders, ForwardQuery, Gateway, Issuer, Literal, Method,
    Minted, MintedHeader, Network, OneOf, PerClient, RateLimit, Requirement, Respond, Segment, Set, Stream,
    Template, Text, Timeouts, TokenSource,
};

use crate::build::{auth, endpoint, gateway, jwt, limit};

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
    set_auth(&mut before, random);
    let mut after = before.clone();
    for _ in 0..1 + random.below(3) {
        edit(&mut after, random, tails);
    }
    settle(&mut before);
    settle(&mut after);
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
            _ => format!("/{}", random.of(&["a", "b", "ab"])),
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

fn set_auth(gateway: &mut Gateway, random: &mut Random) {
    let mut other = jwt();
    other.issuer = Issuer::Exact("https://other.example".to_owned());
    gateway.auth.push(auth("other", AuthKind::Jwt(other)));
    for _ in 0..random.below(3) {
        edit_auth(gateway, random);
    }
}

fn edit(gateway: &mut Gateway, random: &mut Random, tails: bool) {
    let at = random.below(gateway.endpoints.len().max(1));
    match random.below(8) {
        0 => {
            gateway.endpoints.push(any_endpoint(random, tails));
            gateway.endpoints = unique(std::mem::take(&mut gateway.endpoints));
        }
        1 if gateway.endpoints.len() > 1 => {
            gateway.endpoints.remove(at);
        }
        2 => edit_auth(gateway, random),
        3 => edit_whole(gateway, random),
        _ => {
            if let Some(endpoint) = gateway.endpoints.get_mut(at) {
                edit_endpoint(endpoint, random);
            }
        }
    }
}

fn edit_whole(gateway: &mut Gateway, random: &mut Random) {
    match random.below(4) {
        0 => {
            gateway.hosts = random.some(&["a.example", "b.example"].map(str::to_owned)).into();
            gateway.strict_hosts = !gateway.hosts.is_empty() && random.one_in(2);
        }
        1 => gateway.ip = any_rule(random),
        2 => gateway.rate_limit = any_limit(random),
        _ => gateway.upstreams[0].hosts[0].host = random.of(&["a.svc", "c.svc"]).to_owned(),
    }
}

fn edit_auth(gateway: &mut Gateway, random: &mut Random) {
    let at = random.below(gateway.auth.len());
    match &mut gateway.auth[at].kind {
        AuthKind::Jwt(jwt) => match random.below(7) {
            0 => jwt.issuer = random.of(&[Issuer::Any, Issuer::Exact("https://id.example".to_owned())]),
            1 => {
                jwt.algorithms =
                    random.of(&[vec![Algorithm::Es256], vec![Algorithm::Es256, Algorithm::Rs256]]).into()
            }
            2 => {
                let names = random.some(&["one", "two"].map(str::to_owned));
                jwt.audiences = match (names.is_empty(), random.one_in(2)) {
                    (true, _) => Audiences::Any,
                    (false, true) => Audiences::List(names.into()),
                    (false, false) => Audiences::All(names.into()),
                };
            }
            3 => {
                let header = TokenSource::Header("X-Token".to_owned());
                let cookie = TokenSource::Cookie("t".to_owned());
                let usual = TokenSource::Header("Authorization".to_owned());
                jwt.sources = random.of(&[vec![usual.clone()], vec![usual.clone(), cookie], vec![header]]);
            }
            4 => jwt.leeway = Duration::from_secs(random.of(&[0, 60, 120])),
            5 => jwt.require = any_requirement(random),
            _ => {
                let of = |claim: &str| MintedHeader {
                    header: "X-User-Id".to_owned(),
                    value: Minted::First(vec![claim.to_owned()]),
                };
                jwt.headers = random.of(&[vec![], vec![of("sub")], vec![of("name")]]).into();
            }
        },
        AuthKind::External(_) => {}
        AuthKind::ApiKey(key) => match random.one_in(2) {
            true => {
                key.prefixes = random
                    .of(&[vec!["hk-"], vec!["sk-"], vec!["hk-", "sk-"]])
                    .into_iter()
                    .map(str::to_owned)
                    .collect()
            }
            false => {
                key.headers = random
                    .of(&[vec!["X-Key"], vec!["Authorization"], vec!["X-Key", "Authorization"]])
                    .into_iter()
                    .map(str::to_owned)
                    .collect()
            }
        },
    }
}

fn any_requirement(random: &mut Random) -> Set<Requirement> {
    let role = Requirement::Role(OneOf {
        claim: "roles".to_owned(),
        values: random.of(&[vec!["admin"], vec!["admin", "user"]]).into_iter().map(str::to_owned).collect(),
    });
    let claim = Requirement::Claim(ClaimValue { claim: "vip".to_owned(), value: Literal::Bool(true) });
    random.some(&[role, claim]).into()
}

fn any_rule(random: &mut Random) -> AddressRule {
    let networks =
        |names: Vec<&str>| names.iter().map(|name| Network::parse(name).expect("a network")).collect();
    AddressRule {
        allow: networks(random.some(&["10.0.0.0/8", "10.1.0.0/16"])),
        deny: networks(random.some(&["10.1.2.0/24", "::/0"])),
    }
}

fn any_limit(random: &mut Random) -> RateLimit {
    let total = random.one_in(2).then(|| limit(random.of(&[1, 60]), random.of(&[1, 60]), random.of(&[1, 5])));
    let key = random.of(&[
        ClientKey::Ip,
        ClientKey::Header("X-Key".to_owned()),
        ClientKey::Claim("sub".to_owned()),
        ClientKey::Param("p0".to_owned()),
        ClientKey::Param("p1".to_owned()),
    ]);
    let per_client = random.one_in(2).then(|| PerClient { key, limit: limit(random.of(&[1, 2]), 1, 2) });
    RateLimit { total, per_client }
}

fn edit_endpoint(endpoint: &mut Endpoint, random: &mut Random) {
    let forward = |endpoint: &Endpoint| Forward::clone(&endpoint.forward);
    match random.below(13) {
        0 | 1 => {
            let names = random.some(&["iam", "keys", "other"]);
            endpoint.credential = match names.is_empty() {
                true => Credential::Public,
                false => Credential::AnyOf(names.into_iter().map(Text::from).collect()),
            };
        }
        2 => endpoint.hosts = random.some(&["a.example", "b.example"].map(str::to_owned)).into(),
        3 => {
            let rules = [any_rule(random), any_rule(random)];
            endpoint.ip = random.some(&rules).into_iter().collect::<Set<_>>().into()
        }
        4 => endpoint.require = any_requirement(random).into(),
        5 => endpoint.rate_limit = any_limit(random).into(),
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
            let (total, idle) = (seconds(random), seconds(random));
            endpoint.timeouts = Timeouts { total, idle, ..Timeouts::default() }.into();
        }
        11 => endpoint.stream = random.of(&[Stream::None, Stream::Sse, Stream::WebSocket]),
        _ => {
            let policies = [
                EndpointPolicy::MaxBody(random.of(&[10, 20])),
                EndpointPolicy::InFlight(random.of(&[5, 9])),
                EndpointPolicy::Dialect(random.of(&[Dialect::Plain, Dialect::Json])),
            ];
            endpoint.policies = random.some(&policies).into_iter().collect::<Set<_>>().into();
        }
    }
}

fn any_backend(endpoint: &Endpoint, random: &mut Random) -> Backend {
    if random.one_in(6) {
        return Backend::Respond(random.of(&[Respond::Health, Respond::NotImplemented]));
    }
    let mut texts = vec!["/fixed".to_owned(), "/a/b".to_owned()];
    texts.extend(endpoint.path.params().map(|name| format!("/x/{{{name}}}")));
    if endpoint.path.has_tail() {
        texts.push("/t/*".to_owned());
    }
    let path = Template::parse(&random.of(&texts), &endpoint.path).expect("a template");
    let upstream = Text::from(random.of(&["a", "b"]));
    Backend::Upstream { upstream, method: random.of(&[None, None, Some(Method::Put)]), path }
}

/// What an artifact demands: no requirement without a token, no header that nothing mints.
fn settle(gateway: &mut Gateway) {
    let auth = gateway.auth.clone();
    let is_token =
        |name: &str| auth.iter().any(|auth| auth.name == name && matches!(auth.kind, AuthKind::Jwt(_)));
    for endpoint in &mut gateway.endpoints {
        let names = match &endpoint.credential {
            Credential::Public => Vec::new(),
            Credential::AnyOf(names) => names.clone(),
        };
        if names.is_empty() || !names.iter().all(|name| is_token(name)) {
            endpoint.require = Set::default().into();
            if let Some(per_client) = &endpoint.rate_limit.per_client
                && matches!(per_client.key, ClientKey::Claim(_))
            {
                endpoint.rate_limit = RateLimit::default().into();
            }
        }
        let mut forward = Forward::clone(&endpoint.forward);
        let used = auth.iter().filter(|auth| names.iter().any(|name| auth.name == *name));
        let minted = used.flat_map(|auth| match &auth.kind {
            AuthKind::Jwt(jwt) => jwt.headers.to_vec(),
            AuthKind::ApiKey(_) | AuthKind::External(_) => Vec::new(),
        });
        forward.minted = minted.map(|minted| minted.header).filter(|_| forward.credentials).collect();
        endpoint.forward = forward.into();
        let params: Vec<String> = endpoint.path.params().map(str::to_owned).collect();
        if let Some(per_client) = &endpoint.rate_limit.per_client
            && let ClientKey::Param(name) = &per_client.key
            && !params.contains(name)
        {
            endpoint.rate_limit = RateLimit::default().into();
        }
    }
    if let Some(per_client) = &gateway.rate_limit.per_client
        && !matches!(per_client.key, ClientKey::Ip | ClientKey::Header(_))
    {
        gateway.rate_limit.per_client = None;
    }
}

/// The same gateway with its endpoints in another order, and with other names for checks, upstreams and parameters.
pub(crate) fn renamed(gateway: &Gateway, random: &mut Random) -> Gateway {
    let mut other = gateway.clone();
    other.name = "other".to_owned();
    for _ in 0..other.endpoints.len() {
        let (one, two) = (random.below(other.endpoints.len()), random.below(other.endpoints.len()));
        other.endpoints.swap(one, two);
    }
    let name = |name: &str| format!("{name}-renamed");
    other.auth.iter_mut().for_each(|auth| auth.name = name(&auth.name));
    other.upstreams.iter_mut().for_each(|upstream| upstream.name = name(&upstream.name));
    for endpoint in &mut other.endpoints {
        if let Credential::AnyOf(names) = &mut endpoint.credential {
            names.iter_mut().for_each(|one| *one = name(one).into());
        }
        if let Backend::Upstream { upstream, .. } = &mut endpoint.backend {
            *upstream = name(upstream).into();
        }
        for segment in &mut endpoint.path.segments {
            if let Segment::Param(param) = segment {
                *param = name(param).into();
            }
        }
        let mut limit = RateLimit::clone(&endpoint.rate_limit);
        if let Some(per_client) = &mut limit.per_client
            && let ClientKey::Param(param) = &mut per_client.key
        {
            *param = name(param);
        }
        endpoint.rate_limit = limit.into();
        endpoint.id = Endpoint::stable_id(endpoint.method, &endpoint.path);
    }
    other
}
