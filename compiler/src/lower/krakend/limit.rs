//! Rate limits in KrakenD's terms: two rates over one period, and their capacities.

use super::json::RateLimit;
use crate::model::{Bucket, ClientKey, ClientLimit, Gateway, Limit, LimitId};
use gwc_syntax::value::{Duration, Rate};

/// The block for an endpoint: the tighter of its own limit and the gateway's, field by field, since KrakenD has no
/// bucket for the gateway as a whole.
pub(super) fn block(gateway: &Gateway, own: Option<LimitId>) -> Option<RateLimit> {
    let own = own.map(|id| gateway.limit(id));
    let whole = gateway.limit.map(|field| gateway.limit(field.value));
    let total = tighter(own.and_then(|l| l.total), whole.and_then(|l| l.total));
    let client = match (own.and_then(|l| l.client.as_ref()), whole.and_then(|l| l.client.as_ref())) {
        (Some(own), Some(whole)) if own.key == whole.key => {
            let bucket = tighter(Some(own.bucket), Some(whole.bucket));
            bucket.map(|bucket| ClientLimit { key: own.key.clone(), bucket })
        }
        (Some(own), _) => Some(own.clone()),
        (None, whole) => whole.cloned(),
    };
    of_parts(total, client.as_ref())
}

/// The block for the gateway's own limit.
pub(super) fn root(limit: &Limit) -> Option<RateLimit> {
    of_parts(limit.total, limit.client.as_ref())
}

fn tighter(a: Option<Bucket>, b: Option<Bucket>) -> Option<Bucket> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let slower = if b.rate.cmp_speed(a.rate).is_lt() { b } else { a };
            Some(Bucket { burst: a.burst.min(b.burst), ..slower })
        }
        (one, other) => one.or(other),
    }
}

fn of_parts(total: Option<Bucket>, client: Option<&ClientLimit>) -> Option<RateLimit> {
    let rates = total.iter().chain(client.map(|c| &c.bucket)).map(|b| b.rate);
    let period_ns = rates.map(|r| r.period_ns).max()?;
    let (strategy, key) = match client.map(|c| &c.key) {
        Some(ClientKey::Ip) => (Some("ip"), None),
        Some(ClientKey::Header(name)) => (Some("header"), Some(name.clone())),
        Some(ClientKey::Param(name)) => (Some("param"), Some(name.clone())),
        // KrakenD has no strategy for claims and keys: `targets` rejects this before anything is emitted.
        Some(ClientKey::Claim(_) | ClientKey::Key) | None => (None, None),
    };
    Some(RateLimit {
        max_rate: total.map(|b| per(b.rate, period_ns)),
        capacity: total.map(|b| b.burst),
        client_max_rate: client.map(|c| per(c.bucket.rate, period_ns)),
        client_capacity: client.map(|c| c.bucket.burst),
        strategy,
        key,
        every: Duration { nanos: period_ns }.to_string(),
    })
}

/// How many per a period that is the rate's own or a multiple of it.
fn per(rate: Rate, period_ns: u64) -> u64 {
    let count = u128::from(rate.count) * u128::from(period_ns) / u128::from(rate.period_ns);
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwc_syntax::source::{FileId, Span};

    fn bucket(text: &str, burst: u64) -> Bucket {
        let span = Span::file_start(FileId(0));
        Bucket {
            rate: gwc_syntax::value::parse_rate(text).unwrap(),
            burst,
            span,
            burst_span: None,
            window: gwc_artifact::Window::Bucket,
        }
    }

    #[test]
    fn rates_share_the_longer_period() {
        let client = ClientLimit { key: ClientKey::Ip, bucket: bucket("50/min", 50) };
        let block = of_parts(Some(bucket("5000/s", 5000)), Some(&client)).unwrap();
        assert_eq!((block.max_rate, block.client_max_rate, &*block.every), (Some(300_000), Some(50), "1m"));
        assert_eq!((block.capacity, block.client_capacity), (Some(5000), Some(50)));
    }

    #[test]
    fn the_tighter_counts_field_by_field() {
        let got = tighter(Some(bucket("100/s", 10)), Some(bucket("50/s", 500))).unwrap();
        assert_eq!((got.rate.count, got.burst), (50, 10));
    }
}
