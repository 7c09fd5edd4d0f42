//! One endpoint with everything that its names stand for.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use gwc_artifact::{
    Auth, AuthKind, Backend, Endpoint, ForwardHeaders, Gateway, MintedHeader, Redirect, Respond, Store,
    Template, TokenSource, Upstream,
};
use gwc_plan::{NameSet, Plan, Planner};

use crate::checks;
use crate::hosts;
use crate::segments::Segments;
use crate::side::{Aspect, Call, Place, Rest, Side};
use crate::target::{self, Reach, Target, Way};

/// What all endpoints of one side share.
pub(crate) struct Shared<'s> {
    pub(crate) side: &'s Side,
    planner: Planner<'s>,
    identity: NameSet,
    checked: BTreeSet<String>,
    reach: OnceCell<Reach>,
    twins: OnceCell<Vec<Option<u32>>>,
}

impl<'s> Shared<'s> {
    pub(crate) fn new(side: &'s Side) -> Shared<'s> {
        let gateway = &side.gateway;
        let kinds = || gateway.auth.iter().map(|auth| &auth.kind);
        let minted = kinds().flat_map(minted_by).map(|minted| minted.header.to_ascii_lowercase());
        let checked = minted.chain(kinds().flat_map(headers_read)).collect();
        let identity = gwc_plan::identity::names(gateway);
        let reach = OnceCell::new();
        Shared { side, planner: Planner::new(gateway), identity, checked, reach, twins: OnceCell::new() }
    }

    /// What its endpoints reach.
    pub(crate) fn reach(&self) -> &Reach {
        let is_answered = |at| hosts::is_answered(&self.view(at).plan.hosts);
        self.reach.get_or_init(|| Reach::of(self.side, &is_answered))
    }

    /// The endpoint of the other side that has the method and path of one of this side. There is one other side.
    pub(crate) fn twin(&self, index: u32, other: &Shared<'_>) -> Option<u32> {
        let of_all = || self.side.gateway.endpoints.iter().map(|one| other.reach().twin(one)).collect();
        self.twins.get_or_init(of_all)[index as usize]
    }

    /// The further calls of an endpoint.
    fn calls(&self, index: u32) -> &'s [Call] {
        self.side.endpoints.get(index as usize).map_or(&[], |rest| &rest.calls)
    }

    pub(crate) fn view<'v>(&'v self, index: u32) -> View<'v> {
        let (side, at) = (self.side, index as usize);
        let endpoint = &side.gateway.endpoints[at];
        let (plan, rest) = (self.planner.plan(endpoint), side.endpoints.get(at));
        View { shared: self, side, index, endpoint, plan, rest }
    }
}

/// The headers that a check reads, lower case.
fn headers_read(kind: &AuthKind) -> Vec<String> {
    match kind {
        AuthKind::Jwt(jwt) => {
            let header = |source: &TokenSource| match source {
                TokenSource::Header(name) => Some(name.to_ascii_lowercase()),
                TokenSource::Cookie(_) => None,
            };
            jwt.sources.iter().filter_map(header).collect()
        }
        AuthKind::ApiKey(key) => key.headers.iter().map(|name| name.to_ascii_lowercase()).collect(),
        AuthKind::External(check) => check.send.iter().map(|name| name.to_ascii_lowercase()).collect(),
    }
}

/// An endpoint of one side.
pub(crate) struct View<'s> {
    shared: &'s Shared<'s>,
    pub(crate) side: &'s Side,
    pub(crate) index: u32,
    pub(crate) endpoint: &'s Endpoint,
    pub(crate) plan: Plan,
    rest: Option<&'s Rest>,
}

impl<'s> View<'s> {
    pub(crate) fn gateway(&self) -> &'s Gateway {
        &self.side.gateway
    }

    /// What it shares with the other endpoints of its side.
    pub(crate) fn shared(&self) -> &'s Shared<'s> {
        self.shared
    }

    /// The class of all of its requests.
    pub(crate) fn all(&self) -> Segments<'static> {
        Segments { parts: &[], deeper: false }
    }

    /// Where its requests of a class arrive.
    pub(crate) fn targets_of(&self, class: Segments<'_>) -> Vec<(Way<'s>, Target)> {
        target::all_of(self.gateway(), (self.endpoint, self.calls()), class)
    }

    /// Its calls beside that of its upstream.
    pub(crate) fn calls(&self) -> &'s [Call] {
        self.shared.calls(self.index)
    }

    /// Whether the paths that are sent are written alike on both sides, for two endpoints with paths of one shape.
    pub(crate) fn sends_by_same_templates(&self, other: &View<'_>) -> bool {
        let is_same = |call: &Call| {
            let mut namesakes = other.calls().iter().filter(|other| other.part == call.part);
            namesakes.all(|other| other.path == call.path)
        };
        template(self.endpoint) == template(other.endpoint) && self.calls().iter().all(is_same)
    }

    /// Whether a header, lower case, claims an identity.
    pub(crate) fn is_identity(&self, name: &str) -> bool {
        self.shared.identity.contains(name)
    }

    /// The headers that checks of the gateway read or make: `gwr` does not pass them on where all others pass.
    pub(crate) fn checked(&self) -> &BTreeSet<String> {
        &self.shared.checked
    }

    /// The headers that the gateway strips, each an entry of its list.
    pub(crate) fn stripped(&self) -> BTreeSet<String> {
        self.gateway().stripped.entries().collect()
    }

    /// Whether the runtime strips what is reserved: KrakenD passes on what is listed, whatever it is.
    pub(crate) fn strips(&self) -> bool {
        matches!(self.side.routing, crate::side::Routing::Gwr)
    }

    pub(crate) fn parts(&self) -> &'s [crate::side::Part] {
        self.rest.map_or(&[], |rest| &rest.parts)
    }

    /// Where an aspect of it is written.
    pub(crate) fn place(&self, aspect: Aspect) -> Option<Place> {
        self.rest.and_then(|rest| rest.places.get(aspect))
    }

    /// The checks of the credential that it requires, in the order they are tried; none for a public endpoint. An optional
    /// credential protects nothing: a request without one passes.
    pub(crate) fn checks(&self) -> Vec<Checked<'s>> {
        if self.endpoint.credential.is_open() { Vec::new() } else { self.verified() }
    }

    /// The checks of the credential that a request has, required or optional.
    pub(crate) fn verified(&self) -> Vec<Checked<'s>> {
        let place = |name: &str| {
            let at = self.gateway().auth.iter().position(|auth| auth.name == name)?;
            self.side.auth.get(at).copied().flatten()
        };
        let checked = |(name, auth): (&'s str, Option<&'s Auth>)| Checked {
            name,
            kind: auth.map(|auth| &auth.kind),
            auth,
            store: self.gateway().store.as_ref(),
            place: place(name),
        };
        checks::live(self.gateway(), self.endpoint).into_iter().map(checked).collect()
    }

    /// The upstream of a name.
    pub(crate) fn upstream(&self, name: &str) -> Option<(&'s Upstream, Option<Place>)> {
        let at = self.gateway().upstreams.iter().position(|upstream| upstream.name == name)?;
        Some((&self.gateway().upstreams[at], self.side.upstreams.get(at).copied().flatten()))
    }

    /// The headers that its author lists; `None` is all.
    pub(crate) fn listed(&self) -> Option<&'s [String]> {
        match &self.endpoint.forward.headers {
            ForwardHeaders::All => None,
            ForwardHeaders::List(names) => Some(names),
        }
    }
}

/// What an endpoint sends or redirects to is written by it.
fn template(endpoint: &Endpoint) -> Option<&Template> {
    match &endpoint.backend {
        Backend::Upstream { path, .. } | Backend::Respond(Respond::Redirect(Redirect { path, .. })) => {
            Some(path)
        }
        Backend::Respond(_) => None,
    }
}

/// A check of a credential.
#[derive(Clone, Copy)]
pub(crate) struct Checked<'s> {
    pub(crate) name: &'s str,
    /// How it checks; `None` is outside of the gateway.
    pub(crate) kind: Option<&'s AuthKind>,
    /// All that is set for it.
    pub(crate) auth: Option<&'s Auth>,
    /// Where the records of its keys may be.
    pub(crate) store: Option<&'s Store>,
    pub(crate) place: Option<Place>,
}

/// The headers that a check makes.
pub(crate) fn minted_by(kind: &AuthKind) -> &[MintedHeader] {
    kind.headers()
}
