//! A real configuration before and after its credentials moved: imported, with the identity of the edge replaced by a
//! token, the served gateway rejects requests without a credential exactly where the earlier one had a validator.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gwc::cli::{self, Exit, Io};
use gwc_artifact::{Gateway, Scheme};
use gwc_runtime::Options;
use gwc_runtime::echo::Echo;
use gwc_syntax::value::Date;
use gwc_tests::net::{Served, Wire, compiled_from, loopback};
use serde_json::Value;

/// A credential that stands for that of the edge.
const TOKEN: &str = r#"  edge: { jwt: { issuer: "https://id.example", jwks: "https://id.example/jwks", algorithms: [RS256], audiences: any } }"#;

pub(crate) fn each_route_is_gated_as_it_was(shared: &Path) {
    let corpus = shared.join("corpus/hanzo-2026-policy");
    let recorded = fs::read_to_string(corpus.join("canon_gating.json")).expect("the recording");
    let recorded: Value = serde_json::from_str(&recorded).expect("JSON");
    let routes = recorded["routes"].as_object().expect("routes");
    assert_eq!(routes.len(), 237);

    let echo = Echo::start(loopback()).expect("an echo");
    let options = Options { upstream_override: Some(echo.address()), ..Options::default() };
    let served = Served::start_with(&gateway(&corpus.join("gateway.json")), options);
    let mut wire = Wire::connect(served.address);
    let mut wrong = Vec::new();
    for (route, gated) in routes {
        let (method, path) = route.split_once(' ').expect("a method and a path");
        let segments = path.split('/').map(|segment| if segment.starts_with(':') { "one" } else { segment });
        let path = segments.collect::<Vec<_>>().join("/");
        wire.send(format!("{method} {path} HTTP/1.1\r\nHost: gateway\r\n\r\n"));
        let status = wire.answer().unwrap_or_else(|| panic!("no answer to {route}")).status;
        let expected = if gated == &Value::Bool(true) { 401 } else { 200 };
        if status != expected {
            wrong.push(format!("{route}: {status}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The configuration as `gwr` serves it: imported, without components of KrakenD, with tokens in place of the edge.
fn gateway(file: &Path) -> Gateway {
    let folder = tempfile::tempdir().expect("a folder");
    let routes = folder.path().join("routes");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    let arguments =
        ["gwc".into(), "import".into(), file.into(), "-o".into(), routes.clone().into_os_string()];
    assert!(matches!(cli::run(arguments, &mut io), Exit::Clean), "{}", String::from_utf8_lossy(&err));

    let path = routes.join("gateway.yaml");
    let text = fs::read_to_string(&path).expect("the gateway").replace("targets: [hanzo]", "targets: [gwr]");
    let text = text.replace("  edge: { edge: true }", TOKEN);
    fs::write(&path, without_components(&text)).expect("it can be written");
    let mut gateway = compiled_from(&routes);
    for host in gateway.upstreams.iter_mut().flat_map(|upstream| &mut upstream.hosts) {
        host.scheme = Scheme::Http;
    }
    gateway
}

/// The text without `krakend:` and what is below it.
fn without_components(text: &str) -> String {
    let mut below = None;
    let mut kept = String::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if line.trim() == "krakend:" {
            below = Some(indent);
        } else if below.is_none_or(|outer| indent <= outer) {
            below = None;
            kept += &format!("{line}\n");
        }
    }
    kept
}
