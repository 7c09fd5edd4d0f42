//! Which credential a request needs and whether it has one, and the limits that it takes from.

use gwc_diff::Aspect;
use gwc_plan::{Check, CheckKind, CredentialPlan, LimitKey, LimitRule, LimitScope, Plan, Source};
use gwc_syntax::source::Span;

use super::request::Request;
use super::told::{Outcome, Told};

pub(super) fn tell(told: &mut Told<'_>, request: &Request, (at, plan): (usize, &Plan)) -> Outcome {
    let place = told.place(at, Aspect::Credential);
    let checks = plan.credential.checks();
    if checks.is_empty() {
        told.step("credential", "not required", place);
        return Outcome::Routed;
    }
    let is_optional = matches!(plan.credential, CredentialPlan::Optional(_));
    let names: Vec<String> = checks.iter().map(|check| format!("`{}`", check.name)).collect();
    let reads: Vec<String> = plan.credential.reads().into_iter().map(source).collect();
    let need = if is_optional { "is optional" } else { "is required" };
    let required = format!("{} {need}, read from {}", names.join(" or "), reads.join(", "));
    // The first source that is present decides.
    let present = plan.credential.reads().into_iter().find(|source| is_present(source, request));
    let Some(present) = present else {
        if is_optional {
            told.step("credential", format!("{required}; the request has none"), place);
            return Outcome::Routed;
        }
        told.step("credential", format!("{required}; the request has none: `401`"), place);
        return Outcome::Refused(401);
    };
    let how = checks.iter().map(verified).collect::<Vec<_>>().join(", ");
    told.step("credential", format!("{required}; {} is present; {how}", source(present)), place);
    let own = checks.iter().flat_map(|check| &check.require);
    for requirement in own.chain(plan.require.iter()) {
        let text =
            format!("the claim `{}` of the token must hold what is set, else `403`", requirement.claim());
        told.step("claims", text, told.place(at, Aspect::Require));
    }
    let reading = checks.iter().filter(|check| check.reads.contains(present));
    of_the_credential(told, reading, place);
    Outcome::IfValid
}

/// The origins and limits that a credential itself has: those of the check that accepts it.
fn of_the_credential<'c>(told: &mut Told<'_>, checks: impl Iterator<Item = &'c Check>, place: Option<Span>) {
    for check in checks {
        let name = &check.name;
        if !check.origins.is_empty() {
            let origins: Vec<String> = check.origins.iter().map(|origin| format!("`{origin}`")).collect();
            let text = format!(
                "with a credential of `{name}`: from pages of {} only; else `403`",
                origins.join(", ")
            );
            told.step("origin", text, place);
        }
        for rule in &check.limits {
            let text = format!("with a credential of `{name}`: {}", limit(rule));
            told.step("limit", text, place);
        }
    }
}

fn is_present(source: &Source, request: &Request) -> bool {
    match source {
        Source::Header(name) => request.header(name).is_some(),
        Source::Cookie(name) => request.cookies().contains(&name.as_str()),
    }
}

fn source(source: &Source) -> String {
    match source {
        Source::Header(name) => format!("the header `{name}`"),
        Source::Cookie(name) => format!("the cookie `{name}`"),
    }
}

fn verified(check: &Check) -> String {
    match check.kind {
        CheckKind::Jwt => format!("`{}` verifies the token when the request is sent", check.name),
        _ => format!("`{}` decides when the request is sent", check.name),
    }
}

/// The limits in the order in which they take their tokens.
pub(super) fn limits(told: &mut Told<'_>, (at, plan): (usize, &Plan)) {
    for rule in plan.limits.in_order() {
        told.step("limit", limit(rule), told.place(at, Aspect::Limits));
    }
}

fn limit(rule: &LimitRule) -> String {
    let scope = match rule.scope {
        LimitScope::Gateway => "the gateway",
        LimitScope::Endpoint(_) => "the endpoint",
        LimitScope::Credential(_) => "the credential",
    };
    let key = match &rule.key {
        LimitKey::All => "for all callers".to_owned(),
        LimitKey::Address => "for each client address".to_owned(),
        LimitKey::Header(name) => format!("for each value of the header `{name}`"),
        LimitKey::Claim(name) => format!("for each value of the claim `{name}`"),
        LimitKey::Key => "for each API key".to_owned(),
        LimitKey::Param { name, .. } => format!("for each value of the parameter `{name}`"),
    };
    let rate = gwc_syntax::value::Rate {
        count: rule.limit.rate.count,
        period_ns: u64::try_from(rule.limit.rate.period.as_nanos()).unwrap_or(u64::MAX),
    };
    format!("{rate} of {scope} {key}, burst {}; else `429`", rule.limit.burst)
}
