//! From plain policy types to bytes.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use zerocopy::FromZeros;
use zerocopy::little_endian::{U16, U32, U64};

use crate::canonical;
use crate::check;
use crate::endpoint::{
    Backend, Credential, Endpoint, Forward, ForwardHeaders, ForwardQuery, Respond, Stream, Timeouts,
};
use crate::error::EncodeError;
use crate::format::{
    ApiKeyRecord, AuthKindCode, AuthRecord, BackendKind, CredentialKind, EndpointRecord, ForwardKind,
    ForwardRecord, HostRecord, Item, JwtRecord, KeyKind, LimitRecord, ListenerRecord, Meta, NONE,
    OtherPolicyRecord, ProtocolKind, RateLimitRecord, SAME_METHOD, SchemeKind, ScopeKind, Section,
    StreamKind, TimeoutsRecord, UpstreamRecord,
};
use crate::gateway::{Gateway, Listener, OtherPolicy, PolicyScope, Protocol, Scheme, Upstream};
use crate::index;
use crate::path::{PathPattern, Segment};
use crate::policy::{ApiKey, Audiences, Auth, AuthKind, ClientKey, Jwt, Limit, RateLimit};
use crate::template::{Piece, Template};
use crate::write::{File, Interned, Pool};

/// The bytes of a gateway: the same for the same gateway, whatever the order of what has none.
///
/// # Errors
/// For what the format can not hold: duplicates, names that lead nowhere, paths that no request can have, limits
/// and timeouts of 0.
pub fn encode(gateway: &Gateway) -> Result<Vec<u8>, EncodeError> {
    let gateway = canonical::sorted(gateway);
    canonical::check(&gateway)?;
    Encoder::new(&gateway).write(&gateway)
}

/// What is shared by the records of one gateway.
struct Encoder<'g> {
    strings: Pool<u8>,
    lists: Pool<u32>,
    rate_limits: Interned<RateLimitRecord>,
    timeouts: Interned<TimeoutsRecord>,
    forwards: Interned<ForwardRecord>,
    hosts: Vec<HostRecord>,
    jwts: Vec<JwtRecord>,
    api_keys: Vec<ApiKeyRecord>,
    upstream_numbers: BTreeMap<&'g str, u32>,
    auth_numbers: BTreeMap<&'g str, u32>,
    endpoint_numbers: BTreeMap<u64, u32>,
}

impl<'g> Encoder<'g> {
    fn new(gateway: &'g Gateway) -> Encoder<'g> {
        Encoder {
            strings: Pool::default(),
            lists: Pool::default(),
            rate_limits: Interned::default(),
            timeouts: Interned::default(),
            forwards: Interned::default(),
            hosts: Vec::new(),
            jwts: Vec::new(),
            api_keys: Vec::new(),
            upstream_numbers: gateway
                .upstreams
                .iter()
                .map(|upstream| upstream.name.as_str())
                .zip(0..)
                .collect(),
            auth_numbers: gateway.auth.iter().map(|auth| auth.name.as_str()).zip(0..).collect(),
            endpoint_numbers: gateway.endpoints.iter().map(|endpoint| endpoint.id).zip(0..).collect(),
        }
    }

    fn write(mut self, gateway: &'g Gateway) -> Result<Vec<u8>, EncodeError> {
        // The labels of the index come first in the string pool: they are what lookups read.
        let (nodes, edges) = index::build(&gateway.endpoints, &mut self.strings);
        let meta = Meta {
            name: self.string(&gateway.name),
            hosts: self.string_list(&gateway.hosts),
            limit: self.rate_limit(&gateway.rate_limit),
            strict_hosts: gateway.strict_hosts.into(),
            ..Meta::new_zeroed()
        };
        let upstreams: Vec<_> = gateway.upstreams.iter().map(|upstream| self.upstream(upstream)).collect();
        let auths: Vec<_> = gateway.auth.iter().map(|auth| self.auth(auth)).collect();
        let endpoints: Vec<_> = gateway.endpoints.iter().map(|endpoint| self.endpoint(endpoint)).collect();
        let policies: Vec<_> =
            gateway.other_policies.iter().map(|policy| self.other_policy(policy)).collect();

        let mut file = File::new();
        file.section(Section::Meta, &[meta]);
        file.section(Section::Listeners, &gateway.listeners.iter().map(listener).collect::<Vec<_>>());
        file.section(Section::Upstreams, &upstreams);
        file.section(Section::Hosts, &self.hosts);
        file.section(Section::Auths, &auths);
        file.section(Section::Jwts, &self.jwts);
        file.section(Section::ApiKeys, &self.api_keys);
        file.section(Section::RateLimits, &self.rate_limits.records);
        file.section(Section::Timeouts, &self.timeouts.records);
        file.section(Section::Forwards, &self.forwards.records);
        file.section(Section::Endpoints, &endpoints);
        file.section(Section::Nodes, &nodes);
        file.section(Section::Edges, &edges);
        file.section(Section::OtherPolicies, &policies);
        file.section(Section::ListOffsets, &self.lists.offsets);
        file.section(
            Section::ListItems,
            &self.lists.items.iter().map(|item| U32::new(*item)).collect::<Vec<_>>(),
        );
        file.section(Section::StringOffsets, &self.strings.offsets);
        file.section(Section::Strings, &self.strings.items);
        file.finish()
    }

    fn string(&mut self, text: &str) -> U32 {
        self.strings.number(text.as_bytes()).into()
    }

    fn list(&mut self, items: &[u32]) -> U32 {
        self.lists.number(items).into()
    }

    fn string_list<'s>(&mut self, texts: impl IntoIterator<Item = &'s String>) -> U32 {
        let items: Vec<u32> = texts.into_iter().map(|text| self.string(text).get()).collect();
        self.list(&items)
    }

    fn upstream(&mut self, upstream: &Upstream) -> UpstreamRecord {
        let first_host = self.hosts.len() as u32;
        for host in &upstream.hosts {
            let scheme = match host.scheme {
                Scheme::Http => SchemeKind::Http,
                Scheme::Https => SchemeKind::Https,
            };
            let name = self.string(&host.host);
            self.hosts.push(HostRecord {
                host: name,
                port: host.port.into(),
                scheme: scheme as u8,
                reserved: 0,
            });
        }
        UpstreamRecord {
            name: self.string(&upstream.name),
            first_host: first_host.into(),
            hosts: (upstream.hosts.len() as u32).into(),
            flags: u8::from(upstream.accepts_keys) | u8::from(upstream.external) << 1,
            ..UpstreamRecord::new_zeroed()
        }
    }

    fn auth(&mut self, auth: &Auth) -> AuthRecord {
        let name = self.string(&auth.name);
        let (kind, detail) = match &auth.kind {
            AuthKind::Jwt(jwt) => {
                let record = self.jwt(jwt);
                self.jwts.push(record);
                (AuthKindCode::Jwt, self.jwts.len() - 1)
            }
            AuthKind::ApiKey(ApiKey { prefixes, headers }) => {
                let record =
                    ApiKeyRecord { prefixes: self.string_list(prefixes), headers: self.string_list(headers) };
                self.api_keys.push(record);
                (AuthKindCode::ApiKey, self.api_keys.len() - 1)
            }
        };
        AuthRecord { name, detail: (detail as u32).into(), kind: kind as u8, ..AuthRecord::new_zeroed() }
    }

    fn jwt(&mut self, jwt: &Jwt) -> JwtRecord {
        let audiences: &[String] = match &jwt.audiences {
            Audiences::Any => &[],
            Audiences::List(audiences) => audiences,
        };
        JwtRecord {
            issuer: jwt.issuer.as_ref().map_or(U32::new(NONE), |issuer| self.string(issuer)),
            jwks_url: self.string(&jwt.jwks_url),
            audiences: self.string_list(audiences),
            headers: self.string_list(jwt.headers.iter().flat_map(|minted| [&minted.header, &minted.claim])),
            leeway: nanoseconds(jwt.leeway),
            algorithms: U16::new(
                jwt.algorithms.iter().fold(0, |bits, algorithm| bits | 1 << *algorithm as u8),
            ),
            any_audience: (jwt.audiences == Audiences::Any).into(),
            ..JwtRecord::new_zeroed()
        }
    }

    fn rate_limit(&mut self, limit: &RateLimit) -> U32 {
        let (kind, name) = match limit.per_client.as_ref().map(|client| &client.key) {
            None => (KeyKind::None, ""),
            Some(ClientKey::Ip) => (KeyKind::Ip, ""),
            Some(ClientKey::Header(name)) => (KeyKind::Header, name.as_str()),
            Some(ClientKey::Claim(name)) => (KeyKind::Claim, name.as_str()),
            Some(ClientKey::Param(name)) => (KeyKind::Param, name.as_str()),
        };
        let client = limit.per_client.as_ref().map(|client| &client.limit);
        let record = RateLimitRecord {
            total: bucket(limit.total.as_ref()),
            client: bucket(client),
            key_name: self.string(name),
            parts: u8::from(limit.total.is_some()) | u8::from(client.is_some()) << 1,
            key: kind as u8,
            reserved: U16::ZERO,
        };
        self.rate_limits.number(record)
    }

    fn endpoint(&mut self, endpoint: &Endpoint) -> EndpointRecord {
        let path = self.path(&endpoint.path);
        let (credential_kind, checks) = match &endpoint.credential {
            Credential::Public => (CredentialKind::Public, Vec::new()),
            Credential::AnyOf(names) => {
                (CredentialKind::AnyOf, names.iter().map(|name| self.auth_numbers[name.as_str()]).collect())
            }
        };
        let (backend, upstream, rewrite, method) = match &endpoint.backend {
            Backend::Upstream { upstream, method, path } => (
                BackendKind::Upstream,
                self.upstream_numbers[upstream.as_str()],
                self.template(path),
                *method,
            ),
            Backend::Respond(Respond::Health) => (BackendKind::Health, 0, self.list(&[]), None),
        };
        EndpointRecord {
            id: endpoint.id.into(),
            path,
            hosts: self.string_list(&endpoint.hosts),
            credential: self.list(&checks),
            limit: self.rate_limit(&endpoint.rate_limit),
            forward: self.forward(&endpoint.forward),
            timeouts: self.timeouts(&endpoint.timeouts),
            upstream: upstream.into(),
            rewrite,
            method: endpoint.method as u8,
            credential_kind: credential_kind as u8,
            stream: stream(endpoint.stream) as u8,
            backend: backend as u8,
            backend_method: method.map_or(SAME_METHOD, |method| method as u8),
            reserved: [0; 3],
        }
    }

    fn path(&mut self, path: &PathPattern) -> U32 {
        let item = |segment: &Segment| match segment {
            Segment::Literal(text) => Item::Literal(self.strings.number(text.as_bytes())).code(),
            Segment::Param(name) => Item::Param(self.strings.number(name.as_bytes())).code(),
            Segment::Tail => Item::Tail.code(),
        };
        let items: Vec<u32> = path.segments.iter().map(item).collect();
        self.list(&items)
    }

    fn template(&mut self, template: &Template) -> U32 {
        let item = |piece: &Piece| match piece {
            Piece::Literal(text) => Item::Literal(self.strings.number(text.as_bytes())).code(),
            Piece::Param(position) => Item::Param(*position as u32).code(),
            Piece::Tail => Item::Tail.code(),
        };
        let items: Vec<u32> = template.pieces.iter().map(item).collect();
        self.list(&items)
    }

    fn forward(&mut self, forward: &Forward) -> U32 {
        let (headers_kind, headers): (_, &[String]) = match &forward.headers {
            ForwardHeaders::All => (ForwardKind::All, &[]),
            ForwardHeaders::List(names) => (ForwardKind::List, names),
        };
        let (query_kind, query): (_, &[String]) = match &forward.query {
            ForwardQuery::All => (ForwardKind::All, &[]),
            ForwardQuery::None => (ForwardKind::None, &[]),
            ForwardQuery::List(names) => (ForwardKind::List, names),
        };
        let record = ForwardRecord {
            headers: self.string_list(headers),
            query: self.string_list(query),
            minted: self.string_list(&forward.minted),
            headers_kind: headers_kind as u8,
            query_kind: query_kind as u8,
            credentials: forward.credentials.into(),
            reserved: 0,
        };
        self.forwards.number(record)
    }

    fn timeouts(&mut self, timeouts: &Timeouts) -> U32 {
        let part = |part: Option<Duration>| part.map_or(U64::ZERO, nanoseconds);
        self.timeouts.number(TimeoutsRecord {
            connect: part(timeouts.connect),
            first_byte: part(timeouts.first_byte),
            idle: part(timeouts.idle),
            total: part(timeouts.total),
        })
    }

    fn other_policy(&mut self, policy: &OtherPolicy) -> OtherPolicyRecord {
        let (scope, endpoints) = match &policy.scope {
            PolicyScope::Gateway => (ScopeKind::Gateway, Vec::new()),
            PolicyScope::Endpoints(ids) => {
                let mut numbers: Vec<u32> = ids.iter().map(|id| self.endpoint_numbers[id]).collect();
                numbers.sort_unstable();
                (ScopeKind::Endpoints, numbers)
            }
        };
        let (name, endpoints) = (self.string(&policy.name), self.list(&endpoints));
        OtherPolicyRecord { name, endpoints, scope: scope as u8, reserved: [0; 3] }
    }
}

fn listener(listener: &Listener) -> ListenerRecord {
    let mut address = [0; 16];
    let family = match listener.address {
        None => 0,
        Some(IpAddr::V4(v4)) => {
            address[..4].copy_from_slice(&v4.octets());
            4
        }
        Some(IpAddr::V6(v6)) => {
            address = v6.octets();
            6
        }
    };
    let protocol = match listener.protocol {
        Protocol::Http => ProtocolKind::Http,
    };
    ListenerRecord { family, protocol: protocol as u8, port: listener.port.into(), address }
}

fn bucket(limit: Option<&Limit>) -> LimitRecord {
    limit.map_or(LimitRecord::new_zeroed(), |limit| LimitRecord {
        count: limit.rate.count.into(),
        period: nanoseconds(limit.rate.period),
        burst: limit.burst.into(),
    })
}

fn stream(stream: Stream) -> StreamKind {
    match stream {
        Stream::None => StreamKind::None,
        Stream::Sse => StreamKind::Sse,
        Stream::WebSocket => StreamKind::WebSocket,
    }
}

fn nanoseconds(duration: Duration) -> U64 {
    U64::new(check::nanoseconds(duration).expect("the check of the gateway has seen it"))
}
