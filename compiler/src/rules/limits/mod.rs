//! `GW3xx`: limits. One rule a file.

pub(crate) mod absurd_number;
pub(crate) mod address_behind_proxy;
pub(crate) mod blind_breaker;
pub(crate) mod burst_of_one;
pub(crate) mod burst_outruns_rate;
pub(crate) mod caller_picks_bucket;
pub(crate) mod capacity_not_set;
pub(crate) mod client_limit_over_total;
pub(crate) mod client_limit_without_strategy;
pub(crate) mod generous_login;
pub(crate) mod limit_over_gateway;
pub(crate) mod limit_without_key;
pub(crate) mod limit_without_period;
pub(crate) mod no_share_for_callers;
pub(crate) mod quota_of_each_replica;
pub(crate) mod route_without_limit;
pub(crate) mod same_count_other_window;
pub(crate) mod strategy_without_rate;
pub(crate) mod without_breaker;
pub(crate) mod write_without_limit;
