//! What to do about what lura rejects while it prepares a configuration.

use gwc_krakend::simulate::Simulation;
use gwc_krakend::value::Value;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit};
use gwc_syntax::source::Span;
use gwc_syntax::suggest;
use gwc_syntax::tree::NodeId;

/// Writes in plain words what is wrong, and adds the way out.
pub(super) fn with_way_out(simulation: &Simulation<'_>, finding: Diagnostic, message: &str) -> Diagnostic {
    let span = finding.primary.span;
    let place = Place { simulation, span, other: simulation.verdict.spans.get(1).copied() };
    let what = message.split_once("': ").map_or(message, |(_, rest)| rest);
    if what.starts_with("unsupported version") {
        version(&place, finding)
    } else if let Some(host) = what.strip_prefix("host ").and_then(|rest| rest.split(" not valid").next()) {
        host_of(&place, finding, host)
    } else if let Some(name) = what.strip_prefix("undefined output param '") {
        parameter(&place, finding, name.split('\'').next().unwrap_or(name))
    } else if what.starts_with("input and output params") {
        finding.help("use only the parameters of the endpoint's path in `url_pattern`")
    } else if what.contains("0 backends") {
        let finding = reworded(finding, "this endpoint has no backend");
        finding.help("add a `backend` with a `url_pattern` and a `host`, or remove the endpoint")
    } else if what.contains("since it is invalid") {
        let finding = reworded(finding, "KrakenD rejects this path");
        finding.help("begin it with `/`, write `*` only at its end, and not below `/__debug`, `/__echo` or `/__health`")
    } else if what.contains("more than one backend") {
        let finding =
            reworded(finding, "`no-op` copies the response of one backend, and this endpoint has several");
        finding.help("keep one backend, or set another `output_encoding`")
    } else if what.starts_with("invalid ip address") {
        finding.help("set an address such as `127.0.0.1`, without a port")
    } else {
        finding
    }
}

struct Place<'a> {
    simulation: &'a Simulation<'a>,
    span: Span,
    other: Option<Span>,
}

fn reworded(mut finding: Diagnostic, message: &str) -> Diagnostic {
    finding.message = message.to_owned();
    finding
}

/// A file of KrakenD 1.x gets more from the walk, which knows the names to change.
fn version(place: &Place<'_>, finding: Diagnostic) -> Diagnostic {
    let tree = place.simulation.tree();
    let root = place.simulation.document.root;
    let found = root.and_then(|root| tree.get(root, "version"));
    if found.is_none_or(|version| tree.value(version.value) == Value::Null) {
        let mut finding =
            reworded(finding, "the key `version` is missing: KrakenD requires version 3 of the format");
        let first = root.and_then(|root| tree.doc.map(root)?.first().map(|entry| entry.key));
        finding.primary.span = first.map_or(finding.primary.span, |key| tree.doc.span(key));
        return finding.help("add `\"version\": 3`");
    }
    finding.help("set `\"version\": 3`")
}

fn host_of(place: &Place<'_>, finding: Diagnostic, host: &str) -> Diagnostic {
    let (scheme, rest) = host.split_once("://").unwrap_or(("", host));
    let authority = rest.split('/').next().unwrap_or_default();
    let path = rest[authority.len()..].trim_end_matches('/');
    if authority.contains('@') {
        let has_password = authority.split('@').next().is_some_and(|user| user.contains(':'));
        let (what, them) = if has_password { ("a user and a password", "them") } else { ("a user", "it") };
        let finding = reworded(finding, &format!("KrakenD rejects a host with {what}"));
        return finding.help(match BROKERS.contains(&scheme) {
            true => OTHER_SCHEMES.to_owned(),
            false => format!("remove {them} from the host"),
        });
    }
    let shown = suggest::shown(host);
    if !matches!(scheme, "" | "http" | "https") {
        let finding =
            reworded(finding, &format!("KrakenD rejects `{shown}`: it expects `http://` or `https://`"));
        return finding.help(other_scheme(scheme));
    }
    if path.is_empty() {
        let finding = reworded(finding, &format!("KrakenD rejects the host `{shown}`"));
        if host.contains("${") {
            return finding.help(NO_VARIABLES);
        }
        return finding.help("write scheme, host and port, such as `http://orders.shop.svc:8080`");
    }
    let finding = reworded(finding, &format!("host `{shown}` has the path `{path}`, which KrakenD rejects"));
    let finding = finding.help(format!("move `{path}` to the beginning of `url_pattern`"));
    match path_edits(place, host.trim_end_matches('/').strip_suffix(path).unwrap_or(host), path) {
        Some(edits) => finding.fix(format!("move `{path}` to `url_pattern`"), Applicability::Safe, edits),
        None => finding,
    }
}

/// The schemes of message brokers, whose components read hosts that KrakenD does not check.
const BROKERS: [&str; 9] =
    ["amqp", "amqps", "awssns", "awssqs", "azuresb", "gcppubsub", "kafka", "nats", "rabbit"];

/// What to do with the host of a message broker.
const OTHER_SCHEMES: &str =
    "set `\"disable_host_sanitize\": true` on the backend: KrakenD then accepts the host of a message broker";

/// What to do with a variable of the environment in a host.
pub(crate) const NO_VARIABLES: &str = "write the host itself; KrakenD replaces variables only in templates of its flexible configuration, which \
     insert them with `{{ env \"NAME\" }}`";

/// What to do with a host that has the scheme of another protocol.
fn other_scheme(scheme: &str) -> String {
    match scheme {
        "ws" | "wss" => {
            let web = if scheme == "ws" { "http" } else { "https" };
            format!(
                "for plain HTTP, write `{web}://`; for WebSockets, which KrakenD CE does not forward, clients must connect to the upstream directly"
            )
        }
        broker if BROKERS.contains(&broker) => OTHER_SCHEMES.to_owned(),
        _ => {
            "use `http://` or `https://`: KrakenD calls no other protocol, even with `disable_host_sanitize`"
                .to_owned()
        }
    }
}

/// The host without its path, and the path in front of the `url_pattern` of the only backend with this host.
fn path_edits(place: &Place<'_>, host: &str, path: &str) -> Option<Vec<Edit>> {
    let tree = place.simulation.tree();
    let root = place.simulation.document.root?;
    let backend = backends(place.simulation, root).into_iter().find(|backend| {
        let hosts = tree.get(*backend, "host").map(|hosts| tree.doc.span(tree.doc.follow(hosts.value)));
        hosts.is_some_and(|hosts| hosts.contains(place.span))
    })?;
    let hosts = tree.get(backend, "host")?;
    let Value::List([_]) = tree.value(hosts.value) else { return None };
    let pattern = tree.get(backend, "url_pattern")?.value;
    let written = tree.value(pattern).as_str()?;
    let quoted = |text: String| serde_json::Value::from(text).to_string();
    let joined = format!("{path}/{}", written.trim_start_matches('/'));
    Some(vec![
        Edit { span: place.span, text: quoted(host.to_owned()) },
        Edit { span: tree.doc.span(pattern), text: quoted(joined) },
    ])
}

fn backends(simulation: &Simulation<'_>, root: NodeId) -> Vec<NodeId> {
    let tree = simulation.tree();
    let items = |map: NodeId, key: &str| match tree.get(map, key).map(|entry| tree.value(entry.value)) {
        Some(Value::List(items)) => items.to_vec(),
        _ => Vec::new(),
    };
    items(root, "endpoints").into_iter().flat_map(|endpoint| items(endpoint, "backend")).collect()
}

fn parameter(place: &Place<'_>, finding: Diagnostic, name: &str) -> Diagnostic {
    let message = format!("`{{{name}}}` is not a parameter of the endpoint's path");
    let finding = reworded(finding, &message);
    let finding = match place.other {
        Some(path) => finding.related(path, "path of the endpoint"),
        None => finding,
    };
    if let Some(meant) = placeholder_meant(name) {
        return finding
            .help(format!("write `{{{meant}}}`: KrakenD knows no other spelling of this placeholder"));
    }
    if query(place).contains(&name) {
        return finding.help(format!(
            "remove `{{{name}}}` from `url_pattern`: KrakenD forwards the query parameter `{name}` of \
             `input_query_strings` under its own name; if the backend needs another name, add `/{{{name}}}` to the \
             path of the endpoint"
        ));
    }
    finding.help(format!("add `{{{name}}}` to the path of the endpoint, or remove it from `url_pattern`"))
}

/// The placeholder of a response or a token that a name nearly is: `resp0.id`, `jwt.sub`.
fn placeholder_meant(name: &str) -> Option<String> {
    let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (word, rest) = (name.get(..4)?, name.get(4..)?);
    if word.eq_ignore_ascii_case("resp") && number(rest) > 0 {
        let (index, field) = rest.split_at(number(rest));
        let field = field.strip_prefix(['.', '-', '_', ':'])?;
        return (!field.is_empty()).then(|| format!("resp{index}_{field}"));
    }
    let is_token = name.get(..3)?.eq_ignore_ascii_case("jwt");
    let claim =
        name.get(3..)?.strip_prefix(['.', '-', '_', ':']).filter(|claim| is_token && !claim.is_empty())?;
    Some(format!("JWT.{claim}"))
}

/// The query parameters that the endpoint forwards.
fn query<'a>(place: &Place<'a>) -> Vec<&'a str> {
    let simulation = place.simulation;
    let tree = gwc_krakend::value::Tree { doc: &simulation.document, format: simulation.input.format };
    let index = simulation.verdict.routes.first().copied();
    let list = |map: NodeId, key: &str| match tree.get(map, key).map(|entry| tree.value(entry.value)) {
        Some(Value::List(items)) => items,
        _ => &[],
    };
    let root = simulation.document.root;
    let endpoint = root.zip(index).and_then(|(root, index)| list(root, "endpoints").get(index).copied());
    let names = endpoint.map_or(&[][..], |endpoint| list(endpoint, "input_query_strings"));
    names.iter().filter_map(|name| tree.value(*name).as_str()).collect()
}
