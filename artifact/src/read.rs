//! From records back to plain policy types. Each function says so when a record makes no sense.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use zerocopy::little_endian::{U32, U64};

use crate::endpoint::{
    Backend, Credential, Endpoint, Forward, ForwardHeaders, ForwardQuery, Respond, Stream, Timeouts,
};
use crate::error::OpenError;
use crate::format::{
    ApiKeyRecord, AuthKindCode, AuthRecord, BackendKind, CredentialKind, EndpointRecord, ForwardKind, Item,
    JwtRecord, KeyKind, LimitRecord, ListenerRecord, NONE, OtherPolicyRecord, ProtocolKind, SAME_METHOD,
    SchemeKind, ScopeKind, Section, StreamKind, UpstreamRecord,
};
use crate::gateway::{Gateway, Listener, OtherPolicy, PolicyScope, Protocol, Scheme, Upstream, UpstreamHost};
use crate::method::Method;
use crate::path::{PathPattern, Segment};
use crate::policy::{
    Algorithm, ApiKey, Audiences, Auth, AuthKind, ClientKey, Jwt, Limit, MintedHeader, PerClient, Rate,
    RateLimit,
};
use crate::tables::{Tables, malformed, record};
use crate::template::{Piece, Template};

type Read<T> = Result<T, OpenError>;

/// What is wrong with a record of a section.
fn wrong(section: Section, reason: &'static str) -> OpenError {
    OpenError::Malformed { section: section.name(), index: None, reason }
}

fn flag(value: u8, section: Section) -> Read<bool> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(wrong(section, "a flag is neither 0 nor 1")),
    }
}

impl Tables<'_> {
    pub(crate) fn gateway(&self) -> Read<Gateway> {
        let [meta] = self.meta else { return Err(wrong(Section::Meta, "there must be exactly one record")) };
        Ok(Gateway {
            name: self.string(meta.name)?.to_owned(),
            listeners: self.listeners.iter().map(listener).collect::<Read<_>>()?,
            hosts: self.strings(meta.hosts)?,
            strict_hosts: flag(meta.strict_hosts, Section::Meta)?,
            rate_limit: self.rate_limit(meta.limit)?,
            upstreams: self.upstreams.iter().map(|record| self.upstream(record)).collect::<Read<_>>()?,
            auth: self.auths.iter().map(|record| self.auth(record)).collect::<Read<_>>()?,
            endpoints: self.endpoints.iter().map(|record| self.endpoint(record)).collect::<Read<_>>()?,
            other_policies: self
                .other_policies
                .iter()
                .map(|record| self.other_policy(record))
                .collect::<Read<_>>()?,
        })
    }

    pub(crate) fn upstream(&self, upstream: &UpstreamRecord) -> Read<Upstream> {
        let start = upstream.first_host.get() as usize;
        let hosts = start
            .checked_add(upstream.hosts.get() as usize)
            .and_then(|end| self.hosts.get(start..end))
            .ok_or(malformed(Section::Hosts, upstream.first_host, "no such record"))?;
        let host = |host: &crate::format::HostRecord| {
            let scheme = match SchemeKind::from_code(host.scheme) {
                Some(SchemeKind::Http) => Scheme::Http,
                Some(SchemeKind::Https) => Scheme::Https,
                None => return Err(wrong(Section::Hosts, "no such scheme")),
            };
            Ok(UpstreamHost { scheme, host: self.string(host.host)?.to_owned(), port: host.port.get() })
        };
        if upstream.flags > 3 {
            return Err(wrong(Section::Upstreams, "no such flag"));
        }
        Ok(Upstream {
            name: self.string(upstream.name)?.to_owned(),
            hosts: hosts.iter().map(host).collect::<Read<_>>()?,
            accepts_keys: upstream.flags & 1 != 0,
            external: upstream.flags & 2 != 0,
        })
    }

    pub(crate) fn auth(&self, auth: &AuthRecord) -> Read<Auth> {
        let kind = match AuthKindCode::from_code(auth.kind) {
            Some(AuthKindCode::Jwt) => {
                AuthKind::Jwt(self.jwt(record(self.jwts, auth.detail, Section::Jwts)?)?)
            }
            Some(AuthKindCode::ApiKey) => {
                let ApiKeyRecord { prefixes, headers } =
                    *record(self.api_keys, auth.detail, Section::ApiKeys)?;
                AuthKind::ApiKey(ApiKey {
                    prefixes: self.strings(prefixes)?,
                    headers: self.strings(headers)?,
                })
            }
            None => return Err(wrong(Section::Auths, "no such kind of check")),
        };
        Ok(Auth { name: self.string(auth.name)?.to_owned(), kind })
    }

    fn jwt(&self, jwt: &JwtRecord) -> Read<Jwt> {
        let issuer = match jwt.issuer.get() {
            NONE => None,
            _ => Some(self.string(jwt.issuer)?.to_owned()),
        };
        let audiences = match (flag(jwt.any_audience, Section::Jwts)?, self.strings(jwt.audiences)?) {
            (true, audiences) if audiences.is_empty() => Audiences::Any,
            (true, _) => return Err(wrong(Section::Jwts, "it accepts any audience and lists some")),
            (false, audiences) => Audiences::List(audiences),
        };
        let algorithms = (0..16u8)
            .filter(|bit| jwt.algorithms.get() & (1 << bit) != 0)
            .map(|bit| Algorithm::from_code(bit).ok_or(wrong(Section::Jwts, "no such algorithm")));
        let names = self.strings(jwt.headers)?;
        let (pairs, rest) = names.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(wrong(Section::Jwts, "a minted header without a claim"));
        }
        let minted =
            |[header, claim]: &[String; 2]| MintedHeader { header: header.clone(), claim: claim.clone() };
        Ok(Jwt {
            issuer,
            jwks_url: self.string(jwt.jwks_url)?.to_owned(),
            algorithms: algorithms.collect::<Read<_>>()?,
            audiences,
            leeway: Duration::from_nanos(jwt.leeway.get()),
            headers: pairs.iter().map(minted).collect(),
        })
    }

    pub(crate) fn rate_limit(&self, id: U32) -> Read<RateLimit> {
        let limit = record(self.rate_limits, id, Section::RateLimits)?;
        let fail = |reason| malformed(Section::RateLimits, id, reason);
        let name = || self.string(limit.key_name).map(str::to_owned);
        let key = match KeyKind::from_code(limit.key).ok_or(fail("no such key"))? {
            KeyKind::None => None,
            KeyKind::Ip => Some(ClientKey::Ip),
            KeyKind::Header => Some(ClientKey::Header(name()?)),
            KeyKind::Claim => Some(ClientKey::Claim(name()?)),
            KeyKind::Param => Some(ClientKey::Param(name()?)),
        };
        let total = bucket(&limit.total, limit.parts & 1 != 0).map_err(fail)?;
        let client = bucket(&limit.client, limit.parts & 2 != 0).map_err(fail)?;
        let per_client = match (key, client) {
            (None, None) => None,
            (Some(key), Some(limit)) => Some(PerClient { key, limit }),
            _ => return Err(fail("a key without a limit, or a limit without a key")),
        };
        match limit.parts {
            0..=3 => Ok(RateLimit { total, per_client }),
            _ => Err(fail("no such part")),
        }
    }

    pub(crate) fn endpoint(&self, endpoint: &EndpointRecord) -> Read<Endpoint> {
        let fail = |reason| wrong(Section::Endpoints, reason);
        let checks = self.list(endpoint.credential)?;
        let credential = match CredentialKind::from_code(endpoint.credential_kind) {
            Some(CredentialKind::Public) if checks.is_empty() => Credential::Public,
            Some(CredentialKind::AnyOf) => Credential::AnyOf(
                checks.iter().map(|check| self.auth_name(*check).map(str::to_owned)).collect::<Read<_>>()?,
            ),
            _ => return Err(fail("no such credential decision")),
        };
        let stream = match StreamKind::from_code(endpoint.stream).ok_or(fail("no such stream"))? {
            StreamKind::None => Stream::None,
            StreamKind::Sse => Stream::Sse,
            StreamKind::WebSocket => Stream::WebSocket,
        };
        Ok(Endpoint {
            id: endpoint.id.get(),
            method: Method::from_code(endpoint.method).ok_or(fail("no such method"))?,
            path: self.path(endpoint.path)?,
            hosts: self.strings(endpoint.hosts)?,
            credential,
            rate_limit: self.rate_limit(endpoint.limit)?,
            forward: self.forward(endpoint.forward)?,
            backend: self.backend(endpoint)?,
            timeouts: self.timeouts(endpoint.timeouts)?,
            stream,
        })
    }

    fn auth_name(&self, auth: U32) -> Read<&str> {
        self.string(record(self.auths, auth, Section::Auths)?.name)
    }

    fn backend(&self, endpoint: &EndpointRecord) -> Read<Backend> {
        match BackendKind::from_code(endpoint.backend) {
            Some(BackendKind::Upstream) => Ok(Backend::Upstream {
                upstream: self
                    .string(record(self.upstreams, endpoint.upstream, Section::Upstreams)?.name)?
                    .to_owned(),
                method: backend_method(endpoint.backend_method)?,
                path: self.template(endpoint.rewrite)?,
            }),
            Some(BackendKind::Health) => Ok(Backend::Respond(Respond::Health)),
            None => Err(wrong(Section::Endpoints, "no such backend")),
        }
    }

    fn path(&self, id: U32) -> Read<PathPattern> {
        let segment = |item: Read<Item>| {
            Ok(match item? {
                Item::Literal(text) => Segment::Literal(self.string(text.into())?.to_owned()),
                Item::Param(name) => Segment::Param(self.string(name.into())?.to_owned()),
                Item::Tail => Segment::Tail,
            })
        };
        Ok(PathPattern { segments: self.items(id)?.map(segment).collect::<Read<_>>()? })
    }

    fn template(&self, id: U32) -> Read<Template> {
        let piece = |item: Read<Item>| {
            Ok(match item? {
                Item::Literal(text) => Piece::Literal(self.string(text.into())?.to_owned()),
                Item::Param(position) => Piece::Param(position as usize),
                Item::Tail => Piece::Tail,
            })
        };
        Ok(Template { pieces: self.items(id)?.map(piece).collect::<Read<_>>()? })
    }

    pub(crate) fn forward(&self, id: U32) -> Read<Forward> {
        let forward = record(self.forwards, id, Section::Forwards)?;
        let fail = || malformed(Section::Forwards, id, "no such choice of what is forwarded");
        let (headers, query) = (self.strings(forward.headers)?, self.strings(forward.query)?);
        Ok(Forward {
            headers: match ForwardKind::from_code(forward.headers_kind) {
                Some(ForwardKind::All) if headers.is_empty() => ForwardHeaders::All,
                Some(ForwardKind::List) => ForwardHeaders::List(headers),
                _ => return Err(fail()),
            },
            query: match ForwardKind::from_code(forward.query_kind) {
                Some(ForwardKind::All) if query.is_empty() => ForwardQuery::All,
                Some(ForwardKind::None) if query.is_empty() => ForwardQuery::None,
                Some(ForwardKind::List) => ForwardQuery::List(query),
                _ => return Err(fail()),
            },
            credentials: flag(forward.credentials, Section::Forwards)?,
            minted: self.strings(forward.minted)?,
        })
    }

    pub(crate) fn timeouts(&self, id: U32) -> Read<Timeouts> {
        let timeouts = record(self.timeouts, id, Section::Timeouts)?;
        let part = |part: U64| (part != U64::ZERO).then_some(Duration::from_nanos(part.get()));
        Ok(Timeouts {
            connect: part(timeouts.connect),
            first_byte: part(timeouts.first_byte),
            idle: part(timeouts.idle),
            total: part(timeouts.total),
        })
    }

    pub(crate) fn other_policy(&self, policy: &OtherPolicyRecord) -> Read<OtherPolicy> {
        let endpoints = self.list(policy.endpoints)?;
        let scope = match ScopeKind::from_code(policy.scope) {
            Some(ScopeKind::Gateway) if endpoints.is_empty() => PolicyScope::Gateway,
            Some(ScopeKind::Endpoints) if !endpoints.is_empty() => {
                let id = |index: &U32| Ok(record(self.endpoints, *index, Section::Endpoints)?.id.get());
                let mut ids = endpoints.iter().map(id).collect::<Read<Vec<u64>>>()?;
                ids.sort_unstable();
                PolicyScope::Endpoints(ids)
            }
            _ => return Err(wrong(Section::OtherPolicies, "no such scope")),
        };
        Ok(OtherPolicy { name: self.string(policy.name)?.to_owned(), scope })
    }
}

pub(crate) fn listener(listener: &ListenerRecord) -> Read<Listener> {
    let fail = |reason| Err(wrong(Section::Listeners, reason));
    let [a, b, c, d, rest @ ..] = listener.address;
    let address = match listener.family {
        0 if listener.address == [0; 16] => None,
        4 if rest == [0; 12] => Some(IpAddr::V4(Ipv4Addr::new(a, b, c, d))),
        6 => Some(IpAddr::V6(Ipv6Addr::from(listener.address))),
        _ => return fail("no such address"),
    };
    match ProtocolKind::from_code(listener.protocol) {
        Some(ProtocolKind::Http) => {
            Ok(Listener { address, port: listener.port.get(), protocol: Protocol::Http })
        }
        None => fail("no such protocol"),
    }
}

pub(crate) fn backend_method(code: u8) -> Read<Option<Method>> {
    match code {
        SAME_METHOD => Ok(None),
        code => Method::from_code(code).map(Some).ok_or(wrong(Section::Endpoints, "no such backend method")),
    }
}

fn bucket(limit: &LimitRecord, present: bool) -> Result<Option<Limit>, &'static str> {
    let rate = Rate { count: limit.count.get(), period: Duration::from_nanos(limit.period.get()) };
    let limit = Limit { rate, burst: limit.burst.get() };
    match present {
        true => Ok(Some(limit)),
        false if limit.rate.count == 0 && limit.rate.period.is_zero() && limit.burst == 0 => Ok(None),
        false => Err("numbers for a limit that is not there"),
    }
}
