//! `gwc inspect`: the contents of an artifact.

mod auth;
mod store;

use std::io::{self, Write};
use std::path::PathBuf;

use gwc_artifact::{
    AddressRule, Artifact, Backend, ClientKey, Credential, Endpoint, ForwardHeaders, ForwardQuery, Gateway,
    Limit, Network, PolicyScope, RateLimit, Respond, Semantics, Stream, Timeouts, Window,
};
use serde_json::{Value, json};

use super::io::{Exit, Io};

/// Print the contents of an artifact: header, digest, sections and routes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Artifact file
    file: PathBuf,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json"])]
    format: String,
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let read = std::fs::read(&args.file).map_err(|error| error.to_string());
    let artifact = match read.and_then(|bytes| Artifact::open(bytes).map_err(|error| error.to_string())) {
        Ok(artifact) => artifact,
        Err(error) => {
            let _ = writeln!(io.err, "gwc: cannot read `{}`: {error}", args.file.display());
            return Exit::Findings;
        }
    };
    let written = match args.format.as_str() {
        "json" => writeln!(io.out, "{:#}", value(&artifact)),
        _ => table(&artifact, io.out),
    };
    match written {
        Ok(()) => Exit::Clean,
        Err(error) => io.fail("cannot write the contents", &error),
    }
}

fn digest(artifact: &Artifact) -> String {
    artifact.digest().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn table(artifact: &Artifact, out: &mut dyn Write) -> io::Result<()> {
    let gateway = artifact.gateway();
    writeln!(out, "gateway   {}", gateway.name)?;
    writeln!(out, "format    {}", artifact.format_version())?;
    writeln!(out, "written   by {}", artifact.writer())?;
    writeln!(out, "semantics {}", semantics(artifact.semantics()))?;
    writeln!(out, "size      {} bytes", artifact.bytes().len())?;
    writeln!(out, "digest    {}", digest(artifact))?;
    for listener in &gateway.listeners {
        let address = listener.address.map_or("*".to_owned(), |address| address.to_string());
        let proxy = if listener.proxy_protocol { ", with the PROXY protocol" } else { "" };
        writeln!(out, "listens   {address} port {}{proxy}", listener.port)?;
    }
    if let Some(admin) = &gateway.operations.admin {
        let address = admin.address.map_or("*".to_owned(), |address| address.to_string());
        writeln!(out, "admin     {address} port {}", admin.port)?;
    }
    let strict = if gateway.strict_hosts { " (requests for other hosts are rejected)" } else { "" };
    writeln!(out, "hosts     {}{strict}", none_or(gateway.hosts.join(", ")))?;
    writeln!(out, "proxies   {}", none_or(networks(&gateway.trusted_proxies).join(", ")))?;
    writeln!(out, "strips    {}", none_or(gateway.stripped.entries().collect::<Vec<_>>().join(", ")))?;
    writeln!(out, "limit     {}", rate_limit(&gateway.rate_limit))?;
    writeln!(out, "store     {}", store::text(gateway.store.as_ref()))?;

    writeln!(out)?;
    let mut rows = vec![["SECTION", "OFFSET", "BYTES", "RECORDS"].map(str::to_owned)];
    rows.extend(artifact.sections().iter().map(|section| {
        [
            section.name.to_owned(),
            section.offset.to_string(),
            section.length.to_string(),
            section.records.to_string(),
        ]
    }));
    write_columns(&rows, out)?;

    writeln!(out)?;
    let header = ["ID", "METHOD", "PATH", "CREDENTIAL", "BACKEND", "LIMIT", "STREAM"].map(str::to_owned);
    let mut rows = vec![header];
    rows.extend(gateway.endpoints.iter().map(|endpoint| {
        [
            format!("{:016x}", endpoint.id),
            endpoint.method.to_string(),
            endpoint.path.to_string(),
            credential(&endpoint.credential),
            backend(endpoint),
            rate_limit(&endpoint.rate_limit),
            none_or(stream(endpoint.stream).to_owned()),
        ]
    }));
    write_columns(&rows, out)?;
    write_other_policies(gateway, out)
}

fn write_other_policies(gateway: &Gateway, out: &mut dyn Write) -> io::Result<()> {
    if gateway.other_policies.is_empty() {
        return Ok(());
    }
    writeln!(out, "\npolicies that this version of gwc knows by name only:")?;
    for policy in &gateway.other_policies {
        match &policy.scope {
            PolicyScope::Gateway => writeln!(out, "  {}: the gateway", policy.name)?,
            PolicyScope::Endpoints(ids) => writeln!(out, "  {}: {} endpoints", policy.name, ids.len())?,
        }
    }
    Ok(())
}

/// Columns as wide as their widest cell, two spaces apart.
fn write_columns<const N: usize>(rows: &[[String; N]], out: &mut dyn Write) -> io::Result<()> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

fn none_or(text: String) -> String {
    if text.is_empty() { "-".to_owned() } else { text }
}

fn credential(credential: &Credential) -> String {
    match credential {
        Credential::Public => "public".to_owned(),
        Credential::AnyOf(names) => names.join("|"),
        Credential::Optional(names) => format!("{}|public", names.join("|")),
    }
}

fn backend(endpoint: &Endpoint) -> String {
    match &endpoint.backend {
        Backend::Upstream { upstream, method, path } => {
            let method = method.map(|method| format!("{method} ")).unwrap_or_default();
            format!("{upstream} {method}{}", path.display(&endpoint.path))
        }
        Backend::Respond(Respond::Health) => "health of the upstreams".to_owned(),
        Backend::Respond(Respond::NotImplemented) => "501".to_owned(),
        Backend::Respond(Respond::Fixed(fixed)) => format!("a fixed response, {}", fixed.status),
        Backend::Respond(Respond::Redirect(to)) => format!("a redirect, {}", to.status),
    }
}

fn rate_limit(limit: &RateLimit) -> String {
    let total = limit.total.as_ref().map(|limit| format!("total {}", bucket(limit)));
    let client =
        limit.per_client.as_ref().map(|client| format!("{} {}", key(&client.key), bucket(&client.limit)));
    none_or(total.into_iter().chain(client).collect::<Vec<_>>().join(", "))
}

fn bucket(limit: &Limit) -> String {
    let rate = gwc_syntax::value::Rate {
        count: limit.rate.count,
        period_ns: u64::try_from(limit.rate.period.as_nanos()).unwrap_or(u64::MAX),
    };
    if limit.window == Window::Sliding {
        return format!("{rate} in a sliding window");
    }
    match limit.burst == limit.rate.count {
        true => rate.to_string(),
        false => format!("{rate} burst {}", limit.burst),
    }
}

fn key(key: &ClientKey) -> String {
    match key {
        ClientKey::Ip => "per ip".to_owned(),
        ClientKey::Header(name) => format!("per header {name}"),
        ClientKey::Claim(name) => format!("per claim {name}"),
        ClientKey::Key => "per key".to_owned(),
        ClientKey::Param(name) => format!("per param {name}"),
    }
}

fn semantics(semantics: Semantics) -> &'static str {
    match semantics {
        Semantics::Gwr => "gwr",
        Semantics::Krakend => "krakend",
    }
}

fn stream(stream: Stream) -> &'static str {
    match stream {
        Stream::None => "",
        Stream::Sse => "sse",
        Stream::WebSocket => "websocket",
    }
}

fn value(artifact: &Artifact) -> Value {
    let gateway = artifact.gateway();
    json!({
        "format": artifact.format_version(),
        "writer": artifact.writer(),
        "semantics": semantics(artifact.semantics()),
        "size": artifact.bytes().len(),
        "digest": digest(artifact),
        "sections": artifact.sections().iter().map(|section| json!({
            "name": section.name,
            "offset": section.offset,
            "length": section.length,
            "records": section.records,
        })).collect::<Vec<_>>(),
        "gateway": {
            "name": gateway.name,
            "listeners": gateway.listeners.iter().map(|l| json!({ "address": l.address, "port": l.port, "proxy_protocol": l.proxy_protocol })).collect::<Vec<_>>(),
            "admin": gateway.operations.admin.as_ref().map(|admin| json!({ "address": admin.address, "port": admin.port })),
            "hosts": *gateway.hosts,
            "strict_hosts": gateway.strict_hosts,
            "trusted_proxies": networks(&gateway.trusted_proxies),
            "stripped": gateway.stripped.entries().collect::<Vec<_>>(),
            "ip": address_rule(&gateway.ip),
            "rate_limit": rate_limit_value(&gateway.rate_limit),
            "store": gateway.store.as_ref().map(store::value),
            "quotas": gateway.quotas.iter().map(store::quota).collect::<Vec<_>>(),
            "balances": gateway.balances.iter().map(store::balance).collect::<Vec<_>>(),
            "usage": gateway.usage.as_ref().map(store::usage),
            "upstreams": gateway.upstreams.iter().map(|upstream| json!({
                "name": upstream.name,
                "hosts": upstream.hosts.iter().map(|host| json!({
                    "scheme": host.scheme.as_str(),
                    "host": host.host,
                    "port": host.port,
                })).collect::<Vec<_>>(),
                "accepts_keys": upstream.accepts_keys,
                "external": upstream.external,
                "in_flight": upstream.in_flight,
            })).collect::<Vec<_>>(),
            "auth": gateway.auth.iter().map(|a| auth::value(a, rate_limit_value(&a.rate_limit))).collect::<Vec<_>>(),
            "endpoints": gateway.endpoints.iter().map(endpoint).collect::<Vec<_>>(),
            "other_policies": gateway.other_policies.iter().map(|policy| json!({
                "name": policy.name,
                "endpoints": match &policy.scope {
                    PolicyScope::Gateway => Value::Null,
                    PolicyScope::Endpoints(ids) => ids.iter().map(|id| format!("{id:016x}")).collect(),
                },
            })).collect::<Vec<_>>(),
        },
    })
}

fn endpoint(endpoint: &Endpoint) -> Value {
    let Timeouts { connect, first_byte, idle, total } = *endpoint.timeouts;
    json!({
        "id": format!("{:016x}", endpoint.id),
        "method": endpoint.method.as_str(),
        "path": endpoint.path.to_string(),
        "hosts": *endpoint.hosts,
        "require": auth::requirements(&endpoint.require),
        "credential": match &endpoint.credential {
            Credential::Public => json!("public"),
            Credential::AnyOf(names) => names.iter().map(|name| json!(**name)).collect(),
            Credential::Optional(names) => {
                json!({ "optional": names.iter().map(|name| json!(**name)).collect::<Value>() })
            }
        },
        "rate_limit": rate_limit_value(&endpoint.rate_limit),
        "forward": {
            "headers": match &endpoint.forward.headers {
                ForwardHeaders::All => json!("all"),
                ForwardHeaders::List(names) => json!(**names),
            },
            "query": match &endpoint.forward.query {
                ForwardQuery::All => json!("all"),
                ForwardQuery::None => json!("none"),
                ForwardQuery::List(names) => json!(**names),
            },
            "credentials": endpoint.forward.credentials,
            "minted": *endpoint.forward.minted,
        },
        "backend": match &endpoint.backend {
            Backend::Upstream { upstream, method, path } => json!({
                "upstream": **upstream,
                "method": method.map(|method| method.as_str()),
                "path": path.display(&endpoint.path),
            }),
            Backend::Respond(Respond::Health) => json!({ "respond": "health" }),
            Backend::Respond(Respond::NotImplemented) => json!({ "respond": "not implemented" }),
            Backend::Respond(Respond::Fixed(fixed)) => json!({ "respond": { "status": fixed.status } }),
            Backend::Respond(Respond::Redirect(to)) => json!({ "respond": { "redirect": to.status } }),
        },
        "timeouts_ns": {
            "connect": connect.map(nanoseconds),
            "first_byte": first_byte.map(nanoseconds),
            "idle": idle.map(nanoseconds),
            "total": total.map(nanoseconds),
        },
        "stream": match endpoint.stream {
            Stream::None => "none",
            other => stream(other),
        },
    })
}

fn rate_limit_value(limit: &RateLimit) -> Value {
    let bucket = |limit: &Limit| json!({ "count": limit.rate.count, "period_ns": nanoseconds(limit.rate.period), "burst": limit.burst, "sliding": limit.window == Window::Sliding });
    json!({
        "total": limit.total.as_ref().map(bucket),
        "per_client": limit.per_client.as_ref().map(|client| json!({
            "key": match &client.key {
                ClientKey::Ip => json!("ip"),
                ClientKey::Header(name) => json!({ "header": name }),
                ClientKey::Claim(name) => json!({ "claim": name }),
                ClientKey::Key => json!("key"),
                ClientKey::Param(name) => json!({ "param": name }),
            },
            "limit": bucket(&client.limit),
        })),
    })
}

fn nanoseconds(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn networks(networks: &[Network]) -> Vec<String> {
    networks.iter().map(Network::to_string).collect()
}

fn address_rule(rule: &AddressRule) -> Value {
    json!({ "allow": networks(&rule.allow), "deny": networks(&rule.deny) })
}
