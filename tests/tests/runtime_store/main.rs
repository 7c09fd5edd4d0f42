//! Limits in a store that replicas share, with a real Redis; and how exact they are, also in one process.

mod accuracy;
mod away;
mod balances;
mod keys;
mod quotas;
mod server;

use std::process::ExitCode;

use gwc_artifact::{ClientKey, Gateway, Limit, PerClient, Rate, RateLimit, StoreError};
use gwc_tests::net::{GatewayBuilder, Redis, Served, Upstream, exchange};
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use gwc_tests::tests;

fn main() -> ExitCode {
    let mut suite = Suite::default();
    let redis = Oracle::program("redis-server", false);
    suite.tests_with(
        &redis,
        tests![
            away::a_killed_store_does_what_was_declared,
            away::a_store_that_hangs_is_left_alone,
            away::after_a_loss_of_data_a_caller_has_one_burst_more,
            away::a_run_without_its_store_does_what_was_declared,
            balances::a_crowd_asks_once_for_each_account_and_life,
            balances::a_killed_store_costs_no_question,
            keys::a_key_passes_by_its_record_until_it_is_revoked,
            keys::what_is_not_the_record_of_a_key_rejects_it,
            keys::without_the_store_no_key_passes_unverified,
            keys::a_crowd_costs_few_questions,
            quotas::four_servers_do_not_exceed_a_quota_together,
            quotas::four_processes_do_not_exceed_a_quota_together,
            quotas::a_quota_is_not_lost_with_the_process_of_the_server,
            quotas::an_open_quota_passes_what_cannot_be_counted,
            quotas::a_window_is_the_same_everywhere,
            quotas::a_border_between_two_periods_doubles_nothing,
            server::a_caller_far_over_the_limit_costs_no_round_trip,
            server::all_limits_of_a_request_are_one_round_trip,
            server::a_refusal_states_the_tightest_limit,
            server::the_store_learns_nothing_of_a_caller,
            server::a_password_is_read_from_its_file,
            server::a_cluster_is_refused,
            server::a_reload_keeps_the_connection,
        ],
    );
    accuracy::tests(&mut suite, &redis);
    suite.run()
}

/// So many requests in so many seconds, and a burst.
fn limit(count: u64, seconds: u64, burst: u64) -> Limit {
    Limit {
        rate: Rate { count, period: std::time::Duration::from_secs(seconds) },
        burst,
        window: gwc_artifact::Window::Bucket,
    }
}

fn total(limit: Limit) -> RateLimit {
    RateLimit { total: Some(limit), per_client: None }
}

fn per(key: ClientKey, limit: Limit) -> RateLimit {
    RateLimit { total: None, per_client: Some(PerClient { key, limit }) }
}

/// `GET /a/{tenant}` with this limit, counted in the server.
fn gateway(upstream: &Upstream, redis: &Redis, on_error: StoreError, limit: RateLimit) -> Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /a/{tenant}", "u", "/", |endpoint| endpoint.rate_limit = limit.into())
        .with(|gateway| gateway.store = Some(redis.store(on_error)))
        .build()
}

/// The statuses of so many requests.
fn statuses(served: &Served, count: usize) -> Vec<u16> {
    (0..count).map(|_| exchange(served.address, "GET /a/x HTTP/1.1\r\nHost: x\r\n\r\n").status).collect()
}

/// Asks until the gateway has its store.
fn until_available(served: &Served) {
    for _ in 0..2000 {
        if statuses(served, 1) == [200] {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("the store does not come back");
}
