//! The route files of an import.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::coverage;
use super::layers::{Holds, Layers};
use super::names::Names;
use super::rows::{Carried, Row};
use super::security;
use super::services::Service;
use super::yaml::{self, Entry, Yaml};
use crate::model::{Audiences, Auth, Gateway, Held, Limit, Mint, Scheme, TokenSource};
use gwc_artifact::Minted;
use gwc_syntax::value::{Method, Target};

/// `gateway.yaml`.
pub(super) fn gateway(
    gateway: &Gateway,
    (name, source): (&str, &str),
    rows: &[Row<'_>],
    names: &Names,
    (layers, is_carrying): (&Layers, bool),
) -> String {
    let mut out = format!("# Imported from {source}.\n");
    let map = |entries: Vec<Entry>| Yaml::Map(entries);
    let mut head = vec![Entry::new("gateway", Yaml::text(name))];
    head.extend(gateway.title.as_ref().map(|title| Entry::new("title", Yaml::text(title))));
    let listen = &gateway.listen.value;
    head.push(Entry::new(
        "listen",
        match listen.address {
            Some(address) => Yaml::text(std::net::SocketAddr::new(address, listen.port).to_string()),
            None => Yaml::Plain(listen.port.to_string()),
        },
    ));
    head.push(Entry::new("targets", Yaml::texts(gateway.targets.iter().map(|t| t.value.to_string()))));
    head.extend(layers.gateway.gateway_entries());
    head.extend(security::entries(gateway));
    yaml::write(&mut out, &head, 0);
    // What only endpoints have that are left out is left out too.
    let upstreams = names.upstreams.iter().enumerate();
    let upstreams = upstreams.filter(|(i, _)| rows.iter().any(|row| row.upstream == Some(*i)));
    section(&mut out, "upstreams", upstreams.map(|(_, u)| upstream(u)).collect());
    let auths = gateway.auths.iter().filter(|a| rows.iter().any(|row| row.values.auth == a.name.value));
    section(&mut out, "auth", auths.map(auth).collect());
    section(&mut out, "rate_limits", limits(gateway, rows, names));
    section(&mut out, "profiles", layers.profiles.iter().map(|p| layers.profile_entry(p)).collect());
    let kept = kept(gateway);
    if !kept.is_empty() {
        out.push_str(
            "\n# Emitted unchanged for the JSON targets; `null` leaves out what `gwc` writes otherwise.\n",
        );
        yaml::write_entry(&mut out, &Entry::new("krakend", map(kept)), 0, false);
    }
    let root = coverage::root_keys(gateway, is_carrying).into_iter();
    let root: Vec<Entry> = root.map(|(name, value)| Entry::new(name, Yaml::json(value))).collect();
    if !root.is_empty() {
        out.push_str("\n# Keys of the root, emitted unchanged for the JSON targets.\n");
        yaml::write_entry(&mut out, &Entry::new("krakend_root", map(root)), 0, false);
    }
    out
}

/// The components of the root that stay, and those that a build would add.
fn kept(gateway: &Gateway) -> Vec<Entry> {
    let kept = coverage::kept_root(gateway).into_iter();
    let mut kept: Vec<Entry> = kept.map(|(name, value)| Entry::new(name, Yaml::json(value))).collect();
    let is_hanzo = gateway.targets.iter().any(|target| target.value == Target::Hanzo);
    let added = [("telemetry/logging", true), ("router", is_hanzo)];
    for (name, _) in
        added.into_iter().filter(|(name, is_added)| *is_added && gateway.extra.get(name).is_none())
    {
        kept.push(Entry::new(name, Yaml::Plain("null".to_owned())));
    }
    kept
}

fn section(out: &mut String, key: &str, entries: Vec<Entry>) {
    if !entries.is_empty() {
        out.push('\n');
        yaml::write_entry(out, &Entry::new(key, Yaml::Map(entries)), 0, false);
    }
}

fn upstream(upstream: &super::names::Upstream) -> Entry {
    let url = match upstream.urls.as_slice() {
        [one] => Yaml::text(one),
        several => Yaml::texts(several),
    };
    if upstream.extra.is_empty() && upstream.urls.len() == 1 {
        return Entry::new(&upstream.name, url);
    }
    let mut entries = vec![Entry::new("url", url)];
    if !upstream.extra.is_empty() {
        entries.push(Entry::new("krakend", passed(&upstream.extra)));
    }
    Entry::new(&upstream.name, Yaml::Map(entries))
}

fn passed(extra: &[(String, serde_json::Value)]) -> Yaml {
    Yaml::Map(extra.iter().map(|(name, value)| Entry::new(name, Yaml::json(value))).collect())
}

fn auth(auth: &Auth) -> Entry {
    let jwt = match &auth.scheme {
        Scheme::Jwt(jwt) => jwt,
        _ => {
            return Entry::new(
                &auth.name.value,
                Yaml::Map(vec![Entry::new("edge", Yaml::Plain("true".into()))]),
            );
        }
    };
    let mut inner = vec![
        Entry::new("issuer", Yaml::text(jwt.issuer.as_ref().map_or("any", |i| &*i.value))),
        Entry::new("jwks", Yaml::text(&jwt.jwks.value)),
    ];
    if jwt.allow_http {
        inner.push(Entry::new("allow_http", Yaml::Plain("true".into())));
    }
    inner.extend([
        Entry::new("algorithms", Yaml::texts(jwt.algorithms.iter().map(|a| &a.value))),
        Entry::new(
            "audiences",
            match &jwt.audiences {
                Audiences::Any => Yaml::text("any"),
                Audiences::List(list) => Yaml::texts(list.iter().map(|a| &a.value)),
                Audiences::All(list) => {
                    Yaml::Map(vec![Entry::new("all", Yaml::texts(list.iter().map(|a| &a.value)))])
                }
            },
        ),
    ]);
    inner.extend(jwt.leeway.map(|leeway| Entry::new("leeway", Yaml::text(leeway.to_string()))));
    if !jwt.from.is_empty() {
        inner.push(Entry::new(
            "from",
            Yaml::List(jwt.from.iter().map(|source| token_source(&source.value)).collect()),
        ));
    }
    let mut entries = vec![Entry::new("jwt", Yaml::Map(inner))];
    let held = [("roles", &auth.require.roles), ("scopes", &auth.require.scopes)];
    let held = held.into_iter().filter_map(|(name, held)| Some(Entry::new(name, self::held(held.as_ref()?))));
    let held: Vec<Entry> = held.collect();
    if !held.is_empty() {
        entries.push(Entry::new("require", Yaml::Map(held)));
    }
    if !auth.mints.is_empty() {
        entries.push(Entry::new("headers", Yaml::Map(auth.mints.iter().filter_map(mint).collect())));
    }
    Entry::new(&auth.name.value, Yaml::Map(entries))
}

/// A header of a validator is one claim.
fn mint(mint: &Mint) -> Option<Entry> {
    let Minted::First(claims) = &mint.value else { return None };
    Some(Entry::new(&mint.header.value, Yaml::text(claims.first()?)))
}

fn token_source(source: &TokenSource) -> Yaml {
    match source {
        TokenSource::Header(name) => Yaml::text(name),
        TokenSource::Cookie(name) => Yaml::Map(vec![Entry::new("cookie", Yaml::text(name))]),
    }
}

fn held(held: &Held) -> Yaml {
    let values = Yaml::texts(held.values.iter().map(|value| &value.value));
    Yaml::Map(vec![
        Entry::new("claim", Yaml::text(&held.claim.value)),
        Entry::new(held.quantifier.as_str(), values),
    ])
}

/// The limits that are attached somewhere, by name.
fn limits(gateway: &Gateway, rows: &[Row<'_>], names: &Names) -> Vec<Entry> {
    let attached = rows.iter().filter(|row| row.values.limit != "none").filter_map(|row| row.endpoint.limit);
    let ids = attached.map(|limit| limit.value);
    let used: BTreeMap<&str, &Limit> = ids.map(|id| (names.limit(id), gateway.limit(id))).collect();
    used.into_iter().map(|(name, limit)| Entry::new(name, limit_entry(limit))).collect()
}

fn limit_entry(limit: &Limit) -> Yaml {
    use crate::model::ClientKey;
    let mut entries = Vec::new();
    let burst = |bucket: &crate::model::Bucket, count: u64| bucket.burst != count;
    if let Some(total) = &limit.total
        && let Some(rate) = coverage::rate(total.rate)
    {
        entries.push(Entry::new("total", Yaml::text(rate.to_string())));
        if burst(total, rate.count) {
            entries.push(Entry::new("total_burst", Yaml::Plain(total.burst.to_string())));
        }
    }
    if let Some(client) = &limit.client
        && let Some(rate) = coverage::rate(client.bucket.rate)
    {
        let rate_text = Yaml::text(rate.to_string());
        let per = |key: &str, name: &str| {
            Yaml::Map(vec![Entry::new(key, Yaml::text(name)), Entry::new("rate", rate_text.clone())])
        };
        entries.push(match &client.key {
            ClientKey::Ip => Entry::new("per_ip", rate_text),
            ClientKey::Header(name) => Entry::new("per", per("header", name)),
            ClientKey::Claim(name) => Entry::new("per", per("claim", name)),
            ClientKey::Key => {
                let is_key = Entry::new("key", Yaml::Plain("true".to_owned()));
                Entry::new("per", Yaml::Map(vec![is_key, Entry::new("rate", rate_text.clone())]))
            }
            ClientKey::Param(name) => Entry::new("per", per("param", name)),
        });
        if burst(&client.bucket, rate.count) {
            entries.push(Entry::new("burst", Yaml::Plain(client.bucket.burst.to_string())));
        }
    }
    Yaml::Map(entries)
}

/// `services.yaml`.
pub(super) fn services(
    services: &[Service],
    rows: &[Row<'_>],
    carried: &[Carried],
    names: &Names,
    layers: &Layers,
) -> String {
    let mut out = String::new();
    let default = layers.most_fitting(rows.iter().map(|r| &r.values));
    let base = default.map_or_else(|| layers.gateway.clone(), |p| layers.under(&layers.gateway, p));
    if let Some(profile) = default {
        let defaults = Yaml::Map(vec![Entry::new("profile", Yaml::text(&profile.name))]);
        yaml::write_entry(&mut out, &Entry::new("defaults", defaults), 0, true);
    }
    out.push_str(if services.is_empty() { "services: {}\n" } else { "services:\n" });
    let mut last_was_long = false;
    for (index, service) in services.iter().enumerate() {
        let writer = Writer { names, layers, rows, service, base: &base, default: default.map(|p| &*p.name) };
        let mut text = String::new();
        yaml::write_entry(&mut text, &writer.entry(), 2, true);
        let long = text.lines().count() > 1;
        if index > 0 && (long || last_was_long) {
            out.push('\n');
        }
        out.push_str(&text);
        last_was_long = long;
    }
    if !carried.is_empty() {
        out.push_str("\n# In KrakenD's own words, because services cannot express them; emitted unchanged for the JSON targets.\n");
        out.push_str("krakend_endpoints:\n");
    }
    for carried in carried {
        let head = format!("{}: {}", carried.key, carried.why);
        let _ = writeln!(out, "  # {}", yaml::comment_text(&head));
        yaml::write_items(&mut out, &[Yaml::json(&carried.value)], 2);
    }
    out
}

/// Writes one service.
struct Writer<'a> {
    names: &'a Names,
    layers: &'a Layers,
    rows: &'a [Row<'a>],
    service: &'a Service,
    base: &'a Holds,
    default: Option<&'a str>,
}

impl Writer<'_> {
    fn is_external(&self, upstream: Option<usize>) -> bool {
        upstream.is_none_or(|u| self.names.upstreams[u].external)
    }

    fn entry(&self) -> Entry {
        let rows: Vec<&Row<'_>> = self.service.rows.iter().map(|r| &self.rows[*r]).collect();
        let upstream = super::rows::most(rows.iter().filter_map(|r| r.upstream));
        let profile = self.layers.most_fitting(rows.iter().map(|r| &r.values));
        let below = profile.map_or_else(|| self.base.clone(), |p| self.layers.under(self.base, p));
        let (entries_of_service, holds) = self.layers.of_service(&rows, &below, self.is_external(upstream));
        let extra = rows.first().map(|r| &r.extra).filter(|first| rows.iter().all(|r| r.extra == **first));
        let at = match self.service.at.as_slice() {
            [one] => Yaml::text(one.to_string()),
            several => Yaml::texts(several.iter().map(ToString::to_string)),
        };
        let mut entries = vec![Entry::new("at", at)];
        entries.extend(upstream.map(|u| Entry::new("upstream", Yaml::text(&self.names.upstreams[u].name))));
        let prefix = self.service.rewrite_prefix.as_ref();
        entries.extend(prefix.map(|p| Entry::new("rewrite_prefix", Yaml::text(p))));
        let other = profile.filter(|p| self.default != Some(&*p.name));
        entries.extend(other.map(|p| Entry::new("profile", Yaml::text(&p.name))));
        entries.extend(entries_of_service);
        let shared = extra.filter(|extra| !extra.is_empty());
        entries.extend(shared.map(|extra| Entry::new("krakend", passed(extra))));
        entries.push(Entry::new("paths", self.paths(&rows, upstream, &holds, shared.is_some())));
        Entry::new(&self.service.name, Yaml::Map(entries))
    }

    fn paths(&self, rows: &[&Row<'_>], upstream: Option<usize>, holds: &Holds, extra_set: bool) -> Yaml {
        let mut paths: BTreeMap<String, Vec<&Row<'_>>> = BTreeMap::new();
        for row in rows {
            paths.entry(self.service.below(row).to_string()).or_default().push(row);
        }
        let path = |(path, mut rows): (String, Vec<&Row<'_>>)| {
            rows.sort_by_key(|row| row.method);
            let methods: Vec<(Method, Vec<Entry>)> =
                rows.iter().map(|r| (r.method, self.endpoint(r, upstream, holds, extra_set))).collect();
            let plain = methods.iter().all(|(_, entries)| entries.is_empty());
            let value = match plain {
                true => Yaml::text(methods.iter().map(|(m, _)| m.as_str()).collect::<Vec<_>>().join(" ")),
                false => Yaml::Map(
                    methods
                        .into_iter()
                        .map(|(m, entries)| Entry::new(m.as_str(), Yaml::Map(entries)))
                        .collect(),
                ),
            };
            let mut entry = Entry::new(path, value);
            for row in rows {
                entry.comments.extend(row.comments.iter().map(|comment| format!("{} {comment}", row.method)));
            }
            entry
        };
        Yaml::Map(paths.into_iter().map(path).collect())
    }

    fn endpoint(&self, row: &Row<'_>, upstream: Option<usize>, holds: &Holds, extra_set: bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        if row.is_health() {
            entries.push(Entry::new("respond", Yaml::text("health")));
        } else {
            if row.upstream != upstream {
                entries.extend(
                    row.upstream.map(|u| Entry::new("upstream", Yaml::text(&self.names.upstreams[u].name))),
                );
            }
            if row.rewrite != self.service.rewritten(row) {
                entries.push(Entry::new("rewrite", Yaml::text(&row.rewrite)));
            }
        }
        entries.extend(self.layers.of_row(row, holds, self.is_external(row.upstream)));
        if !row.extra.is_empty() && !extra_set {
            entries.push(Entry::new("krakend", passed(&row.extra)));
        }
        entries
    }
}
