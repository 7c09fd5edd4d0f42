//! What lura does with a decoded configuration before anything runs (lura v2.14, config/config.go `Init` and
//! config/uri.go; krakend-koanf's clean-up before it): defaults, hosts, paths, parameters. The first error ends it.

use std::sync::LazyLock;

use regex::Regex;

use super::config::{Backend, Endpoint, List, Service};
use super::decode::Field;
use gwc_syntax::tree::NodeId;

/// Why a configuration is rejected, or how reading it crashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// KrakenD's words, without the file name in front.
    pub message: String,
    /// Where the cause is; the first is the main place.
    pub nodes: Vec<NodeId>,
    /// The endpoint that causes it, by its index.
    pub endpoint: Option<usize>,
    /// Whether it is a crash: the program dereferences a nil pointer.
    pub crash: bool,
}

/// Go's message for a nil pointer, without addresses.
pub const NIL_POINTER: &str = "panic: runtime error: invalid memory address or nil pointer dereference\n\
     [signal SIGSEGV: segmentation violation code=0x1 addr=.. pc=..]";

fn refuse(message: impl Into<String>, nodes: impl IntoIterator<Item = Option<NodeId>>) -> Refusal {
    let nodes = nodes.into_iter().flatten().collect();
    Refusal { message: message.into(), nodes, endpoint: None, crash: false }
}

fn crash(node: Option<NodeId>) -> Refusal {
    Refusal { crash: true, ..refuse(NIL_POINTER, [node]) }
}

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a constant pattern"));
    };
}

pattern!(INVALID_PATH, r"^[^/]|\*.|/__(debug|echo|health)(/.*)?$");
pattern!(STRICT_PARAMS, r"/\{([a-zA-Z\-_0-9]+)\}");
pattern!(LOOSE_PARAMS, r"\{([0-9A-Za-z_\-\.:/]+)\}");
pattern!(EXEMPT_PARAM, r"^(resp[0-9]+_.+)?(JWT\.([0-9A-Za-z_\-\.:/]+))?$");
pattern!(HOST, r"(https?://)?([a-zA-Z0-9\._\-]+)(:[0-9]{2,6})?/?");

/// Prepares a decoded configuration in place.
pub fn init(service: &mut Service) -> Result<(), Refusal> {
    nil_endpoints(service)?;
    if *service.version != 3 {
        let message = format!("unsupported version: {} (want: 3)", *service.version);
        return Err(refuse(message, [service.version.node, service.at]));
    }
    global(service)?;
    agents(service)?;
    for index in 0..service.endpoints.len() {
        endpoint(service, index).map_err(|refusal| Refusal { endpoint: Some(index), ..refusal })?;
    }
    Ok(())
}

/// The clean-up of koanf, which reads all endpoints and backends before anything is checked.
fn nil_endpoints(service: &Service) -> Result<(), Refusal> {
    for (index, item) in service.endpoints.iter().enumerate() {
        let nil = match &item.value {
            None => Some(item.node),
            Some(endpoint) => endpoint.backend.iter().find(|b| b.value.is_none()).map(|b| b.node),
        };
        if let Some(node) = nil {
            return Err(Refusal { endpoint: Some(index), ..crash(node) });
        }
    }
    Ok(())
}

/// Prepares what can be, of a configuration that is rejected: an endpoint or a backend with an error is left out.
///
/// KrakenD prepares nothing after the first error. What the rest of the file does once the error is corrected is known
/// all the same.
pub fn init_rest(service: &mut Service) {
    // The errors are reported by `init`, the first of them as KrakenD does.
    let _ = global(service);
    let _ = agents(service);
    for index in 0..service.endpoints.len() {
        let _ = endpoint(service, index);
    }
}

fn global(service: &mut Service) -> Result<(), Refusal> {
    if *service.port == 0 {
        service.port.value = 8080;
    }
    let address = &service.listen_ip;
    if !address.is_empty() && address.parse::<std::net::IpAddr>().is_err() {
        return Err(refuse(format!("invalid ip address {}", address.value), [address.node]));
    }
    if service.timeout.0 == 0 {
        service.timeout.value.0 = 2_000_000_000;
    }
    clean_hosts(&mut service.host)
}

fn agents(service: &mut Service) -> Result<(), Refusal> {
    for agent in &mut service.async_agents.value {
        let node = agent.node;
        let Some(agent) = &mut agent.value else { return Err(crash(node)) };
        for backend in &mut agent.backend.value {
            let node = backend.node;
            let Some(backend) = &mut backend.value else { return Err(crash(node)) };
            if backend.host.is_empty() {
                backend.host.value.clone_from(&service.host.value);
            } else if !*backend.disable_host_sanitize {
                clean_hosts(&mut backend.host)?;
            }
            if backend.method.is_empty() {
                backend.method.value = "GET".into();
            }
        }
    }
    Ok(())
}

fn endpoint(service: &mut Service, index: usize) -> Result<(), Refusal> {
    let Some(mut endpoint) = service.endpoints[index].value.take() else { return Ok(()) };
    let inputs = head(service, &mut endpoint)?;
    let result = backends(service, &mut endpoint, inputs);
    service.endpoints[index].value = Some(endpoint);
    result
}

/// Prepares all but the backends; the parameters of the path.
fn head(service: &Service, endpoint: &mut Endpoint) -> Result<Vec<String>, Refusal> {
    endpoint.endpoint.value = clean_path(&endpoint.endpoint);
    validate(endpoint)?;
    let pattern = if *service.disable_rest { &LOOSE_PARAMS } else { &STRICT_PARAMS };
    let inputs = placeholders(&endpoint.endpoint, pattern);
    endpoint.endpoint.value = route_path(&endpoint.endpoint, &inputs);
    endpoint_defaults(service, endpoint);
    if *endpoint.output_encoding == "no-op" && endpoint.backend.len() > 1 {
        let message =
            quoted!("can not use NoOp encoding with more than one backends connected to the same endpoint");
        let encoding = endpoint.output_encoding.node.or(service.output_encoding.node);
        return Err(refuse(message, [encoding, endpoint.backend.node]));
    }
    Ok(inputs)
}

/// Prepares the backends, all of them; the first error is KrakenD's. One with an error is left out.
fn backends(service: &Service, endpoint: &mut Endpoint, mut inputs: Vec<String>) -> Result<(), Refusal> {
    inputs.sort_unstable();
    inputs.dedup();
    let mut backends = std::mem::take(&mut endpoint.backend.value);
    let mut result = Ok(());
    for (index, item) in backends.iter_mut().enumerate() {
        let prepared = match &mut item.value {
            None => Err(crash(item.node)),
            Some(backend) => backend_defaults(service, endpoint, backend)
                .and_then(|()| url_mappings(endpoint, backend, index, &inputs)),
        };
        if prepared.is_err() {
            item.value = None;
        }
        result = result.and(prepared);
    }
    endpoint.backend.value = backends;
    result
}

fn validate(endpoint: &Endpoint) -> Result<(), Refusal> {
    let route = format!("{} {}", *endpoint.method, *endpoint.endpoint);
    let at = endpoint.endpoint.node.or(endpoint.at);
    if INVALID_PATH.is_match(&endpoint.endpoint) {
        return Err(refuse(format!("ignoring the '{route}' endpoint, since it is invalid!!!"), [at]));
    }
    if endpoint.backend.is_empty() {
        let message = format!("ignoring the '{route}' endpoint, since it has 0 backends defined!");
        return Err(refuse(message, [endpoint.backend.node.or(at), at]));
    }
    Ok(())
}

fn endpoint_defaults(service: &Service, endpoint: &mut Endpoint) {
    if endpoint.method.is_empty() {
        endpoint.method.value = "GET".into();
    }
    if endpoint.cache_ttl.0 == 0 {
        endpoint.cache_ttl.value = *service.cache_ttl;
    }
    if endpoint.timeout.0 == 0 {
        endpoint.timeout.value = *service.timeout;
    }
    if *endpoint.concurrent_calls == 0 {
        endpoint.concurrent_calls.value = 1;
    }
    if endpoint.output_encoding.is_empty() {
        let inherited = if service.output_encoding.is_empty() { "json" } else { &service.output_encoding };
        endpoint.output_encoding.value = inherited.to_owned();
    }
}

fn backend_defaults(service: &Service, endpoint: &Endpoint, backend: &mut Backend) -> Result<(), Refusal> {
    if backend.host.is_empty() {
        backend.host.value.clone_from(&service.host.value);
    } else if !*backend.disable_host_sanitize {
        clean_hosts(&mut backend.host)?;
    }
    if backend.method.is_empty() {
        backend.method.value.clone_from(&endpoint.method.value);
    }
    if *endpoint.output_encoding == "no-op" {
        backend.encoding.value = "no-op".into();
    }
    backend.timeout.value = *endpoint.timeout;
    backend.concurrent_calls.value = *endpoint.concurrent_calls;
    Ok(())
}

/// Checks the parameters of a `url_pattern` and rewrites `{id}` to `{{.Id}}`. `inputs` is sorted.
fn url_mappings(
    endpoint: &Endpoint,
    backend: &mut Backend,
    index: usize,
    inputs: &[String],
) -> Result<(), Refusal> {
    backend.url_pattern.value = clean_path(&backend.url_pattern);
    let mut outputs = placeholders(&backend.url_pattern, &LOOSE_PARAMS);
    outputs.sort_unstable();
    outputs.dedup();
    let refuse = |what: String| {
        let message = format!(
            "{what} endpoint: {} {}, backend: {index}. input: [{}], output: [{}]",
            *endpoint.method,
            *endpoint.endpoint,
            inputs.join(" "),
            outputs.join(" ")
        );
        refuse(message, [backend.url_pattern.node.or(backend.at), endpoint.endpoint.node])
    };
    // lura counts the parameters before it compares names, and does not count the last one.
    let counted = outputs.iter().rev().skip(1).filter(|o| !EXEMPT_PARAM.is_match(o)).count();
    if counted > inputs.len() {
        return Err(refuse("input and output params do not match.".into()));
    }
    let mut pattern = backend.url_pattern.value.clone();
    for output in &outputs {
        if !EXEMPT_PARAM.is_match(output) && inputs.binary_search(output).is_err() {
            return Err(refuse(format!("undefined output param '{output}'!")));
        }
        let (first, rest) = output.split_at(1);
        pattern = pattern
            .replace(&format!("{{{output}}}"), &format!("{{{{.{}{rest}}}}}", first.to_ascii_uppercase()));
    }
    backend.url_pattern.value = pattern;
    Ok(())
}

/// The path of an endpoint in gin: `/a/{id}` becomes `/a/:id`.
pub fn route(path: &str, disable_rest: bool) -> String {
    let path = clean_path(path);
    let pattern = if disable_rest { &LOOSE_PARAMS } else { &STRICT_PARAMS };
    let params = placeholders(&path, pattern);
    route_path(&path, &params)
}

/// The placeholders of a `url_pattern`: the bytes of each, and its name.
pub fn url_placeholders(path: &str) -> Vec<(std::ops::Range<usize>, String)> {
    LOOSE_PARAMS.captures_iter(path).map(|c| (c.get_match().range(), c[1].to_owned())).collect()
}

/// With one slash in front.
pub fn clean_path(path: &str) -> String {
    format!("/{}", path.strip_prefix('/').unwrap_or(path))
}

fn placeholders(path: &str, pattern: &Regex) -> Vec<String> {
    pattern.captures_iter(path).map(|found| found[1].to_owned()).collect()
}

/// The path in the router: `{id}` becomes `:id`, but not after a question mark.
fn route_path(path: &str, params: &[String]) -> String {
    params.iter().fold(path.to_owned(), |path, param| {
        let (before, query) =
            path.split_once('?').map_or((&*path, None), |(before, query)| (before, Some(query)));
        let before = before.replace(&format!("{{{param}}}"), &format!(":{param}"));
        query.map_or(before.clone(), |query| format!("{before}?{query}"))
    })
}

fn clean_hosts(hosts: &mut Field<List<String>>) -> Result<(), Refusal> {
    let list = hosts.node;
    for host in &mut hosts.value {
        match clean_host(host) {
            Some(cleaned) => host.value = cleaned,
            None => {
                let message = format!("host {} not valid: invalid host", host.value);
                return Err(refuse(message, [host.node.or(list)]));
            }
        }
    }
    Ok(())
}

/// A host with its scheme and without the text that lura drops; `None` when it is rejected.
pub fn clean_host(host: &str) -> Option<String> {
    let mut found = HOST.captures_iter(host);
    let (parts, None) = (found.next()?, found.next()) else { return None };
    let part = |i: usize| parts.get(i).map_or("", |m| m.as_str());
    let scheme = if part(1).is_empty() { "http://" } else { part(1) };
    Some(format!("{scheme}{}{}", part(2), part(3)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_cleaned_as_lura_cleans_them() {
        for (host, cleaned) in [
            ("http://a", Some("http://a")),
            ("a:80/", Some("http://a:80")),
            ("https://a.example:8443", Some("https://a.example:8443")),
            ("//a", Some("http://a")),
            ("${HOST}", Some("http://HOST")),
            ("http://a#", Some("http://a")),
            ("http://a/b", None),
            ("http://a:8", None),
            ("ftp://a", None),
            ("", None),
        ] {
            assert_eq!(clean_host(host).as_deref(), cleaned, "{host}");
        }
    }

    #[test]
    fn parameters_become_colons_before_the_question_mark() {
        let params = ["id".to_owned()];
        assert_eq!(route_path("/a/{id}.json?x={id}", &params), "/a/:id.json?x={id}");
    }
}
