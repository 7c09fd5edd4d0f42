//! Changes that widen exposure by their values, and the same changes where they do not.

use std::net::Ipv4Addr;

use gwc_artifact::{
    AddressRule, Backend, CertificateFiles, Credential, Endpoint, EndpointPolicy, Gateway, HeaderEdit,
    HostHeader, ListenerTls, Method, Network, OnError, OneOf, RedisStore, Requirement, Set, SplitBy,
    SplitTarget, Store, StoreError, Template, Text,
};
use gwc_diff::{Call, Change, Exposure, Kind, Part, Rest, Role, Side, compare};

use crate::build::{endpoint, gateway, gets, gin, side, upstream};
use crate::cases::{complete, iam};

/// An endpoint whose requests arrive at a path of an upstream.
fn to(path: &str, upstream: &str, template: &str) -> Endpoint {
    let mut one = endpoint(Method::Get, path);
    let path = Template::parse(template, &one.path).expect("a path");
    one.backend = Backend::Upstream { upstream: upstream.into(), method: None, path };
    one
}

/// `GET /admin` with a token: `/adm` of the upstream `a`.
fn guard() -> Endpoint {
    Endpoint { credential: iam(), ..to("/admin", "a", "/adm") }
}

fn with(endpoints: Vec<Endpoint>) -> Gateway {
    let mut gateway = gateway(endpoints);
    gateway.upstreams.push(upstream("c", "c.svc"));
    gateway
}

fn keys() -> Credential {
    Credential::AnyOf(vec!["keys".into()])
}

fn of_kind(changes: &[Change], kind: Kind) -> Exposure {
    let found = changes.iter().find(|change| change.kind == kind);
    found.unwrap_or_else(|| panic!("no {}: {changes:?}", kind.name())).exposure
}

/// The exposure of a change of one kind.
fn exposure(before: &Gateway, after: &Gateway, kind: Kind) -> Exposure {
    of_kind(&complete(before, after).changes, kind)
}

#[test]
fn a_new_endpoint_that_requires_something_else_exposes_what_was_guarded() {
    let added = |path: &str, credential: Credential| {
        let before = with(vec![guard()]);
        let mut after = before.clone();
        after.endpoints.push(Endpoint { credential, ..to("/other/{x}", "a", path) });
        let changes = complete(&before, &after).changes;
        let witness = changes[0].witness.clone().expect("a witness");
        (of_kind(&changes, Kind::EndpointAdded), witness)
    };
    let (exposed, witness) = added("/{x}", keys());
    assert_eq!(exposed, Exposure::Widens);
    assert_eq!((witness.path.as_str(), witness.before.as_str()), ("/other/adm", "404"));
    assert!(witness.after.contains("/adm"), "{witness:?}");
    assert_eq!(added("/{x}", iam()).0, Exposure::Same, "the same credential");
    assert_eq!(added("/x/{x}", keys()).0, Exposure::Same, "another path");
}

#[test]
fn a_new_endpoint_without_a_role_exposes_what_required_it() {
    let mut before = with(vec![guard()]);
    let role = OneOf { claim: "roles".to_owned(), values: vec!["admin".to_owned()].into() };
    before.endpoints[0].require = Set::from(vec![Requirement::Role(role)]).into();
    let mut after = before.clone();
    after.endpoints.push(Endpoint { credential: iam(), ..to("/other", "a", "/adm") });
    assert_eq!(exposure(&before, &after, Kind::EndpointAdded), Exposure::Widens);
    after.endpoints[1].require = after.endpoints[0].require.clone();
    assert_eq!(exposure(&before, &after, Kind::EndpointAdded), Exposure::Same);
}

/// What an upstream takes for one path, and for one host, is one.
#[test]
fn another_spelling_of_a_guarded_path_or_host_is_guarded_too() {
    let moved = |path: &str| {
        let before = with(vec![guard(), to("/pub/{x}", "a", "/open/{x}")]);
        let after = with(vec![guard(), to("/pub/{x}", "a", path)]);
        exposure(&before, &after, Kind::UpstreamPathChanged)
    };
    for path in ["/adm", "/adm/", "/%61dm", "/ad{x}", "/{x}m"] {
        assert_eq!(moved(path), Exposure::Widens, "{path}");
    }
    for path in ["/adm2", "/x{x}", "/adm/{x}", "/Adm"] {
        assert_eq!(moved(path), Exposure::Same, "{path}");
    }
    let hosted = |host: &str, port: u16| {
        let before = with(vec![guard(), to("/pub", "c", "/adm")]);
        let mut after = before.clone();
        after.upstreams[2].hosts[0].host = host.to_owned();
        after.upstreams[2].hosts[0].port = port;
        exposure(&before, &after, Kind::UpstreamChanged)
    };
    for host in ["a.svc", "A.SVC", "a", "a.shop", "a.shop.svc", "a.shop.svc.cluster.local."] {
        assert_eq!(hosted(host, 80), Exposure::Widens, "{host}");
    }
    assert_eq!(hosted("a", 443), Exposure::Widens);
    assert_eq!(hosted("a", 9000), Exposure::Same, "another port");
    assert_eq!(hosted("a.example.com", 80), Exposure::Same, "another host");
}

#[test]
fn a_part_of_the_requests_that_goes_to_a_guarded_path_exposes_it() {
    let split = |upstream: &str| {
        let before = with(vec![guard(), to("/pub", "c", "/adm")]);
        let mut after = before.clone();
        let target = SplitTarget { upstream: upstream.to_owned(), by: SplitBy::Weight(5) };
        after.endpoints[1].policies = Set::from(vec![EndpointPolicy::Split(vec![target])]).into();
        exposure(&before, &after, Kind::UpstreamChanged)
    };
    assert_eq!((split("a"), split("b")), (Exposure::Widens, Exposure::Same));
}

/// `GET /pub` calls a second backend.
fn composed(upstream: &str, path: &str) -> Side {
    let gateway = with(vec![guard(), to("/pub/{x}", "c", "/one")]);
    // A configuration of KrakenD may have any text.
    let template = match ["resp0", "..", "//", "/./", "?"].iter().any(|odd| path.contains(odd)) {
        true => Template { pieces: vec![gwc_artifact::Piece::Literal(path.into())] },
        false => Template::parse(path, &gateway.endpoints[1].path).expect("a path"),
    };
    let (name, text) = ("backend 2".to_owned(), format!("GET {upstream} {path}"));
    let mut side = gin(gateway);
    side.endpoints[1] = Rest {
        parts: vec![Part { name: name.clone(), text, secret: false, role: Role::Call, place: None }],
        calls: vec![Call { part: name, upstream: Text::from(upstream), method: None, path: template }],
        ..Rest::default()
    };
    side
}

#[test]
fn a_further_call_of_a_guarded_path_exposes_it() {
    let changed = |upstream: &str, path: &str| {
        let comparison = compare(&composed("c", "/two"), &composed(upstream, path)).expect("comparable");
        assert!(comparison.verdict.completeness.unexplained.is_empty());
        of_kind(&comparison.changes, Kind::CallChanged)
    };
    assert_eq!(changed("a", "/adm"), Exposure::Widens);
    assert_eq!(changed("a", "/{x}"), Exposure::Widens);
    assert_eq!(changed("a", "/{resp0.id}"), Exposure::Widens, "a path of another response");
    for path in ["/x/../adm", "//adm", "/./adm/", "/adm?q=1"] {
        assert_eq!(changed("a", path), Exposure::Widens, "{path}");
    }
    assert_eq!(changed("a", "/adm/{x}"), Exposure::Same);
    assert_eq!(changed("b", "/adm"), Exposure::Same);
}

/// A call that another endpoint guards counts, whichever call of it that is.
#[test]
fn a_further_call_of_a_guard_is_guarded() {
    let mut before = composed("a", "/two");
    before.gateway.endpoints[1].credential = iam();
    let mut after = before.clone();
    after.gateway.endpoints.push(Endpoint { credential: keys(), ..to("/new", "a", "/two") });
    after.endpoints.push(Rest::default());
    let comparison = compare(&before, &after).expect("comparable");
    assert_eq!(of_kind(&comparison.changes, Kind::EndpointAdded), Exposure::Widens);
}

#[test]
fn a_path_that_few_addresses_may_reach_or_that_costs_is_guarded() {
    let network = Network::parse("10.0.0.0/8").expect("a network");
    let rule = AddressRule { allow: vec![network].into(), deny: Set::default() };
    let added = |protect: &dyn Fn(&mut Endpoint), also: bool| {
        let mut before = with(vec![guard(), to("/pub", "a", "/open")]);
        before.endpoints[1].credential = iam();
        protect(&mut before.endpoints[0]);
        let mut after = before.clone();
        after.endpoints[1].backend = after.endpoints[0].backend.clone();
        if also {
            protect(&mut after.endpoints[1]);
        }
        exposure(&before, &after, Kind::UpstreamPathChanged)
    };
    let by_address = |one: &mut Endpoint| one.ip = Set::from(vec![rule.clone()]).into();
    assert_eq!((added(&by_address, false), added(&by_address, true)), (Exposure::Widens, Exposure::Same));
    let by_balance = |one: &mut Endpoint| {
        one.policies = Set::from(vec![EndpointPolicy::Balance("money".to_owned())]).into();
    };
    assert_eq!((added(&by_balance, false), added(&by_balance, true)), (Exposure::Widens, Exposure::Same));
}

/// KrakenD in the place of `gwr` accepts tokens without `exp`, and forwards `..`; the other way round less is accepted.
#[test]
fn another_program_that_accepts_more_widens() {
    let moved = |gateway: &Gateway, to_krakend: bool| {
        let pair = (side(gateway.clone()), gin(gateway.clone()));
        let (before, after) = if to_krakend { pair } else { (pair.1, pair.0) };
        of_kind(&compare(&before, &after).expect("comparable").changes, Kind::RoutingChanged)
    };
    let plain = with(gets(&["/a"]));
    assert_eq!((moved(&plain, true), moved(&plain, false)), (Exposure::Same, Exposure::Same));
    for gateway in [with(vec![guard()]), with(vec![to("/p/{x}", "a", "/e/{x}/t")])] {
        assert_eq!((moved(&gateway, true), moved(&gateway, false)), (Exposure::Widens, Exposure::Same));
    }
    let mut keyed = with(vec![guard()]);
    keyed.endpoints[0].credential = keys();
    assert_eq!(moved(&keyed, true), Exposure::Same, "a key has no `exp`");
}

/// An edit of a gateway, and whether it widens.
type Edit = (&'static str, Kind, bool, fn(&mut Gateway));

fn redis(on_error: StoreError) -> Store {
    Store::Redis(RedisStore {
        host: "redis.svc".to_owned(),
        port: 6379,
        database: 0,
        user: None,
        password: None,
        timeout: std::time::Duration::from_millis(50),
        on_error,
    })
}

fn edits_of_responses(edit: HeaderEdit) -> Set<HeaderEdit> {
    vec![edit].into()
}

const EDITS: [Edit; 9] = [
    ("clients without a certificate", Kind::ListenerChanged, true, |gateway| {
        let mut all = gateway.listeners.to_vec();
        all[0].tls.as_mut().expect("TLS").client_ca = None;
        gateway.listeners = all.into();
    }),
    ("another port", Kind::ListenerChanged, false, |gateway| {
        let mut all = gateway.listeners.to_vec();
        all[0].port = 9443;
        gateway.listeners = all.into();
    }),
    ("one more plain port on this machine", Kind::ListenerChanged, true, |gateway| {
        let mut all = gateway.listeners.to_vec();
        all.push(gwc_artifact::Listener {
            address: Some(Ipv4Addr::LOCALHOST.into()),
            tls: None,
            ..all[0].clone()
        });
        gateway.listeners = all.into();
    }),
    ("limits of each replica", Kind::StoreChanged, true, |gateway| {
        gateway.store = Some(redis(StoreError::Local))
    }),
    ("limits are off with the store", Kind::StoreChanged, true, |gateway| {
        gateway.store = Some(redis(StoreError::Open));
    }),
    ("the client's host", Kind::UpstreamChanged, true, |gateway| {
        gateway.upstreams[0].options =
            gwc_artifact::UpstreamOptions { host: HostHeader::Client, ..Default::default() }.into();
    }),
    ("pages of all origins", Kind::HeadersEdited, true, |gateway| {
        let name = "access-control-allow-origin".to_owned();
        gateway.response_headers = edits_of_responses(HeaderEdit::Set { name, value: "*".to_owned() });
    }),
    ("a header more", Kind::HeadersEdited, false, |gateway| {
        let (name, value) = ("x-gateway".to_owned(), "1".to_owned());
        gateway.response_headers = edits_of_responses(HeaderEdit::Set { name, value });
    }),
    ("no protection by the browser", Kind::HeadersEdited, true, |gateway| {
        let name = "strict-transport-security".to_owned();
        gateway.response_headers = edits_of_responses(HeaderEdit::Remove(name));
    }),
];

#[test]
fn values_tell_whether_a_change_widens() {
    let mut before = with(gets(&["/a"]));
    let mut all = before.listeners.to_vec();
    let file = CertificateFiles { certificate: "/tls/a.pem".to_owned(), key: "/tls/a.key".to_owned() };
    all[0].tls =
        Some(ListenerTls { certificates: vec![file], client_ca: Some("/tls/clients.pem".to_owned()) });
    before.listeners = all.into();
    before.store = Some(redis(StoreError::Closed));
    for (name, kind, widens, edit) in EDITS {
        let mut after = before.clone();
        edit(&mut after);
        let wanted = if widens { Exposure::Widens } else { Exposure::Same };
        assert_eq!(exposure(&before, &after, kind), wanted, "{name}");
    }
    let policy = |on_error| gwc_artifact::Balance {
        name: "money".to_owned(),
        url: "http://money.svc/balance".to_owned(),
        account: vec!["sub".to_owned()],
        currency: "usd".to_owned(),
        token: None,
        cache: std::time::Duration::from_secs(5),
        on_error,
    };
    let paid = |on_error| {
        let mut paid = with(vec![guard()]);
        paid.balances = vec![policy(on_error)];
        paid.endpoints[0].policies = Set::from(vec![EndpointPolicy::Balance("money".to_owned())]).into();
        paid
    };
    let (closed, open) = (paid(OnError::Closed), paid(OnError::Open));
    assert_eq!(exposure(&closed, &open, Kind::BalanceChanged), Exposure::Widens);
    assert_eq!(exposure(&open, &closed, Kind::BalanceChanged), Exposure::Same);
}
