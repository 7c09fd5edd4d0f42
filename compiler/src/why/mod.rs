//! What happens to one request, step by step: which endpoint takes it and why no other one does, what it has to hold, and
//! what its upstream gets. It reads the plans that the runtime executes; KrakenD's endpoint is found as gin finds it.

mod credential;
mod forward;
mod request;
mod runners;
mod taken;
mod told;

use gwc_diff::Aspect;
use gwc_plan::{Plan, Planner};

use crate::compared::Prepared;
pub use request::Request;
use taken::Taken;
pub use told::{Explanation, Outcome, Step};
use told::{Told, key};

/// Explains what happens to a request.
///
/// # Errors
/// The gateway cannot be written to an artifact, or gin refuses its endpoints: the reason as a message.
pub fn explain(prepared: &Prepared, request: &Request) -> Result<Explanation, String> {
    let mut told = Told { prepared, steps: Vec::new() };
    let taken = taken::find(prepared, request)?;
    let found = match taken {
        Taken::Endpoint(found) => found,
        Taken::Nothing { status, reason } => {
            told.step("endpoint", reason, None);
            runners::tell(&mut told, request, None);
            return Ok(told.ends(Outcome::Refused(status)));
        }
    };
    let endpoint = &prepared.side.gateway.endpoints[found];
    told.step("endpoint", format!("`{}`", key(endpoint)), told.place(found, Aspect::Route));
    runners::tell(&mut told, request, Some(found));
    let plan = Planner::new(&prepared.side.gateway).plan(endpoint);
    let outcome = admitted(&mut told, request, (found, &plan));
    if !matches!(outcome, Outcome::Refused(_)) {
        forward::tell(&mut told, request, (found, &plan));
    }
    Ok(told.ends(outcome))
}

/// Host, address, credential and limits: what may refuse the request.
fn admitted(told: &mut Told<'_>, request: &Request, (at, plan): (usize, &Plan)) -> Outcome {
    if let Some(host) = &request.host {
        let place = told.place(at, Aspect::Hosts);
        if !plan.hosts.answers(host) {
            told.step("host", format!("`{host}` is not answered: `404`"), place);
            return Outcome::Refused(404);
        }
        told.step("host", format!("`{host}` is answered"), None);
    }
    let rules = [&*plan.addresses.gateway].into_iter().chain(plan.addresses.endpoint.iter());
    let list = |networks: &[gwc_artifact::Network]| {
        networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    for rule in rules.filter(|rule| !rule.allow.is_empty() || !rule.deny.is_empty()) {
        let allow = if rule.allow.is_empty() { "any".to_owned() } else { list(&rule.allow) };
        let deny = if rule.deny.is_empty() { String::new() } else { format!(" but {}", list(&rule.deny)) };
        let text = format!("client addresses {allow}{deny}; another one gets `403`");
        told.step("address", text, told.place(at, Aspect::Addresses));
    }
    let outcome = credential::tell(told, request, (at, plan));
    if !matches!(outcome, Outcome::Refused(_)) {
        credential::limits(told, (at, plan));
    }
    outcome
}
