//! `qos/ratelimit/router` (krakend-ratelimit v3.3.1, router/router.go and router/gin/gin.go), with its arithmetic.

use crate::model::{Bucket, ClientKey, ClientLimit, Limit, LimitId};
use gwc_artifact::Window;
use gwc_krakend::go;
use gwc_krakend::value::{Tree, Value};
use gwc_syntax::source::Spanned;
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::Rate;

const SECOND: u64 = 1_000_000_000;

/// The limits of a configuration, each value once.
#[derive(Default)]
pub(super) struct Limits {
    items: Vec<Limit>,
}

impl Limits {
    /// The limit that a component's value makes; none where it limits nothing.
    pub(super) fn add(&mut self, tree: Tree<'_>, value: NodeId, key: NodeId) -> Option<LimitId> {
        let (total, client) = read(tree, value)?;
        let same = |limit: &Limit| {
            values(limit.total.as_ref()) == values(total.as_ref())
                && match (&limit.client, &client) {
                    (Some(a), Some(b)) => {
                        a.key == b.key && values(Some(&a.bucket)) == values(Some(&b.bucket))
                    }
                    (a, b) => a.is_none() && b.is_none(),
                }
        };
        let index = self.items.iter().position(same).unwrap_or_else(|| {
            let name = Spanned::new(name(total.as_ref(), client.as_ref()), tree.doc.span(key));
            self.items.push(Limit { name, total, client });
            self.items.len() - 1
        });
        Some(LimitId(index as u32))
    }

    pub(super) fn finish(self) -> Vec<Limit> {
        self.items
    }
}

fn values(bucket: Option<&Bucket>) -> Option<(Rate, u64)> {
    bucket.map(|b| (b.rate, b.burst))
}

/// The configuration gives limits no name; what they do has to serve.
fn name(total: Option<&Bucket>, client: Option<&ClientLimit>) -> String {
    let total = total.map(|b| format!("{} in all (burst {})", b.rate, b.burst));
    let client = client.map(|c| {
        let key = match &c.key {
            ClientKey::Ip => "address".to_owned(),
            ClientKey::Header(name) => format!("header {name}"),
            ClientKey::Claim(name) => format!("claim {name}"),
            ClientKey::Key => "API key".to_owned(),
            ClientKey::Param(name) => format!("parameter {name}"),
        };
        format!("{} for each {key} (burst {})", c.bucket.rate, c.bucket.burst)
    });
    total.into_iter().chain(client).collect::<Vec<_>>().join(", ")
}

fn read(tree: Tree<'_>, node: NodeId) -> Option<(Option<Bucket>, Option<ClientLimit>)> {
    let Value::Map(map) = tree.value(node) else { return None };
    // A string is not a number: the limit is off. The component does not support unsigned YAML numbers either.
    let number = |name: &str| {
        let entry = tree.get(map, name)?;
        let value = match tree.value(entry.value) {
            Value::Uint(_) => None,
            value => value.as_number(),
        };
        value.map(|value| (value, entry.value))
    };
    let every = every(tree, map);
    let factor = every.map_or(1.0, |every| SECOND as f64 / every as f64);
    let converted = |rate: Option<(f64, NodeId)>| rate.map_or(0.0, |(rate, _)| rate * factor);
    let max_rate = converted(number("max_rate"));
    let period = every.unwrap_or(SECOND);
    let bucket = |rate: &str, capacity: &str, default: u64| {
        let (value, node) = number(rate).filter(|(value, _)| *value > 0.0)?;
        let written = number(capacity).map(|(n, node)| (whole(n), node)).filter(|(n, _)| *n > 0);
        Some(Bucket {
            rate: rate_of(value, period)?,
            burst: written.map_or(default, |(n, _)| n).max(1),
            span: tree.doc.span(node),
            burst_span: written.map(|(_, node)| tree.doc.span(node)),
            window: Window::Bucket,
        })
    };
    let total = bucket("max_rate", "capacity", whole(max_rate));
    // The default of a client's capacity looks at `max_rate`, not at its own rate.
    let default = if max_rate < 1.0 { 1 } else { whole(converted(number("client_max_rate"))) };
    let client = bucket("client_max_rate", "client_capacity", default)
        .and_then(|bucket| Some(ClientLimit { key: client_key(tree, map)?, bucket }));
    (total.is_some() || client.is_some()).then_some((total, client))
}

/// Go's conversion to an unsigned number, for values that make sense.
fn whole(value: f64) -> u64 {
    if value >= 0.0 { value as u64 } else { 0 }
}

/// The period, where one is written: anything odd or below a second is a second.
fn every(tree: Tree<'_>, map: NodeId) -> Option<u64> {
    let entry = tree.get(map, "every")?;
    let text = tree.value(entry.value).as_str().unwrap_or("");
    let nanos = go::parse_duration(text).ok().and_then(|nanos| u64::try_from(nanos).ok());
    Some(nanos.filter(|nanos| *nanos >= SECOND).unwrap_or(SECOND))
}

/// A rate with a count that may not be a whole number; nothing for a rate below the resolution of a clock.
fn rate_of(value: f64, period_ns: u64) -> Option<Rate> {
    let (mut count, mut period) = (value, u128::from(period_ns));
    while count.fract() != 0.0 && period < u128::from(u64::MAX) / 10 {
        count *= 10.0;
        period *= 10;
    }
    let whole = count.round();
    if !(1.0..1e18).contains(&whole) {
        return None;
    }
    let mut rate = Rate { count: whole as u64, period_ns: u64::try_from(period).ok()? };
    if period != u128::from(period_ns) {
        let divisor = gcd(rate.count, rate.period_ns);
        rate = Rate { count: rate.count / divisor, period_ns: rate.period_ns / divisor };
    }
    Some(rate)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

/// What identifies a client; nothing for an unknown strategy, with which KrakenD does not limit clients.
fn client_key(tree: Tree<'_>, map: NodeId) -> Option<ClientKey> {
    let text = |name: &str| tree.get(map, name).and_then(|e| tree.value(e.value).as_str()).unwrap_or("");
    match &*text("strategy").to_lowercase() {
        "ip" => Some(ClientKey::Ip),
        "header" => Some(ClientKey::Header(text("key").to_owned())),
        "param" => Some(ClientKey::Param(text("key").to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwc_krakend::value::Format;
    use gwc_syntax::source::FileId;
    use gwc_syntax::tree::json;

    fn show(text: &str) -> String {
        let doc = json::parse(FileId(0), text.as_bytes()).expect("valid");
        let root = doc.root.expect("a root");
        let mut limits = Limits::default();
        limits.add(Tree { doc: &doc, format: Format::Json }, root, root);
        limits.finish().pop().map_or_else(|| "off".into(), |limit| limit.name.value)
    }

    #[test]
    fn capacities_are_krakends() {
        for (text, expected) in [
            (r#"{"max_rate":5000}"#, "5000/s in all (burst 5000)"),
            (r#"{"max_rate":5,"every":"1m"}"#, "5/min in all (burst 1)"),
            (r#"{"max_rate":5000,"every":"1m","capacity":7}"#, "5000/min in all (burst 7)"),
            (r#"{"client_max_rate":10,"strategy":"ip"}"#, "10/s for each address (burst 1)"),
            (
                r#"{"max_rate":1000,"client_max_rate":50,"strategy":"IP","every":"1m"}"#,
                "1000/min in all (burst 16), 50/min for each address (burst 1)",
            ),
            (r#"{"max_rate":0.5}"#, "1 per 2s in all (burst 1)"),
            (r#"{"max_rate":2.5,"every":"1m"}"#, "1 per 24s in all (burst 1)"),
            (r#"{"max_rate":"5000"}"#, "off"),
            (r#"{"max_rate":0,"client_max_rate":-1,"strategy":"ip"}"#, "off"),
            (r#"{"client_max_rate":10,"strategy":"cookie"}"#, "off"),
            (r#"{"max_rate":5,"every":60}"#, "5/s in all (burst 5)"),
            (
                r#"{"client_max_rate":10,"client_capacity":3.9,"strategy":"header","key":"X-Key"}"#,
                "10/s for each header X-Key (burst 3)",
            ),
            ("[]", "off"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
