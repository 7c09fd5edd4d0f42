//! Everything that is checked of the sections before anything is answered from them.

use zerocopy::little_endian::U32;

use crate::check;
use crate::error::OpenError;
use crate::format::{BackendKind, CredentialKind, EndpointRecord, Item, Section, StreamKind};
use crate::frame::fail;
use crate::path::check_params;
use crate::policy::{Auth, ClientKey, RateLimit};
use crate::read::{backend_method, listener};
use crate::tables::{Tables, malformed, record};
use crate::template::{PieceRef, check_pieces};
use crate::walk;

/// Everything the sections say: every reference leads somewhere, and every policy is one.
pub(crate) fn contents(tables: &Tables<'_>) -> Result<(), OpenError> {
    strings(tables)?;
    offsets(tables.list_offsets, tables.list_items.len(), Section::ListOffsets)?;
    let [meta] = tables.meta else { return Err(fail(Section::Meta, "there must be exactly one record")) };
    tables.string(meta.name)?;
    check::hosts(&tables.strings(meta.hosts)?).map_err(|reason| fail(Section::Meta, reason))?;
    if meta.strict_hosts > 1 || meta.reserved != [0; 3] {
        return Err(fail(Section::Meta, "a flag is neither 0 nor 1"));
    }
    tables.listeners.iter().try_for_each(|record| listener(record).map(drop))?;
    upstreams(tables)?;
    let auths = auths(tables)?;
    let limits = shared(tables)?;
    if matches!(limit_key(&limits, meta.limit)?, Some(ClientKey::Param(_))) {
        return Err(fail(Section::Meta, "the gateway's limit tells callers apart by a parameter"));
    }
    padding(tables)?;
    walk::index(tables)?;
    Endpoints { tables, auths, limits, sample: String::new() }.check()?;
    unique_ids(tables)?;
    tables.other_policies.iter().try_for_each(|policy| match tables.other_policy(policy)?.name.is_empty() {
        true => Err(fail(Section::OtherPolicies, "a policy has no name")),
        false => Ok(()),
    })
}

fn strings(tables: &Tables<'_>) -> Result<(), OpenError> {
    offsets(tables.string_offsets, tables.index.strings.len(), Section::StringOffsets)?;
    let text = std::str::from_utf8(tables.index.strings).map_err(|_| fail(Section::Strings, "not UTF-8"))?;
    match tables.string_offsets.iter().position(|offset| !text.is_char_boundary(offset.get() as usize)) {
        Some(i) => Err(malformed(Section::StringOffsets, (i as u32).into(), "it cuts a character")),
        None => Ok(()),
    }
}

/// Reserved bytes are zero, so that a later format can give them a meaning. (Nodes and endpoints are looked at with the
/// rest of them.)
fn padding(tables: &Tables<'_>) -> Result<(), OpenError> {
    let sections = [
        (Section::Upstreams, tables.upstreams.iter().all(|record| record.reserved == [0; 3])),
        (Section::Hosts, tables.hosts.iter().all(|record| record.reserved == 0)),
        (Section::Auths, tables.auths.iter().all(|record| record.reserved == [0; 3])),
        (Section::Jwts, tables.jwts.iter().all(|record| record.reserved == [0; 5])),
        (Section::RateLimits, tables.rate_limits.iter().all(|record| record.reserved.get() == 0)),
        (Section::Forwards, tables.forwards.iter().all(|record| record.reserved == 0)),
        (Section::OtherPolicies, tables.other_policies.iter().all(|record| record.reserved == [0; 3])),
    ];
    match sections.into_iter().find(|(_, clean)| !clean) {
        Some((section, _)) => Err(fail(section, "reserved bytes are not 0")),
        None => Ok(()),
    }
}

/// Offsets begin with 0, never fall, and end with the end.
fn offsets(offsets: &[U32], items: usize, section: Section) -> Result<(), OpenError> {
    if offsets.first() != Some(&U32::ZERO) || offsets.last().map(|end| end.get() as usize) != Some(items) {
        return Err(fail(section, "the offsets do not span what they cut"));
    }
    match offsets.is_sorted_by_key(|offset| offset.get()) {
        true => Ok(()),
        false => Err(fail(section, "the offsets fall")),
    }
}

/// Names of a table rise, so each is there once.
fn rising<'a>(names: impl Iterator<Item = &'a str>, section: Section) -> Result<(), OpenError> {
    match names.is_sorted_by(|one, other| one < other) {
        true => Ok(()),
        false => Err(fail(section, "names are not in order, or there twice")),
    }
}

fn upstreams(tables: &Tables<'_>) -> Result<(), OpenError> {
    let upstreams: Vec<_> =
        tables.upstreams.iter().map(|record| tables.upstream(record)).collect::<Result<_, _>>()?;
    upstreams.iter().try_for_each(check::upstream).map_err(|reason| fail(Section::Upstreams, reason))?;
    rising(upstreams.iter().map(|upstream| upstream.name.as_str()), Section::Upstreams)
}

fn auths(tables: &Tables<'_>) -> Result<Vec<Auth>, OpenError> {
    let auths: Vec<_> = tables.auths.iter().map(|record| tables.auth(record)).collect::<Result<_, _>>()?;
    auths.iter().try_for_each(check::auth).map_err(|reason| fail(Section::Auths, reason))?;
    rising(auths.iter().map(|auth| auth.name.as_str()), Section::Auths)?;
    Ok(auths)
}

/// Checks the records that endpoints share; the limits are given back.
fn shared(tables: &Tables<'_>) -> Result<Vec<RateLimit>, OpenError> {
    for id in (0..tables.timeouts.len() as u32).map(U32::new) {
        let timeouts = tables.timeouts(id)?;
        check::timeouts(&timeouts).map_err(|reason| malformed(Section::Timeouts, id, reason))?;
    }
    for id in (0..tables.forwards.len() as u32).map(U32::new) {
        let forward = tables.forward(id)?;
        check::forward(&forward).map_err(|reason| malformed(Section::Forwards, id, reason))?;
    }
    let limit = |id: u32| {
        let limit = tables.rate_limit(id.into())?;
        check::rate_limit(&limit).map_err(|reason| malformed(Section::RateLimits, id.into(), reason))?;
        Ok(limit)
    };
    (0..tables.rate_limits.len() as u32).map(limit).collect()
}

fn limit_key(limits: &[RateLimit], id: U32) -> Result<Option<&ClientKey>, OpenError> {
    Ok(record(limits, id, Section::RateLimits)?.per_client.as_ref().map(|client| &client.key))
}

/// The check of the endpoints, without a copy of each.
struct Endpoints<'t, 'a> {
    tables: &'t Tables<'a>,
    auths: Vec<Auth>,
    limits: Vec<RateLimit>,
    /// Scratch for [`check_pieces`].
    sample: String,
}

impl<'a> Endpoints<'_, 'a> {
    fn check(mut self) -> Result<(), OpenError> {
        for (i, endpoint) in self.tables.endpoints.iter().enumerate() {
            self.endpoint(endpoint).map_err(|error| match error {
                OpenError::Malformed { section, index: None, reason } => {
                    OpenError::Malformed { section, index: Some(i), reason }
                }
                error => error,
            })?;
        }
        Ok(())
    }

    fn endpoint(&mut self, endpoint: &EndpointRecord) -> Result<(), OpenError> {
        let wrong = |reason| fail(Section::Endpoints, reason);
        let params: Vec<&'a str> = self.params(endpoint)?;
        check_params(params.iter().copied()).map_err(wrong)?;
        check::hosts(&self.tables.strings(endpoint.hosts)?).map_err(wrong)?;
        if let Some(ClientKey::Param(name)) = limit_key(&self.limits, endpoint.limit)?
            && !params.contains(&name.as_str())
        {
            return Err(wrong("callers are told apart by a parameter its path does not have"));
        }
        record(self.tables.timeouts, endpoint.timeouts, Section::Timeouts)?;
        self.credential(endpoint)?;
        if StreamKind::from_code(endpoint.stream).is_none() || endpoint.reserved != [0; 3] {
            return Err(wrong("no such stream"));
        }
        self.backend(endpoint, params.len())
    }

    /// The names of the parameters.
    fn params(&self, endpoint: &EndpointRecord) -> Result<Vec<&'a str>, OpenError> {
        let mut names = Vec::new();
        for item in self.tables.items(endpoint.path)? {
            if let Item::Param(name) = item? {
                names.push(self.tables.string(name.into())?);
            }
        }
        Ok(names)
    }

    fn credential(&self, endpoint: &EndpointRecord) -> Result<(), OpenError> {
        let checks = self.tables.list(endpoint.credential)?;
        let sound = match CredentialKind::from_code(endpoint.credential_kind) {
            Some(CredentialKind::Public) => checks.is_empty(),
            Some(CredentialKind::AnyOf) => {
                !checks.is_empty() && (1..checks.len()).all(|i| !checks[..i].contains(&checks[i]))
            }
            None => false,
        };
        if !sound {
            return Err(fail(Section::Endpoints, "no such credential decision"));
        }
        for check in checks {
            record(&self.auths, *check, Section::Auths)?;
        }
        let forward = record(self.tables.forwards, endpoint.forward, Section::Forwards)?;
        for header in self.tables.list(forward.minted)? {
            let auths = checks.iter().filter_map(|check| self.auths.get(check.get() as usize));
            if !check::mints(auths, self.tables.string(*header)?) {
                return Err(fail(Section::Endpoints, "no check of its credential mints a header it sends"));
            }
        }
        Ok(())
    }

    fn backend(&mut self, endpoint: &EndpointRecord, params: usize) -> Result<(), OpenError> {
        let wrong = |reason| fail(Section::Endpoints, reason);
        let rewrite = self.tables.list(endpoint.rewrite)?;
        match BackendKind::from_code(endpoint.backend) {
            Some(BackendKind::Upstream) => {
                record(self.tables.upstreams, endpoint.upstream, Section::Upstreams)?;
                backend_method(endpoint.backend_method)?;
            }
            Some(BackendKind::Health) => {
                return match rewrite.is_empty() && endpoint.upstream == U32::ZERO {
                    true => backend_method(endpoint.backend_method).map(drop),
                    false => Err(wrong("the gateway answers itself, and yet there is an upstream")),
                };
            }
            None => return Err(wrong("no such backend")),
        }
        let mut pieces = Vec::with_capacity(rewrite.len());
        for item in self.tables.items(endpoint.rewrite)? {
            pieces.push(match item? {
                Item::Literal(text) => PieceRef::Literal(self.tables.string(text.into())?),
                Item::Param(position) => PieceRef::Param(position as usize),
                Item::Tail => PieceRef::Tail,
            });
        }
        let has_tail =
            self.tables.list(endpoint.path)?.last().is_some_and(|last| last.get() == Item::Tail.code());
        check_pieces(pieces.into_iter(), params, has_tail, &mut self.sample).map_err(wrong)
    }
}

fn unique_ids(tables: &Tables<'_>) -> Result<(), OpenError> {
    let mut ids: Vec<u64> = tables.endpoints.iter().map(|endpoint| endpoint.id.get()).collect();
    ids.sort_unstable();
    match ids.windows(2).any(|pair| pair[0] == pair[1]) {
        true => Err(fail(Section::Endpoints, "two endpoints have the same id")),
        false => Ok(()),
    }
}
