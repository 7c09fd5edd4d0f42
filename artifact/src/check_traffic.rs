//! What the policies of traffic must fulfil to be one.

use crate::bots::Bots;
use crate::conditions::{Check, ensure, header_names, is_visible, nanoseconds};
use crate::cors::{Cors, CorsHeaders, CorsMethods, OriginPattern, Origins};
use crate::header_edit::HeaderEdit;
use crate::policy::EndpointPolicy;
use crate::respond::{FixedResponse, Redirect};
use crate::split::{SplitBy, SplitTarget};
use crate::upstream::{Breaker, Ejection, HealthCheck, HostHeader, ListenerTls, Retries, UpstreamOptions};
use crate::values::Set;

/// Headers that frame a message, or concern one connection: a change of one makes two readers of one message.
pub const HEADERS_OF_THE_CONNECTION: [&str; 11] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "http2-settings",
];

/// One policy of an endpoint.
pub(crate) fn policy(policy: &EndpointPolicy) -> Check {
    match policy {
        EndpointPolicy::MaxBody(_)
        | EndpointPolicy::Dialect(_)
        | EndpointPolicy::InFlight(_)
        | EndpointPolicy::Quota(_)
        | EndpointPolicy::Balance(_) => Ok(()),
        EndpointPolicy::Heartbeat(every) => ensure(!every.is_zero(), "a heartbeat has no interval"),
        EndpointPolicy::Cors(cors) => self::cors(cors),
        EndpointPolicy::RequestHeaders(edits) | EndpointPolicy::ResponseHeaders(edits) => self::edits(edits),
        EndpointPolicy::Bots(bots) => self::bots(bots),
        EndpointPolicy::Breaker(breaker) => self::breaker(breaker),
        EndpointPolicy::Split(targets) => split(targets),
    }
}

fn split(targets: &[SplitTarget]) -> Check {
    ensure(!targets.is_empty(), "its requests are split over no other upstream")?;
    let mut share = 0_u64;
    for (at, target) in targets.iter().enumerate() {
        match &target.by {
            SplitBy::Weight(weight) => {
                ensure(*weight > 0, "an upstream has no share of the requests")?;
                share = share.saturating_add(*weight);
            }
            SplitBy::Header { name, value } => {
                header_names(std::slice::from_ref(name))?;
                ensure(!name.bytes().any(|byte| byte.is_ascii_uppercase()), "a header is not in lower case")?;
                ensure(
                    !value.chars().any(char::is_control),
                    "the value of a header has control characters in it",
                )?;
                let same = |other: &SplitTarget| other.by == target.by;
                ensure(!targets[..at].iter().any(same), "one header leads to two upstreams")?;
            }
        }
    }
    ensure(share <= 100, "the shares of its upstreams are together above 100")
}

pub(crate) fn cors(cors: &Cors) -> Check {
    // A browser refuses credentials from any origin, and a gateway that echoes the origin instead gives every page of the
    // web what the user may do.
    ensure(!(cors.credentials && cors.origins == Origins::Any), "it admits credentials from any origin")?;
    ensure((200..300).contains(&cors.status), "the status of a preflight is not between 200 and 299")?;
    ensure(cors.max_age.is_none_or(|age| nanoseconds(age).is_some()), "a duration is longer than 584 years")?;
    if let Origins::List(patterns) = &cors.origins {
        ensure(!patterns.is_empty(), "it admits no origin")?;
        patterns.iter().try_for_each(origin)?;
    }
    if let CorsMethods::List(methods) = &cors.methods {
        ensure(!methods.is_empty(), "it admits no method of other origins")?;
    }
    if let CorsHeaders::List(names) = &cors.headers {
        header_names(names)?;
    }
    header_names(&cors.expose)
}

fn origin(pattern: &OriginPattern) -> Check {
    let text = match pattern {
        OriginPattern::Exact(exact) => exact,
        OriginPattern::Between { before, after } => {
            ensure(after.is_empty() || is_visible(after), "an origin has spaces in it")?;
            ensure(!after.bytes().any(|byte| byte.is_ascii_uppercase()), "an origin is not in lower case")?;
            before
        }
    };
    ensure(is_visible(text), "an origin is empty or has spaces in it")?;
    ensure(!text.bytes().any(|byte| byte.is_ascii_uppercase()), "an origin is not in lower case")
}

pub(crate) fn edits(edits: &Set<HeaderEdit>) -> Check {
    for (at, edit) in edits.iter().enumerate() {
        header_line(
            edit.name(),
            match edit {
                HeaderEdit::Set { value, .. } => value,
                HeaderEdit::Remove(_) => "",
            },
        )?;
        ensure(!edits[..at].iter().any(|other| other.name() == edit.name()), "it changes a header twice")?;
    }
    Ok(())
}

fn header_line(name: &str, value: &str) -> Check {
    header_names(&[name.to_owned()])?;
    ensure(!name.bytes().any(|byte| byte.is_ascii_uppercase()), "a header is not in lower case")?;
    ensure(!HEADERS_OF_THE_CONNECTION.contains(&name), "it changes a header of the connection")?;
    ensure(!value.chars().any(char::is_control), "the value of a header has control characters in it")
}

pub(crate) fn bots(bots: &Bots) -> Check {
    let texts = bots.allow.iter().chain(&bots.deny).chain(&bots.patterns);
    ensure(texts.into_iter().all(|text| !text.is_empty()), "a user agent is empty")
}

pub(crate) fn fixed(fixed: &FixedResponse) -> Check {
    ensure((200..600).contains(&fixed.status), "its status is not between 200 and 599")?;
    ensure(fixed.body.is_empty() || !matches!(fixed.status, 204 | 205 | 304), "its status allows no body")?;
    fixed.headers.iter().try_for_each(|line| header_line(&line.name, &line.value))?;
    // Sorted by name.
    let twice = fixed.headers.windows(2).any(|pair| pair[0].name == pair[1].name);
    ensure(!twice, "it has a header twice")
}

pub(crate) fn upstream(options: &UpstreamOptions) -> Check {
    let UpstreamOptions { http: _, host, tls, balancing: _, eject, breaker, retries, resolution: _, health } =
        options;
    if let HostHeader::Name(name) = host {
        ensure(is_visible(name), "its `Host` is empty or has spaces in it")?;
    }
    let files = tls.certificate.iter().flat_map(|files| [&files.certificate, &files.key]);
    ensure(files.chain(&tls.ca).all(|path| !path.is_empty()), "a file of its TLS has no path")?;
    ensure(tls.server_name.as_deref().is_none_or(is_visible), "its server name has spaces in it")?;
    if let Some(Ejection { after, time }) = eject {
        ensure(*after > 0 && !time.is_zero(), "its ejection is of 0 failures or of no time")?;
        ensure(nanoseconds(*time).is_some(), "a duration is longer than 584 years")?;
    }
    breaker.iter().try_for_each(self::breaker)?;
    health.iter().try_for_each(self::health)?;
    let Some(Retries { attempts, budget }) = retries else { return Ok(()) };
    ensure(*attempts > 0 && *budget <= 100, "its retries have 0 attempts or a budget above 100")
}

fn health(health: &HealthCheck) -> Check {
    let HealthCheck { path, every, timeout } = health;
    ensure(path.starts_with('/') && is_visible(path), "the path of its health check is not one")?;
    ensure(
        !timeout.is_zero() && timeout <= every,
        "its health check takes no time, or longer than its interval",
    )?;
    ensure(nanoseconds(*every).is_some(), "a duration is longer than 584 years")
}

fn breaker(breaker: &Breaker) -> Check {
    let Breaker { errors, within, open, count } = breaker;
    ensure(*errors > 0 && !count.is_empty(), "its breaker opens at 0 errors or counts nothing")?;
    ensure(!open.is_zero() && within.is_none_or(|within| !within.is_zero()), "a duration is 0")?;
    let durations = within.iter().chain([open]);
    ensure(durations.into_iter().all(|d| nanoseconds(*d).is_some()), "a duration is longer than 584 years")
}

pub(crate) fn listener(tls: &ListenerTls) -> Check {
    ensure(!tls.certificates.is_empty(), "a listener with TLS has no certificate")?;
    let own = tls.certificates.iter().flat_map(|files| [&files.certificate, &files.key]);
    ensure(own.chain(&tls.client_ca).all(|path| !path.is_empty()), "a file of a listener has no path")
}

/// Beside the check of its path.
pub(crate) fn redirect(redirect: &Redirect) -> Check {
    ensure(matches!(redirect.status, 301 | 302 | 303 | 307 | 308), "its status is not one of a redirect")?;
    let origin = &redirect.origin;
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let is_origin = host.is_some_and(|host| is_visible(host) && !host.contains(['/', '?', '#', '@']));
    ensure(origin.is_empty() || is_origin, "it redirects to something that is not an origin")
}
