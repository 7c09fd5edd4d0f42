//! `/metrics`: what all cores counted, and what the process is.

use std::fmt::Error;
use std::sync::atomic::{AtomicU64, Ordering};

use super::endpoints::digest;
use super::upstreams;
use crate::metrics::{Family, Labels, Process, Scrape};
use crate::phase::Phase;
use crate::store::StoreStats;
use crate::worker::Shared;

/// The metrics as Prometheus reads them.
pub(super) fn text(shared: &Shared) -> Result<String, Error> {
    let mut families = of_the_process(shared);
    families.extend(of_the_configuration(shared));
    families.extend(of_keys(shared));
    families.extend(of_limits(shared));
    families.extend(upstreams::families(&shared.gateway.load().upstreams));
    families.extend(of_names(shared));
    families.extend(of_balances(shared));
    families.push(Family::count(
        "gwr_access_log_failed_writes",
        "Batches of the access log that could not be written",
        shared.log_failures.load(Ordering::Relaxed),
    ));
    families.extend(of_traces(shared).into_iter().flatten());
    Scrape::new(families, &shared.cores()).text()
}

fn of_the_process(shared: &Shared) -> Vec<Family> {
    let process = Process::read();
    let version: Labels = vec![("version", env!("CARGO_PKG_VERSION").to_owned())];
    let ready = *shared.phase.borrow() == Phase::Serving;
    let mut families = vec![
        Family::gauge("gwr_build_info", "Version of gwr", vec![(version, 1)]),
        Family::level("gwr_ready", "Whether new requests are accepted: 0 during a drain", u64::from(ready)),
        Family::level("gwr_uptime_seconds", "Time since the start", shared.uptime().as_secs()),
    ];
    let known = [
        ("gwr_process_resident_memory_bytes", "Resident memory", process.memory),
        ("gwr_process_open_fds", "Open file descriptors", process.descriptors),
        ("gwr_process_max_fds", "File descriptors that may be open", process.most_descriptors),
        ("gwr_process_threads", "Threads", process.threads),
    ];
    families.extend(
        known
            .map(|(name, help, value)| value.map(|value| Family::level(name, help, value)))
            .into_iter()
            .flatten(),
    );
    families
}

fn of_the_configuration(shared: &Shared) -> [Family; 5] {
    let gateway = shared.gateway.load();
    let artifact = gateway.artifact();
    let info: Labels = vec![
        ("gateway", artifact.gateway().name.clone()),
        ("digest", digest(&artifact.digest())[..16].to_owned()),
        ("writer", artifact.writer().to_owned()),
    ];
    let reloads = &shared.reloads;
    [
        Family::gauge("gwr_config_info", "The artifact that is served", vec![(info, 1)]),
        Family::count("gwr_config_reloads", "Reloads that exchanged the artifact", reloads.loaded()),
        Family::count("gwr_config_reload_failed", "Reloads that were refused", reloads.refused()),
        Family::level(
            "gwr_config_last_reload_successful",
            "Whether the last reload exchanged the artifact",
            u64::from(!reloads.last_was_refused()),
        ),
        Family::level(
            "gwr_config_loaded_timestamp_seconds",
            "When the artifact that is served was loaded",
            reloads.loaded_at(),
        ),
    ]
}

fn of_keys(shared: &Shared) -> [Family; 2] {
    let (mut fetches, mut loaded) = (Vec::new(), Vec::new());
    for store in shared.keys.all() {
        let labels = |result: &str| vec![("url", store.shown().to_owned()), ("result", result.to_owned())];
        fetches.push((labels("ok"), store.fetches.succeeded()));
        fetches.push((labels("failed"), store.fetches.failed()));
        loaded.push((vec![("url", store.shown().to_owned())], u64::from(store.newest().is_some())));
    }
    [
        Family::counter("gwr_jwks_fetches", "Fetches of key sets", fetches),
        Family::gauge("gwr_jwks_loaded", "Whether a key set is in use", loaded),
    ]
}

fn of_limits(shared: &Shared) -> [Family; 4] {
    let gateway = shared.gateway.load();
    let callers = gateway.counting.buckets.callers();
    let StoreStats { asked, spared, away } = &*shared.store_stats;
    let requests = [("asked", asked), ("known_exceeded", spared), ("unavailable", away)];
    let failures = gateway.quota_write_failures();
    [
        Family::level("gwr_limiter_callers", "Callers whose buckets are remembered", callers as u64),
        Family::counter(
            "gwr_store_requests",
            "Requests whose limits and quotas count in the shared store, by what came of it",
            labelled("result", &requests),
        ),
        Family::count("gwr_quota_write_failures", "Failed attempts to write quotas to their file", failures),
        Family::counter(
            "gwr_usage_records",
            "Usage records, by what became of them",
            gateway.usage.iter().flat_map(|queue| labelled("result", &queue.stats())).collect(),
        ),
    ]
}

/// Lookups of the names of the gateway's upstream hosts.
fn of_names(shared: &Shared) -> [Family; 2] {
    let gateway = shared.gateway.load();
    let hosts = gateway.upstreams.iter().flat_map(|upstream| &upstream.hosts);
    shared.options.lookup.counts().families(&hosts.map(|host| host.name.as_str()).collect())
}

fn of_balances(shared: &Shared) -> [Family; 1] {
    let mut questions = Vec::new();
    for service in shared.gateway.load().counting.balances.all() {
        let name = || ("balance", service.name().to_owned());
        let (asked, failed) = (service.asked.load(Ordering::Relaxed), service.failed.load(Ordering::Relaxed));
        questions.push((vec![name(), ("result", "ok".to_owned())], asked.saturating_sub(failed)));
        questions.push((vec![name(), ("result", "failed".to_owned())], failed));
    }
    [Family::counter("gwr_balance_requests", "Requests to balance services", questions)]
}

/// Counts, each with a value of one label.
fn labelled(label: &'static str, counts: &[(&str, &AtomicU64)]) -> Vec<(Labels, u64)> {
    let series = |(value, count): &(&str, &AtomicU64)| {
        (vec![(label, (*value).to_owned())], count.load(Ordering::Relaxed))
    };
    counts.iter().map(series).collect()
}

fn of_traces(shared: &Shared) -> Option<[Family; 3]> {
    let [exported, dropped, failures] = shared.spans.as_ref()?.counts();
    Some([
        Family::count("gwr_trace_spans_exported", "Spans that a collector took", exported),
        Family::count("gwr_trace_spans_dropped", "Spans that did not reach a collector", dropped),
        Family::count("gwr_trace_export_failures", "Requests to the collector that failed", failures),
    ])
}
