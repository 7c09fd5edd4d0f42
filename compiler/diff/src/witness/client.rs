//! The sender of the request that shows a change: all of it but its path.

use std::net::{IpAddr, Ipv4Addr};

use gwc_plan::Answerer;

use super::held::{self, Held};
use super::pages::cors;
use super::verify::Verified;
use crate::compare::{
    address_of, address_of_both, agent_of, agent_of_both, is_agent_refused, origin_of, required, shown,
};
use crate::hosts::host_of;
use crate::kind::Kind;
use crate::url;
use crate::view::View;

/// The address of a client on the machine of the gateway.
const USUAL_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// The user agent of the command that is shown.
const USUAL_AGENT: &str = "curl/8.15.0";

/// A client. An absent part does not matter, or is as usual.
pub(super) struct Client<'s> {
    pub(super) host: Option<String>,
    pub(super) address: Option<IpAddr>,
    pub(super) agent: Option<String>,
    /// The origin of the page that the request comes from, where the change is about pages.
    pub(super) origin: Option<String>,
    pub(super) held: Option<Held<'s>>,
}

impl<'s> Client<'s> {
    /// The one that shows a change of this kind.
    pub(super) fn of(kind: Kind, views: [Option<&View<'s>>; 2]) -> Client<'s> {
        let plans = views.map(|view| view.map(|view| &view.plan.hosts));
        let without =
            matches!(kind, Kind::CredentialRemoved | Kind::CredentialRequired | Kind::PublicEndpointAdded);
        // One that no side requires is sent only if the change is about it.
        let is_required = views.into_iter().flatten().any(|view| !view.endpoint.credential.is_open());
        let without = without || !(is_required || held::is_protection(kind) || held::is_of_check(kind));
        Client {
            host: host_of(kind, plans[0], plans[1]),
            address: address(kind, views),
            agent: agent(kind, views),
            origin: origin(kind, views),
            held: if without { None } else { held::find(kind, views) },
        }
    }

    /// The headers of the request, but for its host.
    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let page = self.held.as_ref().and_then(|held| held.page.as_ref());
        let page = page.map(|page| format!("https://{page}")).or_else(|| self.origin.clone());
        let page = page.map(|page| ("Origin".to_owned(), page));
        let agent = self.agent.clone().map(|agent| ("User-Agent".to_owned(), agent));
        self.held.iter().map(|held| held.header.clone()).chain(page).chain(agent).collect()
    }

    /// Whether an endpoint answers the host of the request.
    pub(super) fn is_answered(&self, view: &View<'_>) -> bool {
        view.plan.hosts.answers(self.host.as_deref().unwrap_or("other.invalid"))
    }

    /// What happens to the request on a side where an endpoint takes it, in the order of the runtime.
    pub(super) fn happens(&self, side: usize, view: &View<'_>, path: &[String]) -> String {
        if !self.is_answered(view) {
            return "404".to_owned();
        }
        let address = self.address.unwrap_or(USUAL_ADDRESS);
        if !view.plan.addresses.admits(address) {
            return format!("403 for a client at {address}");
        }
        if is_agent_refused(view, self.agent.as_deref().unwrap_or(USUAL_AGENT)) {
            return "403, the user agent is rejected".to_owned();
        }
        let verified = self.held.as_ref().and_then(|held| held.verified[side].as_ref());
        match verified {
            None if !view.checks().is_empty() => return format!("401, requires {}", required(view)),
            Some(Verified::Refused(status)) => return (*status).to_owned(),
            Some(Verified::Asked(url)) => return format!("as {url} decides"),
            _ => {}
        }
        match &view.plan.answerer {
            Answerer::Upstream(route) => {
                let to = url::filled(&route.path, &view.endpoint.path, path);
                format!("to {}{to}", shown(&view.plan.answerer, view))
            }
            Answerer::Redirect(to) => {
                let path = url::filled(&to.path, &view.endpoint.path, path);
                format!("{} to {}{path}", to.status, to.origin)
            }
            answerer => shown(answerer, view),
        }
    }
}

/// An address that one side admits where the change is about addresses; else one that both admit, if not every client is
/// admitted.
fn address(kind: Kind, views: [Option<&View<'_>>; 2]) -> Option<IpAddr> {
    let found = match (kind, views) {
        (Kind::AddressesWidened, [Some(before), Some(after)]) => address_of(before, after),
        (Kind::AddressesNarrowed, [Some(before), Some(after)]) => address_of(after, before),
        _ => None,
    };
    let admits = |address| views.into_iter().flatten().all(|view| view.plan.addresses.admits(address));
    match admits(USUAL_ADDRESS) {
        true => found,
        false => found.or_else(|| address_of_both(views)),
    }
}

/// An origin that one side admits, where the change is about pages; else one that a side admits.
fn origin(kind: Kind, views: [Option<&View<'_>>; 2]) -> Option<String> {
    if !matches!(kind, Kind::CorsWidened | Kind::CorsNarrowed) {
        return None;
    }
    let [before, after] = views.map(cors);
    origin_of(before, after).or_else(|| origin_of(None, after))
}

/// The same for user agents.
fn agent(kind: Kind, views: [Option<&View<'_>>; 2]) -> Option<String> {
    let found = match (kind, views) {
        (Kind::AgentsNarrowed, [Some(before), Some(after)]) => agent_of(before, after, true),
        (Kind::AgentsWidened, [Some(before), Some(after)]) => agent_of(before, after, false),
        _ => None,
    };
    let is_refused = views.into_iter().flatten().any(|view| is_agent_refused(view, USUAL_AGENT));
    match is_refused {
        true => found.or_else(|| agent_of_both(views)),
        false => found,
    }
}
