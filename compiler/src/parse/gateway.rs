//! `gateway.yaml`.

use super::fields::{Fields, one_of, texts};
use super::{
    address, auth, balance, bots, deploy, identity, layer, listen, operations, quota, store, unread, upstream,
};
use crate::codes;
use crate::decl::{Gateway, Section, Unread, Upstream};
use crate::grammar::Entry;
use crate::layer::{Layer, Written};
use crate::model::{Bucket, ClientKey, ClientLimit, Deploy, Limit};
use gwc_artifact::Window;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{Rate, parse_rate, parse_target, parse_upstream_url};

/// Reads `gateway.yaml`; nothing if it has no name.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Gateway> {
    let name = fields.text("gateway").unwrap_or_else(|| {
        Spanned::new(
            String::new(),
            fields.key_span("gateway").unwrap_or(gwc_syntax::source::Span::file_start(fields.doc.file)),
        )
    });
    let target = |t: Spanned<String>| parse_target(&t.value).ok().map(|target| Spanned::new(target, t.span));
    let mut unread = unread::of(fields, out);
    let mut layer = gateway_layer(fields, out);
    // The headers of the gateway are set in addition to those of the endpoints, which inherit none.
    let response_headers = layer.values.policies.remove("response_headers");
    Some(Gateway {
        name,
        title: fields.text("title").map(|t| t.value),
        hosts: fields.texts("hosts"),
        strict_hosts: fields.bool("strict_hosts").unwrap_or(false),
        trusted_proxies: address::networks(fields, "trusted_proxies"),
        stripped: identity::stripped(fields, out),
        ip: address::rule(fields, out),
        operations: operations::read(fields),
        listen: listen::read(fields, out),
        bots: bots::read(fields, out),
        response_headers,
        targets: Some(fields.texts("targets").into_iter().filter_map(target).collect())
            .filter(|targets: &Vec<_>| !targets.is_empty() || fields.is_faulty("targets")),
        layer,
        upstreams: upstreams(fields, &mut unread, out),
        auths: named(fields, Section::Auth, &mut unread, out, auth::read),
        limits: named(fields, Section::RateLimits, &mut unread, out, limit),
        quotas: named(fields, Section::Quotas, &mut unread, out, quota::read),
        balances: named(fields, Section::Balances, &mut unread, out, balance::read),
        usage: balance::usage(fields, out),
        profiles: profiles(fields, out),
        krakend: fields.extra("krakend"),
        krakend_root: fields.extra("krakend_root"),
        store: store::read(fields, out),
        deploy: fields.get("deploy").and_then(|e| {
            let deploy = fields.map("deploy")?;
            Some(Deploy { span: Some(fields.doc.span(e.key)), ..deploy::read(&deploy, out) })
        }),
        unread,
    })
}

/// The values that the gateway sets for all its endpoints. Its `auth` defines auths and is no layer key.
fn gateway_layer(fields: &Fields<'_>, out: &mut Diagnostics) -> Layer<Written> {
    let mut layer = Layer { auth: None, ..layer::read(fields, out) };
    layer.in_error.any = false;
    layer.in_error.keys.retain(|key| matches!(*key, "timeout" | "forward" | "depth" | "cors"));
    layer
}

/// Reads each entry of a map of definitions. One with an error is not read, and its name is kept.
fn named<T>(
    fields: &Fields<'_>,
    section: Section,
    unread: &mut Unread,
    out: &mut Diagnostics,
    read: impl Fn(Spanned<String>, &Fields<'_>, &mut Diagnostics) -> Option<T>,
) -> Vec<T> {
    let Some(map) = fields.map(section.key()) else { return Vec::new() };
    let mut things = Vec::new();
    for (name, entry) in map.iter().filter(|(_, entry)| fields.doc.map(entry.value).is_some()) {
        let before = out.len();
        let thing = read(name.map(str::to_owned), &fields.below(entry.value), out);
        match thing.filter(|_| out.len() == before && !fields.is_fault(entry.value)) {
            Some(thing) => things.push(thing),
            None => drop(unread.names.insert((section, name.value.to_owned()))),
        }
    }
    things
}

fn profiles(fields: &Fields<'_>, out: &mut Diagnostics) -> Vec<(Spanned<String>, Layer<Written>)> {
    let Some(map) = fields.map("profiles") else { return Vec::new() };
    let maps = map.iter().filter(|(_, entry)| fields.doc.map(entry.value).is_some());
    maps.map(|(name, entry)| (name.map(str::to_owned), layer::read(&fields.below(entry.value), out)))
        .collect()
}

/// One with an error in its options is not read, and its name is kept.
fn upstreams(fields: &Fields<'_>, unread: &mut Unread, out: &mut Diagnostics) -> Vec<Upstream> {
    let Some(map) = fields.map("upstreams") else { return Vec::new() };
    let mut read = |(name, entry): (Spanned<&str>, Entry)| {
        let long = fields.doc.map(entry.value).map(|_| fields.below(entry.value));
        let url = |t: Spanned<String>| parse_upstream_url(&t.value).ok().map(|url| Spanned::new(url, t.span));
        let short = || texts(fields.doc, entry.value).into_iter().filter_map(url).collect();
        let urls: Vec<_> = long.as_ref().map_or_else(short, upstream::urls);
        let before = out.len();
        let (options, places) = long.as_ref().map(|f| upstream::options(f, out)).unwrap_or_default();
        let is_sound = out.len() == before;
        if !is_sound {
            unread.names.insert((Section::Upstreams, name.value.to_owned()));
        }
        (is_sound && !urls.is_empty() && !fields.is_fault(entry.value)).then(|| Upstream {
            name: name.map(str::to_owned),
            urls,
            accepts_keys: long.as_ref().and_then(|f| f.bool("accepts_keys")).unwrap_or(false),
            in_flight: long
                .as_ref()
                .and_then(|f| f.parsed("in_flight", |t| t.parse().map_err(|_| String::new()))),
            options,
            places,
            krakend: long.map_or_else(Default::default, |f| f.extra("krakend")),
        })
    };
    map.iter().filter_map(&mut read).collect()
}

fn limit(name: Spanned<String>, fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Limit> {
    let rate = |fields: &Fields<'_>, key| fields.parsed(key, parse_rate);
    let number = |key| fields.parsed(key, |t| t.parse::<u64>().map_err(|e| e.to_string()));
    let (burst, total_burst) = (number("burst"), number("total_burst"));
    let window = match fields.text("window") {
        Some(word) if word.value == "sliding" => Window::Sliding,
        _ => Window::Bucket,
    };
    if window == Window::Sliding {
        for (key, burst) in [("burst", &burst), ("total_burst", &total_burst)] {
            let Some(burst) = burst else { continue };
            let message = format!(
                "`{key}` has no effect with `window: sliding`, which counts the requests of one period"
            );
            let help = format!("remove `{key}`, or set `window: bucket`");
            out.push(codes::CONFLICTING_KEYS.at(burst.span, message).help(help));
        }
    }
    let bucket = |rate: Spanned<Rate>, burst: Option<Spanned<u64>>| Bucket {
        rate: rate.value,
        burst: burst.map_or(rate.value.count, |b| b.value),
        span: rate.span,
        burst_span: burst.map(|b| b.span),
        window,
    };
    let per_ip = rate(fields, "per_ip").map(|rate| (ClientKey::Ip, rate));
    let per = fields.map("per").and_then(|per| per_other(&per, out));
    if let (Some(_), Some(_), Some(span)) = (&per_ip, &per, fields.key_span("per")) {
        out.push(
            codes::CONFLICTING_KEYS
                .at(span, format!("rate limit `{}` sets both `per_ip` and `per`", name.value))
                .help("keep one of them"),
        );
    }
    let client = per_ip.or(per).map(|(key, rate)| ClientLimit { key, bucket: bucket(rate, burst) });
    let is_set = |keys: &[&str]| fields.has_faulty_keys() || keys.iter().any(|key| fields.get(key).is_some());
    if let (false, Some(burst)) = (is_set(&["per_ip", "per"]), burst) {
        out.push(
            codes::CONFLICTING_KEYS
                .at(burst.span, "`burst` has no effect without a rate for each client")
                .help("add `per_ip`, or remove `burst`; for all clients together, use `total_burst`"),
        );
    }
    let total = rate(fields, "total").map(|rate| bucket(rate, total_burst));
    if let (false, Some(burst)) = (is_set(&["total"]), total_burst) {
        out.push(
            codes::CONFLICTING_KEYS
                .at(burst.span, "`total_burst` has no effect without `total`")
                .help("add `total`, or remove `total_burst`"),
        );
    }
    if !is_set(&["total", "per_ip", "per"]) {
        out.push(
            codes::MISSING_KEY
                .at(name.span, format!("rate limit `{}` sets no rate", name.value))
                .help("add a rate, such as `total: 100/s` for all clients together, `per_ip: 10/s` for each address, or `per: { claim: sub, rate: 10/s }` for each user"),
        );
    }
    Some(Limit { name, total, client })
}

fn per_other(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<(ClientKey, Spanned<Rate>)> {
    const KINDS: [&str; 4] = ["header", "claim", "param", "key"];
    let set: Vec<(ClientKey, Span)> = KINDS.iter().filter_map(|kind| client_key(fields, kind)).collect();
    let [(key, _)] = set.as_slice() else {
        if fields.has_faulty_keys() || KINDS.iter().any(|kind| fields.is_faulty(kind)) {
            return None;
        }
        let span = set.get(1).map(|(_, span)| *span).or_else(|| fields.key_span("rate"))?;
        let names: Vec<&str> = KINDS.into_iter().filter(|kind| client_key(fields, kind).is_some()).collect();
        let finding = codes::CONFLICTING_KEYS.at(span, one_of(&KINDS, &names, "per"));
        out.push(match names.is_empty() {
            true => finding.help("set what identifies a client, such as `per: { claim: sub, rate: 10/s }`"),
            false => finding.help("keep one of them: a limit counts by one thing"),
        });
        return None;
    };
    Some((key.clone(), fields.parsed("rate", parse_rate)?))
}

/// What a key of `per` identifies a client by, and where it is set.
fn client_key(fields: &Fields<'_>, kind: &str) -> Option<(ClientKey, Span)> {
    if kind == "key" {
        return fields
            .bool("key")
            .filter(|is_key| *is_key)
            .and(fields.key_span("key"))
            .map(|span| (ClientKey::Key, span));
    }
    let name = fields.text(kind)?;
    let key = match kind {
        "header" => ClientKey::Header(name.value),
        "claim" => ClientKey::Claim(name.value),
        _ => ClientKey::Param(name.value),
    };
    Some((key, name.span))
}
