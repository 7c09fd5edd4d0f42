//! The endpoints that `routes/` must expand to, stated a second time and in another form: as the tables of the
//! services, and not as the short files that gwc reads.

use std::collections::BTreeSet;

use gwc_tests::folder;
use serde_json::Value;

use super::{gwc, with_routes};

/// Endpoint as text: method, path, credential, upstream's URL, path at the upstream.
type Row = String;

const CRUD: &str = "GET POST PATCH DELETE";

/// Service, methods, upstream, what replaces the prefix. Each at `/svc` and at `/v1/svc`, for everything below.
const SERVICES: &[(&str, &str, &str, &str)] = &[
    ("auth", "GET POST PUT PATCH DELETE", "http://iam.hanzo.svc.cluster.local:8000", "/v1"),
    ("cloud", CRUD, "http://cloud-api.hanzo.svc.cluster.local:8000", "/v1"),
    ("kms", CRUD, "http://kms.hanzo.svc.cluster.local:80", "/v1/kms"),
    ("web3", CRUD, "http://bootnode-api.bootnode.svc.cluster.local:80", "/v1"),
    ("commerce", CRUD, "http://commerce.hanzo.svc.cluster.local:8001", "/v1/commerce"),
    ("billing", CRUD, "http://commerce.hanzo.svc.cluster.local:8001", "/v1/billing"),
    ("console", CRUD, "http://console.hanzo.svc.cluster.local:80", ""),
    ("platform", CRUD, "http://platform.hanzo.svc.cluster.local:3000", ""),
    ("agents", CRUD, "http://agents.hanzo.svc.cluster.local:8080", ""),
    ("analytics", "GET POST", "http://analytics.hanzo.svc.cluster.local:80", ""),
    ("search", "GET POST", "http://search.hanzo.svc.cluster.local:7700", ""),
    ("vector", "GET POST", "http://vector.hanzo.svc.cluster.local:6333", ""),
    ("operative", "GET POST", "http://operative.hanzo.svc.cluster.local:80", ""),
    ("functions", "GET POST", "http://router.fission.svc.cluster.local:80", ""),
    ("bot", "GET POST", "http://bot-gateway.hanzo.svc.cluster.local:80", ""),
    ("pricing", "GET POST", "http://pricing.hanzo.svc.cluster.local:8080", "/v1/pricing"),
];

/// Single endpoints of services: path below `/svc` and `/v1/svc`, credential, upstream, path at the upstream.
const SINGLE: &[(&str, &str, &str, &str)] = &[
    ("/bot/ws", "iam", "http://bot-gateway.hanzo.svc.cluster.local:18790", "/ws"),
    ("/bot/health", "public", "http://bot-gateway.hanzo.svc.cluster.local:80", "/health"),
    ("/pricing", "iam", "http://pricing.hanzo.svc.cluster.local:8080", "/v1/pricing"),
    (
        "/pricing/model/{name}",
        "iam",
        "http://pricing.hanzo.svc.cluster.local:8080",
        "/v1/pricing/model/{name}",
    ),
    ("/pubsub/healthz", "public", "http://pubsub.hanzo.svc.cluster.local:8222", "/healthz"),
    ("/pubsub/varz", "iam", "http://pubsub.hanzo.svc.cluster.local:8222", "/varz"),
    ("/pubsub/connz", "iam", "http://pubsub.hanzo.svc.cluster.local:8222", "/connz"),
    ("/pubsub/subsz", "iam", "http://pubsub.hanzo.svc.cluster.local:8222", "/subsz"),
    ("/pubsub/jsz", "iam", "http://pubsub.hanzo.svc.cluster.local:8222", "/jsz"),
];

const LLM_POST: &str = "chat/completions completions messages embeddings images/generations audio/transcriptions \
                        audio/speech zap async-invoke";
const LLM_GET: &str = "async-invoke/{id} async-invoke/{id}/status";

/// Prefix and upstream of each Lux network.
const LUX: &[(&str, &str)] = &[
    ("/ext", "http://luxd.lux-mainnet.svc.cluster.local:9630"),
    ("/mainnet/ext", "http://luxd.lux-mainnet.svc.cluster.local:9630"),
    ("/testnet/ext", "http://luxd.lux-testnet.svc.cluster.local:9640"),
    ("/devnet/ext", "http://luxd.lux-devnet.svc.cluster.local:9650"),
];

fn hanzo() -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    let mut add = |method: &str, path: &str, credential: &str, upstream: &str, rewrite: &str| {
        let new = rows.insert(format!("{method} {path} {credential} {upstream} {rewrite}"));
        assert!(new, "{method} {path} is in the tables twice");
    };
    for prefix in ["", "/v1"] {
        for (service, methods, upstream, rewrite) in SERVICES {
            let credential = if *service == "auth" { "public" } else { "iam" };
            for method in methods.split(' ') {
                add(method, &format!("{prefix}/{service}/*"), credential, upstream, &format!("{rewrite}/*"));
            }
        }
        for (path, credential, upstream, rewrite) in SINGLE {
            add("GET", &format!("{prefix}{path}"), credential, upstream, rewrite);
        }
    }
    let cloud = "http://cloud-api.hanzo.svc.cluster.local:8000";
    for (method, paths) in [("POST", LLM_POST), ("GET", LLM_GET)] {
        for path in paths.split_whitespace() {
            // Keys of widgets open this one.
            let credential = if path == "chat/completions" { "key+widget" } else { "key" };
            add(method, &format!("/v1/{path}"), credential, cloud, &format!("/v1/{path}"));
        }
    }
    add("GET", "/v1/models", "public", cloud, "/v1/models");
    add("GET", "/health", "public", "-", "health");
    rows
}

fn lux() -> BTreeSet<Row> {
    let networks = LUX.iter().flat_map(|(prefix, upstream)| {
        [("POST", "/bc/C/rpc"), ("POST", "/info"), ("GET", "/health")]
            .map(|(method, path)| format!("{method} {prefix}{path} public {upstream} /ext{path}"))
    });
    let chains = ["X", "P"].map(|chain| format!("POST /ext/bc/{chain} public {} /ext/bc/{chain}", LUX[0].1));
    networks.chain(chains).collect()
}

fn models() -> Vec<Value> {
    let place = with_routes();
    let run = gwc(place.path()).run(&["build", "routes", "--emit", "model"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    serde_json::from_str::<Vec<Value>>(&run.stdout).expect("the model is a list")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// A gateway's endpoints as rows; no two are alike in method and path.
fn rows(model: &Value) -> BTreeSet<Row> {
    let endpoints = model["endpoints"].as_array().expect("endpoints");
    let keys: BTreeSet<_> = endpoints.iter().map(|e| (text(&e["method"]), text(&e["path"]))).collect();
    assert_eq!(keys.len(), endpoints.len(), "method and path are unique");
    endpoints.iter().map(|e| row(model, e)).collect()
}

fn row(model: &Value, e: &Value) -> Row {
    let credential = match &e["credential"]["value"] {
        Value::String(word) => word.clone(),
        auths => auths.as_array().expect("auths").iter().map(text).collect::<Vec<_>>().join("+"),
    };
    let (upstream, rewrite) = match &e["action"] {
        Value::Array(backends) => {
            let [backend] = backends.as_slice() else { panic!("one backend") };
            let upstreams = model["upstreams"].as_array().expect("upstreams");
            let named = upstreams.iter().find(|u| u["name"] == backend["upstream"]["value"]);
            (text(&named.expect("the upstream exists")["urls"][0]), text(&backend["path"]["value"]))
        }
        action => ("-", text(&action["respond"])),
    };
    format!("{} {} {credential} {upstream} {rewrite}", text(&e["method"]), text(&e["path"]))
}

fn same(actual: &BTreeSet<Row>, expected: &BTreeSet<Row>) {
    let missing: Vec<_> = expected.difference(actual).collect();
    let extra: Vec<_> = actual.difference(expected).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing {missing:#?}\nnot in the tables {extra:#?}");
}

#[test]
fn hanzo_is_its_133_endpoints() {
    assert_eq!(hanzo().len(), 133);
    same(&rows(&models()[0]), &hanzo());
}

#[test]
fn lux_is_its_14_endpoints() {
    assert_eq!(lux().len(), 14);
    same(&rows(&models()[1]), &lux());
}

/// Whatever differs between an alias and the first prefix was forgotten in one of the two.
#[test]
fn aliases_are_like_the_first_prefix_in_everything_but_the_path() {
    let model = &models()[0];
    let endpoints = model["endpoints"].as_array().expect("endpoints");
    let decisions = |e: &Value| -> Vec<Value> {
        let forward = &e["forward"];
        [&e["credential"], &e["limit"], &forward["headers"], &forward["query"], &e["timeouts"], &e["stream"]]
            .map(|field| field["value"].clone())
            .into()
    };
    let find = |method: &Value, path: &str| {
        endpoints.iter().find(|e| e["method"] == *method && e["path"] == path).map(decisions)
    };
    let mut pairs = 0;
    for endpoint in endpoints.iter().filter(|e| e["service"] != "llm" && e["service"] != "gateway") {
        let path = text(&endpoint["path"]);
        let other = path.strip_prefix("/v1").map_or_else(|| format!("/v1{path}"), str::to_owned);
        let twin = find(&endpoint["method"], &other);
        assert_eq!(twin, Some(decisions(endpoint)), "{path} and {other}");
        pairs += 1;
    }
    assert_eq!(pairs, 120);
}

/// What is written for each target counts the same endpoints.
#[test]
fn every_json_holds_each_endpoint_once() {
    let place = with_routes();
    let run = gwc(place.path()).run(&["build", "routes", "--out", "dist"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    for (gateway, count) in [("hanzo", 133), ("lux", 14)] {
        for file in ["gateway.json", "krakend.json"] {
            let bytes = std::fs::read(place.path().join("dist").join(gateway).join(file)).expect(file);
            let json: Value = serde_json::from_slice(&bytes).expect("JSON");
            let endpoints = json["endpoints"].as_array().expect("endpoints");
            let keys: BTreeSet<_> =
                endpoints.iter().map(|e| (text(&e["method"]), text(&e["endpoint"]))).collect();
            assert_eq!((endpoints.len(), keys.len()), (count, count), "{gateway}/{file}");
        }
    }
}

/// One change for each service: its file, what to replace, by what.
const CHANGES: &[(&str, &str, &str, &str)] = &[
    ("agents", "hanzo/services.yaml", "[/agents, /v1/agents]", "[/agents, /v2/agents]"),
    ("analytics", "hanzo/services.yaml", "upstream: analytics", "upstream: search"),
    ("auth", "hanzo/services.yaml", "methods: GET POST PUT PATCH DELETE", "methods: GET POST PUT PATCH"),
    (
        "billing",
        "hanzo/services.yaml",
        "/v1/billing, methods: GET",
        "/v1/billing, auth: public, methods: GET",
    ),
    (
        "bot",
        "hanzo/services.yaml",
        "/health: { GET: { profile: open } }",
        "/healthz: { GET: { profile: open } }",
    ),
    (
        "cloud",
        "hanzo/services.yaml",
        "upstream: cloud-api, rewrite_prefix: /v1, methods: GET POST",
        "upstream: cloud-api, rewrite_prefix: /v1, methods: GET PUT",
    ),
    ("commerce", "hanzo/services.yaml", "[/commerce, /v1/commerce]", "[/shop, /v1/shop]"),
    ("console", "hanzo/services.yaml", "[/console, /v1/console]", "[/console]"),
    ("functions", "hanzo/services.yaml", "upstream: functions", "upstream: console"),
    ("kms", "hanzo/services.yaml", "upstream: kms", "upstream: vector"),
    ("operative", "hanzo/services.yaml", "upstream: operative", "upstream: vector"),
    ("platform", "hanzo/services.yaml", "upstream: platform", "auth: [iam], upstream: console"),
    ("pricing", "hanzo/services.yaml", "/model/{name}: GET", "/models/{name}: GET"),
    ("search", "hanzo/services.yaml", "upstream: search", "upstream: vector"),
    ("vector", "hanzo/services.yaml", "[/vector, /v1/vector]", "[/vector, /v1/vector, /vec]"),
    (
        "web3",
        "hanzo/services.yaml",
        "upstream: bootnode, rewrite_prefix: /v1, methods: GET POST PATCH DELETE",
        "upstream: bootnode, rewrite_prefix: /v1, methods: GET",
    ),
    ("llm", "hanzo/llm.yaml", "/zap: POST", "/zip: POST"),
    (
        "gateway",
        "hanzo/monitoring.yaml",
        "/health: { GET: { profile: open",
        "/healthy: { GET: { profile: open",
    ),
    ("pubsub", "hanzo/monitoring.yaml", "/varz: GET", "/varz: { GET: { profile: open } }"),
    ("luxd", "lux/luxd.yaml", "/devnet/ext: devnet", "/fuji/ext: devnet"),
    ("chains", "lux/luxd.yaml", "/bc/P: POST", "/bc/Q: POST"),
];

#[test]
fn a_change_of_any_service_breaks_the_lock_and_names_what_came_and_went() {
    let services: BTreeSet<String> = models()
        .iter()
        .flat_map(|m| m["endpoints"].as_array().expect("endpoints").clone())
        .map(|e| text(&e["service"]).to_owned())
        .collect();
    let changed: BTreeSet<String> = CHANGES.iter().map(|(service, ..)| (*service).to_owned()).collect();
    assert_eq!(services, changed, "every service has a change");
    for (service, file, from, to) in CHANGES {
        let place = with_routes();
        let path = place.path().join("routes").join(file);
        let before = std::fs::read_to_string(&path).expect("the file");
        assert!(before.contains(from), "{service}: {from}");
        let after = before.replacen(from, to, 1);
        std::fs::write(&path, after).expect("the file can be written");
        names_each_line(service, &place);
    }
}

fn names_each_line(service: &str, place: &tempfile::TempDir) {
    let lines = || -> BTreeSet<String> {
        let locks =
            folder::read(&place.path().join("routes")).into_iter().filter(|(p, _)| p.ends_with(".lock"));
        locks
            .flat_map(|(_, b)| {
                String::from_utf8(b).expect("text").lines().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect()
    };
    let old = lines();
    let check = gwc(place.path()).run(&["check", "routes", "--format", "json"]);
    assert_eq!(check.code, Some(1), "{service}: {}", check.stdout);
    let report: Value = serde_json::from_str(&check.stdout).expect("a report");
    let findings = report["findings"].as_array().expect("findings").iter().filter(|f| f["code"] == "GW110");
    let printed: String = findings.map(|f| format!("{f}\n")).collect();
    let lock = gwc(place.path()).run(&["lock", "routes"]);
    let new = lines();
    assert_ne!(old, new, "{service}: the change shows in the lock");
    let key = |line: &str| line.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ");
    for line in old.symmetric_difference(&new) {
        assert!(
            printed.contains(&format!("`{}`", key(line))),
            "{service}: `{line}` is not named in\n{printed}"
        );
        assert!(lock.stdout.contains(line), "{service}: gwc lock does not print `{line}`");
    }
}
