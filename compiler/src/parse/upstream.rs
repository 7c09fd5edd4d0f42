//! How requests reach an upstream.

use std::collections::BTreeMap;
use std::time::Duration;

use gwc_artifact::{
    Balancing, Breaker, CertificateFiles, Ejection, Failure, HealthCheck, HostHeader, ListenerTls,
    Resolution, Retries, UpstreamHttp, UpstreamOptions, UpstreamTls,
};

use super::fields::{Fields, text};
use super::secret;
use crate::codes;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{UpstreamUrl, parse_duration, parse_upstream_url};

/// The keys of options.
const KEYS: [&str; 9] =
    ["http", "host", "tls", "load_balancing", "eject", "breaker", "retries", "dns", "health"];

/// The URLs of a map, each as often as its weight, one after the other in turn.
pub(super) fn urls(fields: &Fields<'_>) -> Vec<Spanned<UpstreamUrl>> {
    let Some(entry) = fields.get("url") else { return Vec::new() };
    let one = [entry.value];
    let items = fields.doc.seq(entry.value).unwrap_or(&one);
    let mut weighted: Vec<(Spanned<UpstreamUrl>, u64)> = Vec::new();
    for item in items {
        let map = fields.doc.map(*item).map(|_| fields.below(*item));
        let written = map.as_ref().map_or_else(|| text(fields.doc, *item), |map| map.text("url"));
        let Some(written) = written else { continue };
        let Ok(url) = parse_upstream_url(&written.value) else { continue };
        let weight = map.and_then(|map| number(&map, "weight")).unwrap_or(1);
        weighted.push((Spanned::new(url, written.span), weight));
    }
    let rounds = weighted.iter().map(|(_, weight)| *weight).max().unwrap_or(0);
    let mut urls = Vec::new();
    for round in 0..rounds {
        let due = weighted.iter().filter(|(_, weight)| round < *weight);
        urls.extend(due.map(|(url, _)| url.clone()));
    }
    urls
}

/// The options that are set, and where.
pub(super) fn options(
    fields: &Fields<'_>,
    out: &mut Diagnostics,
) -> (UpstreamOptions, BTreeMap<&'static str, Span>) {
    let set = |key: &&'static str| !fields.is_faulty(key);
    let places = KEYS.into_iter().filter_map(|key| Some((key, fields.key_span(key)?))).collect();
    let map = |key: &'static str| fields.map(key).filter(|_| set(&key));
    let options = UpstreamOptions {
        http: match number(fields, "http") {
            Some(2) => UpstreamHttp::Two,
            _ => UpstreamHttp::One,
        },
        host: match fields.text("host").map(|host| host.value).as_deref() {
            None | Some("upstream") => HostHeader::Upstream,
            Some("client") => HostHeader::Client,
            Some(name) => HostHeader::Name(name.to_owned()),
        },
        tls: map("tls").and_then(|map| tls(&map, out)).unwrap_or_default(),
        balancing: match fields.text("load_balancing").is_some_and(|word| word.value == "least_requests") {
            true => Balancing::LeastRequests,
            false => Balancing::RoundRobin,
        },
        eject: map("eject")
            .and_then(|map| Some(Ejection { after: number(&map, "after")?, time: duration(&map, "for")? })),
        breaker: map("breaker").and_then(|map| breaker(&map, out)),
        retries: map("retries").and_then(|map| {
            let budget = map.text("budget").and_then(|text| text.value.trim_end_matches('%').parse().ok());
            Some(Retries { attempts: number(&map, "attempts")?, budget: budget.unwrap_or(20) })
        }),
        resolution: match fields.text("dns").filter(|_| set(&"dns")) {
            Some(_) => Resolution::EachAddress,
            None => Resolution::Name,
        },
        health: map("health").and_then(|map| health(&map, out)),
    };
    (options, places)
}

pub(super) fn number(fields: &Fields<'_>, key: &str) -> Option<u64> {
    fields
        .parsed(key, |text| text.parse::<u64>().map_err(|error| error.to_string()))
        .map(|number| number.value)
}

fn duration(fields: &Fields<'_>, key: &str) -> Option<Duration> {
    fields.parsed(key, parse_duration).map(|duration| Duration::from_nanos(duration.value.nanos))
}

/// How often a host is checked, and how long a check may take, where that is not set.
const CHECK_EVERY: Duration = Duration::from_secs(5);
const CHECK_TIMEOUT: Duration = Duration::from_secs(1);

fn health(map: &Fields<'_>, out: &mut Diagnostics) -> Option<HealthCheck> {
    let every = duration(map, "every").unwrap_or(CHECK_EVERY);
    if let (true, Some(span)) = (every < Duration::from_secs(1), map.key_span("every")) {
        let finding = codes::BAD_VALUE.at(span, "`every` is shorter than one second");
        out.push(finding.help("set `every: 1s` or longer: each replica checks each host"));
        return None;
    }
    let set = duration(map, "timeout");
    let timeout = set.unwrap_or(CHECK_TIMEOUT.min(every));
    if let (true, Some(span)) = (timeout > every, map.key_span("timeout")) {
        let message = format!("`timeout` is {timeout:?}, longer than the {every:?} between two checks");
        out.push(codes::BAD_VALUE.at(span, message).help("set a shorter `timeout`, or a longer `every`"));
        return None;
    }
    Some(HealthCheck { path: map.text("path")?.value, every, timeout })
}

fn breaker(map: &Fields<'_>, out: &mut Diagnostics) -> Option<Breaker> {
    let counted = map.texts("count");
    if let (true, Some(span)) = (counted.is_empty(), map.key_span("count")) {
        let finding = codes::BAD_VALUE.at(span, "`count` lists no failure, so the breaker never opens");
        out.push(finding.help("list `5xx`, `timeout` or `reset`, or remove the key"));
        return None;
    }
    let is_counted =
        |failure: &Failure| counted.is_empty() || counted.iter().any(|word| word.value == failure.as_str());
    Some(Breaker {
        errors: number(map, "errors")?,
        within: duration(map, "within"),
        open: duration(map, "open")?,
        count: Failure::ALL.into_iter().filter(is_counted).collect(),
    })
}

fn tls(map: &Fields<'_>, out: &mut Diagnostics) -> Option<UpstreamTls> {
    let text = |key| map.text(key).map(|text| text.value);
    let (certificate, key) = (text("cert"), map.get("key").is_some());
    let certificate = match (certificate, key) {
        (Some(certificate), true) => Some(CertificateFiles { certificate, key: key_file(map, out)? }),
        (None, false) => None,
        (certificate, _) => {
            let (one, other) = if certificate.is_some() { ("cert", "key") } else { ("key", "cert") };
            let span = map.key_span(one)?;
            let finding = codes::MISSING_KEY.at(span, format!("`{one}` has no effect without `{other}`"));
            let added = if other == "key" { "key: { file: /tls/tls.key }" } else { "cert: /tls/tls.crt" };
            out.push(finding.help(format!("add `{added}`, or remove `{one}`")));
            return None;
        }
    };
    Some(UpstreamTls { ca: text("ca"), certificate, server_name: text("server_name") })
}

/// The file of a private key: rustls reads no other place.
fn key_file(map: &Fields<'_>, out: &mut Diagnostics) -> Option<String> {
    let secret = secret::read(map, "key", out)?;
    let file = secret.file();
    if file.is_none() {
        let span = map.key_span("key")?;
        let finding = codes::BAD_VALUE.at(span, "a private key is read from a file, not from a variable");
        out.push(finding.help(
            "write `key: { file: /tls/tls.key }`, or `key: { secretRef: { name: tls, key: tls.key } }`",
        ));
    }
    file
}

/// `tls` of a listener.
pub(super) fn listener(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<ListenerTls> {
    let entry = fields.get("tls").filter(|entry| !fields.is_fault(entry.value))?;
    let one = [entry.value];
    let items = fields.doc.seq(entry.value).unwrap_or(&one);
    let mut tls = ListenerTls { certificates: Vec::new(), client_ca: None };
    for item in items {
        let map = fields.below(*item);
        let certificate = map.text("cert")?.value;
        tls.certificates.push(CertificateFiles { certificate, key: key_file(&map, out)? });
        tls.client_ca = tls.client_ca.or_else(|| map.text("client_ca").map(|text| text.value));
    }
    if tls.certificates.is_empty() {
        let span = fields.doc.span(entry.value);
        let finding = codes::BAD_VALUE.at(span, "the list of `tls` is empty");
        out.push(finding.help("list at least one certificate, or remove `tls`"));
        return None;
    }
    Some(tls)
}
