//! The sums of all cores, as Prometheus reads them.

use std::collections::BTreeMap;
use std::fmt::Error;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, prometheus_text};
use prometheus_client::registry::Registry;

use super::core::CoreStats;
use super::counter::Sum;
use super::endpoint::{EndpointStats, Outcome, SIZES, TIMES};
use super::text::{Family, Labels, histogram};
use crate::reason::Reason;

/// One answer to a scrape.
#[derive(Debug)]
pub(crate) struct Scrape {
    /// Metrics of the process.
    pub(crate) families: Vec<Family>,
    endpoints: BTreeMap<String, Total>,
}

/// One endpoint on all cores.
#[derive(Debug, Default)]
struct Total {
    requests: BTreeMap<(String, &'static str, &'static str), u64>,
    failures: BTreeMap<&'static str, u64>,
    duration: Sum<{ TIMES.len() }>,
    first_byte: Sum<{ TIMES.len() }>,
    received: Sum<{ SIZES.len() }>,
    sent: Sum<{ SIZES.len() }>,
}

impl Scrape {
    /// Adds up what the cores counted, and puts what else is known of the process in front.
    pub(crate) fn new(families: Vec<Family>, cores: &[Arc<CoreStats>]) -> Scrape {
        let mut endpoints: BTreeMap<String, Total> = BTreeMap::new();
        for core in cores {
            core.each_endpoint(|stats| endpoints.entry(stats.name.clone()).or_default().add(stats));
        }
        let mut scrape = Scrape { families, endpoints };
        scrape.families.extend(of_cores(cores));
        scrape.families.extend(of_pools(cores));
        scrape.families.extend([scrape.requests(), scrape.failures()]);
        scrape
    }

    /// The text of version 0.0.4.
    pub(crate) fn text(self) -> Result<String, Error> {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self));
        let mut text = String::new();
        prometheus_text::encode(&mut text, &registry)?;
        Ok(text)
    }

    fn requests(&self) -> Family {
        let mut series = Vec::new();
        for (endpoint, total) in &self.endpoints {
            for ((method, class, outcome), count) in &total.requests {
                let labels: Labels = vec![
                    ("endpoint", endpoint.clone()),
                    ("method", method.clone()),
                    ("status", (*class).to_owned()),
                    ("outcome", (*outcome).to_owned()),
                ];
                series.push((labels, *count));
            }
        }
        Family::counter("gwr_requests", "Requests that are over", series)
    }

    fn failures(&self) -> Family {
        let mut series = Vec::new();
        for (endpoint, total) in &self.endpoints {
            for (reason, count) in &total.failures {
                let labels = vec![("endpoint", endpoint.clone()), ("reason", (*reason).to_owned())];
                series.push((labels, *count));
            }
        }
        Family::counter("gwr_request_failures", "Requests that failed or were rejected, by reason", series)
    }
}

impl Total {
    fn add(&mut self, stats: &EndpointStats) {
        let own = stats.name.split_once(' ').map_or("other", |(method, _)| method);
        stats.each_request(&mut |head, class, outcome: Outcome, count| {
            let method = if head { "HEAD" } else { own }.to_owned();
            *self.requests.entry((method, class, outcome.as_str())).or_default() += count;
        });
        stats.failures.each(&mut |reason, count| *self.failures.entry(reason.code()).or_default() += count);
        stats.duration.add_to(&mut self.duration);
        stats.first_byte.add_to(&mut self.first_byte);
        stats.received.add_to(&mut self.received);
        stats.sent.add_to(&mut self.sent);
    }
}

impl Collector for Scrape {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), Error> {
        const SECOND: f64 = 1e9;
        self.families.iter().try_for_each(|family| family.encode(&mut encoder))?;
        histogram(
            &mut encoder,
            ("gwr_request_duration_seconds", "Time from the head of a request to the end of its response"),
            (&TIMES, SECOND),
            self.endpoints.iter().map(|(name, total)| (name.as_str(), &total.duration)),
        )?;
        histogram(
            &mut encoder,
            (
                "gwr_first_byte_seconds",
                "Time from the head of a request to the head of the upstream's response",
            ),
            (&TIMES, SECOND),
            self.endpoints.iter().map(|(name, total)| (name.as_str(), &total.first_byte)),
        )?;
        histogram(
            &mut encoder,
            ("gwr_request_size_bytes", "Size of request bodies"),
            (&SIZES, 1.0),
            self.endpoints.iter().map(|(name, total)| (name.as_str(), &total.received)),
        )?;
        histogram(
            &mut encoder,
            ("gwr_response_size_bytes", "Size of response bodies"),
            (&SIZES, 1.0),
            self.endpoints.iter().map(|(name, total)| (name.as_str(), &total.sent)),
        )
    }
}

/// What is open on all cores.
fn of_cores(cores: &[Arc<CoreStats>]) -> [Family; 7] {
    let sum = |of: fn(&CoreStats) -> u64| cores.iter().map(|core| of(core)).sum::<u64>();
    let kind = |kind: &str| vec![("kind", kind.to_owned())];
    let reason = |reason: Reason| vec![("reason", reason.code().to_owned())];
    [
        Family::level(
            "gwr_client_connections",
            "Open connections of clients",
            sum(|core| core.clients.get()),
        ),
        Family::level("gwr_requests_in_flight", "Requests under way", sum(|core| core.requests.get())),
        Family::gauge(
            "gwr_open_streams",
            "Responses that are being forwarded, and open WebSockets",
            vec![
                (kind("response"), sum(|core| core.responses.get())),
                (kind("websocket"), sum(|core| core.tunnels.get())),
            ],
        ),
        Family::count(
            "gwr_unreadable_requests",
            "Connections closed because of bytes that are not an HTTP request",
            sum(|core| core.unreadable.get()),
        ),
        Family::counter(
            "gwr_client_connection_failures",
            "Connections of clients closed before a whole request had arrived, by reason",
            vec![
                (reason(Reason::RequestHeadTimeout), sum(|core| core.slow_heads.get())),
                (reason(Reason::TlsHandshakeTimeout), sum(|core| core.slow_handshakes.get())),
                (reason(Reason::TlsHandshakeFailed), sum(|core| core.failed_handshakes.get())),
            ],
        ),
        Family::count(
            "gwr_accept_failures",
            "Attempts to accept a connection that failed, such as without a free file descriptor",
            sum(|core| core.accepts_failed.get()),
        ),
        Family::count(
            "gwr_access_log_dropped_lines",
            "Lines of the access log that were dropped because the writer was too slow",
            sum(|core| core.log_lines_dropped.get()),
        ),
    ]
}

/// The connections to upstreams, by host.
fn of_pools(cores: &[Arc<CoreStats>]) -> [Family; 3] {
    let mut hosts: BTreeMap<String, [u64; 5]> = BTreeMap::new();
    for core in cores {
        core.each_pool(|pool| {
            let [open, idle, opened, failed, stale] = hosts.entry(pool.host.clone()).or_default();
            *open += pool.open.get();
            *idle += pool.idle.get();
            *opened += pool.opened.get();
            *failed += pool.failed.get();
            *stale += pool.stale.get();
        });
    }
    let (mut connections, mut connects, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    for (host, [open, idle, opened, failed, stale]) in hosts {
        let labels = |name: &'static str, value: &str| vec![("host", host.clone()), (name, value.to_owned())];
        connections.push((labels("state", "idle"), idle));
        connections.push((labels("state", "busy"), open.saturating_sub(idle)));
        connects.push((labels("result", "ok"), opened));
        connects.push((labels("result", "failed"), failed));
        lost.push((vec![("host", host.clone())], stale));
    }
    [
        Family::gauge("gwr_upstream_connections", "Open connections to hosts of upstreams", connections),
        Family::counter("gwr_upstream_connects", "Connections that were opened or tried", connects),
        Family::counter(
            "gwr_upstream_stale_connections",
            "Idle connections that the host had closed when a request was sent, which was then sent again",
            lost,
        ),
    ]
}
