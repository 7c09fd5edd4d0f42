//! Limits and durations of the model as the artifact has them.

use std::time::Duration as StdDuration;

use gwc_artifact as artifact;

use crate::model::{Bucket, ClientKey, ClientLimit, Limit};
use gwc_syntax::value::Duration;

pub(super) fn std_duration(duration: Duration) -> StdDuration {
    StdDuration::from_nanos(duration.nanos)
}

pub(super) fn rate_limit(limit: &Limit) -> artifact::RateLimit {
    artifact::RateLimit {
        total: limit.total.map(bucket),
        per_client: limit.client.as_ref().map(|c: &ClientLimit| artifact::PerClient {
            key: match &c.key {
                ClientKey::Ip => artifact::ClientKey::Ip,
                ClientKey::Header(name) => artifact::ClientKey::Header(name.clone()),
                ClientKey::Claim(name) => artifact::ClientKey::Claim(name.clone()),
                ClientKey::Key => artifact::ClientKey::Key,
                ClientKey::Param(name) => artifact::ClientKey::Param(name.clone()),
            },
            limit: bucket(c.bucket),
        }),
    }
}

pub(super) fn bucket(bucket: Bucket) -> artifact::Limit {
    let period = StdDuration::from_nanos(bucket.rate.period_ns);
    artifact::Limit {
        rate: artifact::Rate { count: bucket.rate.count, period },
        burst: bucket.burst,
        window: bucket.window,
    }
}
