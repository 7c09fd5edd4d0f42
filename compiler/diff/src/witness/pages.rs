//! Requests of pages of other origins: a change of CORS that is not about origins shows in the answer to a preflight.

use std::collections::BTreeSet;

use gwc_artifact::{Cors, CorsHeaders, EndpointPolicy, Method, Origins};

use crate::change::Witness;
use crate::compare::{admits_of_pages, origin_of, origins_of};
use crate::kind::Kind;
use crate::view::View;

/// The methods that a preflight is about where no endpoint takes it. Some programs allow `OPTIONS` always.
const METHODS: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
/// Of a preflight: the method of the request that it is about.
const ASKED: &str = "Access-Control-Request-Method";
/// A header that no policy lists.
const OTHER_HEADER: &str = "x-other";

/// A request of a page, and the header of the answer that tells what the page may do.
pub(super) struct PageRequest<'s> {
    method: Method,
    headers: Vec<(String, String)>,
    policies: [Option<&'s Cors>; 2],
    told: &'static str,
    /// The value of that header on each side; none where the answer is without it.
    values: [Option<String>; 2],
}

impl PageRequest<'_> {
    /// The witness that this request is. `status` is that of the answer on a side.
    pub(super) fn witness(self, path: String, host: Option<String>) -> Witness {
        let told = |side: usize| {
            let policy = self.policies[side].filter(|_| self.method == Method::Options);
            let status = policy.map_or(404, |policy| policy.status);
            match &self.values[side] {
                Some(value) => format!("{status}, with {}: {value}", self.told),
                None => format!("{status}, without {}", self.told),
            }
        };
        let (before, after) = (told(0), told(1));
        Witness {
            method: self.method.as_str().to_owned(),
            host,
            path,
            headers: self.headers,
            credential: None,
            address: None,
            before,
            after,
        }
    }
}

/// Both policies, as the change compares them: what one of them allows, and the other does not.
struct Apart<'s> {
    policies: [&'s Cors; 2],
    /// The position of the one that allows more.
    more: usize,
    /// An origin that both admit.
    origin: String,
}

impl<'s> Apart<'s> {
    /// None where one side has no policy or the change shows in an origin: then any request of that page shows it.
    fn of(kind: Kind, policies: [Option<&'s Cors>; 2]) -> Option<Apart<'s>> {
        let [Some(before), Some(after)] = policies else { return None };
        let policies = [before, after];
        let more = match kind {
            Kind::CorsNarrowed => 0,
            Kind::CorsWidened => 1,
            _ => return None,
        };
        let origins = origins_of(before, after);
        let is_admitted = |origin: &String, side: usize| policies[side].origins.admit(origin);
        if origins.iter().any(|origin| is_admitted(origin, more) && !is_admitted(origin, 1 - more)) {
            return None;
        }
        let origin =
            origins.into_iter().find(|origin| [0, 1].iter().all(|side| is_admitted(origin, *side)))?;
        Some(Apart { policies, more, origin })
    }

    /// What is allowed on one side only, with this value.
    fn only(&self, value: String) -> [Option<String>; 2] {
        let mut values = [None, None];
        values[self.more] = Some(value);
        values
    }

    fn request(
        &self,
        method: Method,
        headers: &[(&str, &str)],
        (told, values): (&'static str, [Option<String>; 2]),
    ) -> PageRequest<'s> {
        let own = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let headers = std::iter::once(("Origin".to_owned(), self.origin.clone())).chain(own).collect();
        PageRequest { method, headers, policies: self.policies.map(Some), told, values }
    }

    /// A header that the one allows and the other does not.
    fn header(&self) -> Option<String> {
        let listed = |side: usize| match &self.policies[side].headers {
            CorsHeaders::Any => BTreeSet::new(),
            CorsHeaders::List(names) => names.iter().cloned().collect(),
        };
        let mut names: BTreeSet<String> = &listed(0) | &listed(1);
        names.insert(OTHER_HEADER.to_owned());
        let admits = |side: usize, name: &String| self.policies[side].headers.admit(name);
        names.into_iter().find(|name| admits(self.more, name) && !admits(1 - self.more, name))
    }
}

/// The preflight that shows a change, about a request with one of these methods.
pub(super) fn preflight<'s>(
    kind: Kind,
    policies: [Option<&'s Cors>; 2],
    methods: &[Method],
) -> Option<PageRequest<'s>> {
    let apart = Apart::of(kind, policies)?;
    let admits = |side: usize, method: Method| admits_of_pages(apart.policies[side], method);
    let is_new = |method: &&Method| admits(apart.more, **method) && !admits(1 - apart.more, **method);
    if let Some(method) = methods.iter().find(is_new) {
        let method = method.as_str();
        let told = ("access-control-allow-methods", apart.only(method.to_owned()));
        return Some(apart.request(Method::Options, &[(ASKED, method)], told));
    }
    let method = methods.iter().find(|method| admits(0, **method) && admits(1, **method))?.as_str();
    if let Some(name) = apart.header() {
        let told = ("access-control-allow-headers", apart.only(name.clone()));
        let headers = [(ASKED, method), ("Access-Control-Request-Headers", name.as_str())];
        return Some(apart.request(Method::Options, &headers, told));
    }
    let is_private = |side: usize| apart.policies[side].private_network;
    if !is_private(apart.more) || is_private(1 - apart.more) {
        return None;
    }
    let told = ("access-control-allow-private-network", apart.only("true".to_owned()));
    let headers = [(ASKED, method), ("Access-Control-Request-Private-Network", "true")];
    Some(apart.request(Method::Options, &headers, told))
}

/// The request without an endpoint that shows a change.
pub(super) fn of_gateway<'s>(kind: Kind, policies: [Option<&'s Cors>; 2]) -> Option<PageRequest<'s>> {
    let found = preflight(kind, policies, &METHODS);
    found.or_else(|| read(kind, policies)).or_else(|| admitted(policies))
}

/// A request of a page that only one side admits.
fn admitted<'s>(policies: [Option<&'s Cors>; 2]) -> Option<PageRequest<'s>> {
    let origin = origin_of(policies[0], policies[1])?;
    let admits =
        |policy: &Cors, method: Method| policy.origins.admit(&origin) && admits_of_pages(policy, method);
    let one = policies.into_iter().flatten().find(|policy| policy.origins.admit(&origin))?;
    let method = METHODS.into_iter().find(|method| admits(one, *method))?;
    let value = |policy: &Cors| match &policy.origins {
        Origins::Any => "*".to_owned(),
        Origins::List(_) => origin.clone(),
    };
    let values = policies.map(|policy| policy.filter(|policy| admits(policy, method)).map(value));
    let mut headers = vec![("Origin".to_owned(), origin.clone())];
    // The page itself may send `GET`, which needs no preflight.
    if method != Method::Get {
        headers.push((ASKED.to_owned(), method.as_str().to_owned()));
    }
    let method = if method == Method::Get { Method::Get } else { Method::Options };
    Some(PageRequest { method, headers, policies, told: "access-control-allow-origin", values })
}

/// The request without an endpoint that shows a change of what scripts may read.
fn read<'s>(kind: Kind, policies: [Option<&'s Cors>; 2]) -> Option<PageRequest<'s>> {
    let apart = Apart::of(kind, policies)?;
    if !apart.policies.iter().all(|policy| admits_of_pages(policy, Method::Get)) {
        return None;
    }
    let has_credentials = apart.policies.map(|policy| policy.credentials);
    if has_credentials[apart.more] && !has_credentials[1 - apart.more] {
        let told = ("access-control-allow-credentials", apart.only("true".to_owned()));
        return Some(apart.request(Method::Get, &[], told));
    }
    let values = apart.policies.map(|policy| match policy.expose.is_empty() {
        true => None,
        false => Some(policy.expose.join(", ")),
    });
    let told = ("access-control-expose-headers", values);
    (told.1[0] != told.1[1]).then(|| apart.request(Method::Get, &[], told))
}

/// What pages may do at an endpoint.
pub(super) fn cors<'s>(view: Option<&View<'s>>) -> Option<&'s Cors> {
    view?.endpoint.policies.iter().find_map(|policy| match policy {
        EndpointPolicy::Cors(cors) => Some(cors),
        _ => None,
    })
}
