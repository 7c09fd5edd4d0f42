//! The manifests: what they look like, that a cluster with Pod Security "restricted" takes them, and that templates
//! which say something else than they seem to are refused.

mod build;
pub(crate) mod combinations;
pub(crate) mod config;
pub(crate) mod edits;
pub(crate) mod metrics;
pub(crate) mod score;
mod validator;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use build::{Built, build, build_routes, gateway, gateway_with};
use gwc_tests::golden;
use serde_json::{Value, json};

/// Gateways whose manifests differ in kind.
fn variants() -> BTreeMap<&'static str, String> {
    let runs = |target: &str, deploy: &str| {
        gateway(&format!("targets: [{target}]\ndeploy:\n  runs: {target}\n  {deploy}\n"))
    };
    BTreeMap::from([
        ("nothing set", gateway("")),
        ("hanzo", runs("hanzo", "name: edge")),
        ("krakend-ce", runs("krakend-ce", "ingress: {}")),
        ("gwr", runs("gwr", "replicas: 1")),
        ("gateway-api", runs("gwr", GATEWAY_API).replace("listen: 8080", "listen: [8080, 8081]")),
        ("everything", gateway(EVERYTHING)),
        ("metrics", runs("gwr", "monitor: annotations")),
    ])
}

const GATEWAY_API: &str = "httproute: { parent: infra/public, section: https }
  autoscale: { min: 3, max: 12, cpu: 60%, memory: 80% }
  spread: node
  disruption: none
  config: reload
  config_only: true";

const EVERYTHING: &str = r#"
targets: [hanzo, krakend-ce@2.9, gwr]
deploy:
  runs: krakend-ce
  name: edge
  namespace: shop
  image: "registry.example.com:5000/team/krakend:2.9.4"
  replicas: 3
  resources: { requests: { cpu: 50m }, limits: { memory: 64Mi } }
  ingress:
    class: nginx
    tls_secret: api.example.com-tls
    annotations: { nginx.ingress.kubernetes.io/proxy-buffering: "off", "example.com/size": 10 }
  env:
    LEVEL: "yes"
    RATIO: "1:30"
    WHEN: "2026-01-01"
    NUMBER: "012"
    EMPTY: ""
    QUOTES: 'he said "no": {a: 1} # not a comment'
    LONG: "a text that is longer than the eighty characters at which many writers of YAML begin a new line of it"
    SERVICE_TOKEN: { secretRef: { name: gateway-secrets, key: token } }
    OTHER_TOKEN: { secretRef: { name: gateway-secrets, key: other, optional: true } }
  image_pull_secrets: [registry-credentials]
  labels: { team: edge, tier: "1", app.kubernetes.io/part-of: platform }
  annotations: { prometheus.io/scrape: "true" }
  disruption: { min_available: 50% }
  spread: zone
  affinity: { kubernetes.io/arch: [amd64, arm64], pool: [edge] }
  egress: declared
  service:
    type: LoadBalancer
    port: 80
    annotations: { service.beta.kubernetes.io/do-loadbalancer-protocol: http }
    source_ranges: [192.0.2.0/24]
  volumes: [{ secret: api.tls, mount: /tls }, { config_map: words, mount: /words, optional: true }]
  env_from: [{ secretRef: gateway-env }, { configMapRef: words, prefix: WORD_, optional: true }]
  priority_class: high
  tolerations: [{ key: dedicated, value: edge, effect: NoSchedule }, { operator: Exists, effect: NoExecute, seconds: 30 }]
  config_only: true
  create_namespace: true
  sync_waves: true
"#;

pub(crate) fn manifests_of_the_routes_are_as_committed() {
    let built = build_routes();
    for name in ["hanzo", "lux"] {
        let gateway = built.of(name);
        let config = gateway.only("ConfigMap");
        let (key, text) = single(&config["data"]);
        let written: Value = gateway.json(&key);
        let text = text.as_str().expect("text");
        assert_eq!(serde_json::from_str::<Value>(text).expect("JSON"), written, "the file, in other lines");
        let endpoints = written["endpoints"].as_array().expect("endpoints");
        let lines = text.lines().filter(|line| line.starts_with("{\"endpoint\":")).count();
        assert_eq!(lines, endpoints.len(), "an endpoint is a line");
        assert_eq!(gateway.checksum().len(), 64);
        let shown = |(file, manifest): (&String, &String)| (file.clone(), gateway.shown(manifest));
        let manifests: BTreeMap<String, String> = gateway.manifests.iter().map(shown).collect();
        golden::folder(&format!("snapshots/kube/{name}"), &manifests);
    }
}

pub(crate) fn manifests_of_everything_are_as_committed() {
    let mut variants_built = BTreeMap::new();
    for (name, text) in variants() {
        let built = build(&text);
        let shown = |(file, text): (&String, &String)| format!("# {file}\n{}", built.shown(text));
        let all: Vec<String> = built.manifests.iter().map(shown).collect();
        variants_built.insert(format!("{}.yaml", name.replace(' ', "-")), all.join("---\n"));
    }
    golden::folder("snapshots/kube/variants", &variants_built);
}

fn single(map: &Value) -> (String, Value) {
    let map = map.as_object().expect("a map");
    assert_eq!(map.len(), 1);
    map.iter().map(|(key, value)| (key.clone(), value.clone())).next().expect("one")
}

/// The facts of Pod Security "restricted", and the details that are missed in practice.
fn assert_production_grade(name: &str, built: &Built) {
    let deployment = built.only("Deployment");
    let pod = &deployment["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    assert_eq!(pod["containers"].as_array().map(Vec::len), Some(1), "{name}");
    for (place, value, expected) in [
        ("pod", &pod["securityContext"]["runAsNonRoot"], json!(true)),
        ("pod", &pod["securityContext"]["seccompProfile"]["type"], json!("RuntimeDefault")),
        ("container", &container["securityContext"]["allowPrivilegeEscalation"], json!(false)),
        ("container", &container["securityContext"]["capabilities"], json!({ "drop": ["ALL"] })),
        ("container", &container["securityContext"]["readOnlyRootFilesystem"], json!(true)),
        ("container", &container["securityContext"]["runAsNonRoot"], json!(true)),
        ("container", &container["securityContext"]["privileged"], json!(false)),
        ("pod", &pod["automountServiceAccountToken"], json!(false)),
        ("pod", &pod["enableServiceLinks"], json!(false)),
        ("pod", &pod["hostNetwork"], Value::Null),
        ("pod", &pod["hostPID"], Value::Null),
        ("pod", &pod["hostIPC"], Value::Null),
        ("deployment", &deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"], json!(0)),
        ("container", &container["imagePullPolicy"], json!("Always")),
    ] {
        assert_eq!(*value, expected, "{name}: {place}");
    }
    for user in ["runAsUser", "runAsGroup"] {
        assert!(container["securityContext"][user].as_u64() > Some(10_000), "{name}: {user}");
    }
    for volume in pod["volumes"].as_array().expect("volumes") {
        let kinds = ["configMap", "emptyDir", "secret"];
        assert!(kinds.iter().any(|kind| volume.get(kind).is_some()), "{name}: {volume}");
    }
    for kind in ["requests", "limits"] {
        for what in ["cpu", "memory", "ephemeral-storage"] {
            assert!(container["resources"][kind][what].is_string(), "{name}: {kind} of {what}");
        }
    }
    let (pre_stop, grace) =
        (&container["lifecycle"]["preStop"]["sleep"]["seconds"], &pod["terminationGracePeriodSeconds"]);
    assert!(pre_stop.as_u64() > Some(0) && grace.as_u64() > pre_stop.as_u64(), "{name}: {pre_stop} {grace}");
    assert!(container["args"].as_array().is_some_and(|args| !args.contains(&json!("-d"))), "{name}");
}

pub(crate) fn every_pod_meets_pod_security_restricted() {
    for (name, text) in variants() {
        assert_production_grade(name, &build(&text));
    }
    let routes = build_routes();
    assert_production_grade("hanzo", routes.of("hanzo"));
    assert_production_grade("lux", routes.of("lux"));
}

pub(crate) fn the_program_reads_the_file_that_is_mounted_and_is_asked_at_its_own_path() {
    for (name, path) in [("hanzo", "/healthz"), ("krakend-ce", "/__health"), ("gwr", "/__health")] {
        let built = build(&variants()[name]);
        let pod = &built.only("Deployment")["spec"]["template"]["spec"];
        let container = &pod["containers"][0];
        let config = built.only("ConfigMap");
        let data = if name == "gwr" { &config["binaryData"] } else { &config["data"] };
        let (key, _) = single(data);
        let mount = container["volumeMounts"][0]["mountPath"].as_str().expect("a mount");
        let args = container["args"].as_array().expect("arguments");
        assert!(args.contains(&json!(format!("{mount}/{key}"))), "{name}: {args:?}");
        assert_eq!(pod["volumes"][0]["configMap"]["name"], config["metadata"]["name"], "{name}");
        let (ready, live) = (&container["readinessProbe"], &container["livenessProbe"]);
        assert_ne!(ready, live, "{name}: a pod that is busy must not be killed for it");
        for probe in [ready, live, &container["startupProbe"]] {
            let expected = match name {
                "gwr" if probe == ready => json!({ "path": "/readyz", "port": "admin" }),
                "gwr" => json!({ "path": "/healthz", "port": "admin" }),
                _ => json!({ "path": path, "port": "http" }),
            };
            assert_eq!(probe["httpGet"], expected, "{name}");
        }
    }
}

pub(crate) fn what_belongs_together_finds_each_other() {
    for (name, text) in variants() {
        let built = build(&text);
        let deployment = built.only("Deployment");
        let pod = &deployment["spec"]["template"];
        let selects = |selector: &Value| {
            let selector = selector.as_object().expect("a selector");
            !selector.is_empty() && selector.iter().all(|(k, v)| pod["metadata"]["labels"].get(k) == Some(v))
        };
        assert!(selects(&deployment["spec"]["selector"]["matchLabels"]), "{name}");
        assert!(selects(&built.only("Service")["spec"]["selector"]), "{name}");
        if name != "gateway-api" {
            let budget = built.only("PodDisruptionBudget");
            assert!(selects(&budget["spec"]["selector"]["matchLabels"]), "{name}");
            assert_eq!(budget["spec"]["unhealthyPodEvictionPolicy"], "AlwaysAllow", "{name}");
        }
        assert!(selects(&built.only("NetworkPolicy")["spec"]["podSelector"]["matchLabels"]), "{name}");
        assert_eq!(
            pod["spec"]["serviceAccountName"],
            built.only("ServiceAccount")["metadata"]["name"],
            "{name}"
        );
        let port = &built.only("Service")["spec"]["ports"][0];
        assert_eq!(port["targetPort"], pod["spec"]["containers"][0]["ports"][0]["name"], "{name}");
        assert_ne!(port["port"], 443, "{name}");
        let inside = built.objects.iter().filter(|object| object["kind"] != "Namespace");
        let namespaces: Vec<&Value> = inside.map(|object| &object["metadata"]["namespace"]).collect();
        assert!(namespaces.iter().all(|n| n.is_string() && *n == namespaces[0]), "{name}: {namespaces:?}");
    }
}

pub(crate) fn an_ingress_is_for_who_asks_for_one() {
    let ingresses = |text: &str| build(text).objects.iter().filter(|o| o["kind"] == "Ingress").count();
    assert_eq!(ingresses(&gateway("")), 0);
    assert_eq!(ingresses(&variants()["krakend-ce"]), 1);
    let rules = build(&variants()["everything"]).only("Ingress")["spec"].clone();
    assert_eq!(rules["rules"][0]["host"], "api.example.com");
    assert_eq!(rules["tls"], json!([{ "hosts": ["api.example.com"], "secretName": "api.example.com-tls" }]));
}

pub(crate) fn secrets_are_referred_to() {
    let deployment = build(&variants()["everything"]).only("Deployment").clone();
    let env = deployment["spec"]["template"]["spec"]["containers"][0]["env"].as_array().expect("env").clone();
    let of = |name: &str| env.iter().find(|e| e["name"] == name).unwrap_or_else(|| panic!("no {name}"));
    assert_eq!(
        of("SERVICE_TOKEN")["valueFrom"],
        json!({ "secretKeyRef": { "name": "gateway-secrets", "key": "token" } })
    );
    assert_eq!(of("OTHER_TOKEN")["valueFrom"]["secretKeyRef"]["optional"], true);
    for (name, value) in [("LEVEL", "yes"), ("RATIO", "1:30"), ("NUMBER", "012"), ("EMPTY", "")] {
        assert_eq!(of(name)["value"], value);
    }
}

pub(crate) fn kubernetes_itself_finds_no_problem(shared: &Path) {
    let validator = validator::build(shared);
    let folder = tempfile::tempdir().expect("a folder");
    let mut objects = 0;
    for (name, text) in variants() {
        objects += build(&text).save(&folder.path().join(name));
    }
    for (name, text) in combinations::all().into_iter().enumerate() {
        objects += build(&text).save(&folder.path().join(format!("combination {name}")));
    }
    let routes = build_routes();
    objects += routes.of("hanzo").save(&folder.path().join("routes of hanzo"));
    objects += routes.of("lux").save(&folder.path().join("routes of lux"));
    assert_eq!(
        validator::validate(validator, folder.path()),
        format!("{objects} objects judged, 0 problems")
    );
}

pub(crate) fn the_validator_sees_problems(shared: &Path) {
    let validator = validator::build(shared);
    let folder = tempfile::tempdir().expect("a folder");
    let mut built = build(&gateway(""));
    let service = built.manifests.get_mut("service.yaml").expect("a Service");
    *service = service.replace("port: 8080", "port: 80800");
    built.save(folder.path());
    assert!(validator::validate(validator, folder.path()).contains("1 problems"));
}

/// A template that is not what it should be, and how it is broken: what stands in the built-in one, and instead.
const BROKEN: [(&str, &str, &str, &str); 12] = [
    ("a name that does not exist", "deployment.yaml.j2", "{{ replicas }}", "{{ deploy.replicas }}"),
    (
        "a field that does not exist",
        "deployment.yaml.j2",
        "{{ resources.requests.cpu }}",
        "{{ resources.requests.gpu }}",
    ),
    ("a block that does not end", "service.yaml.j2", "spec:", "{% if scratch %}\nspec:"),
    ("an expression that does not end", "service.yaml.j2", "{{ labels }}", "{{ labels"),
    ("a filter that does not exist", "service.yaml.j2", "{{ labels }}", "{{ labels|nindent(4) }}"),
    (
        "a field that Kubernetes does not know",
        "deployment.yaml.j2",
        "revisionHistoryLimit",
        "revisionHistory",
    ),
    (
        "a field in the wrong place",
        "deployment.yaml.j2",
        "        - name: gateway\n",
        "        - name: gateway\n          hostNetwork: false\n",
    ),
    ("a number for a text", "service.yaml.j2", "appProtocol: http", "appProtocol: 1"),
    ("a text for a number", "deployment.yaml.j2", "maxSkew: 1", "maxSkew: one"),
    ("quotes around a value", "service.yaml.j2", "name: {{ name }}", "name: \"{{ name }}\""),
    ("another kind", "service.yaml.j2", "kind: Service", "kind: Servise"),
    (
        "no selector",
        "deployment.yaml.j2",
        "  selector:\n    matchLabels: {{ selector }}\n  strategy",
        "  strategy",
    ),
];

pub(crate) fn broken_templates_are_refused() {
    let mut printed = String::new();
    for (what, file, from, to) in BROKEN {
        let built_in = fs::read_to_string(golden::repository().join("templates").join(file)).expect(file);
        assert!(built_in.contains(from), "{what}: {from}");
        let run = gateway_with(&gateway(""), &[(file, &built_in.replacen(from, to, 1))]);
        assert_eq!(run.exit, gwc::cli::Exit::Findings, "{what}: {}", run.printed);
        assert!(run.built.is_none(), "{what}: something is written");
        assert!(
            run.printed.contains(&format!("templates/{file}")) && run.printed.contains("help: "),
            "{what}: {}",
            run.printed
        );
        printed += &format!("# {what}\n{}\n", run.printed);
    }
    for name in ["deployment.yaml", "deploymnet.yaml.j2", "secret.yaml.j2"] {
        let run = gateway_with(&gateway(""), &[(name, "")]);
        assert!(run.exit == gwc::cli::Exit::Findings && run.built.is_none(), "{name}");
        printed += &format!("# a file called {name}\n{}\n", run.printed);
    }
    golden::text("kube/broken-templates", &printed);
}

pub(crate) fn templates_are_replaced_by_name() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: { name: {{ name ~ '-public' }} }\nspec: { type: LoadBalancer }\n";
    let notes = "{{ not a template";
    let run = gateway_with(
        &gateway(""),
        &[
            ("service.yaml.j2", service),
            ("networkpolicy.yaml.j2", "{# none here #}\n"),
            ("README.md", notes),
            (".hidden", notes),
        ],
    );
    let built = run.built.expect("it builds");
    assert_eq!(built.only("Service")["metadata"]["name"], "shop-public");
    assert_eq!(built.objects.iter().filter(|o| o["kind"] == "NetworkPolicy").count(), 0);
    assert_eq!(built.only("Deployment")["metadata"]["name"], "shop", "the others are the built-in ones");
}

/// The help of a template's error lists what there is; the page about templates explains each of them.
pub(crate) fn the_page_about_templates_names_every_value() {
    let run = gateway_with(&gateway(""), &[("service.yaml.j2", "{{ nothing }}")]);
    let names = run.printed.split("use one of the values ").nth(1).expect("a list").trim();
    let page = fs::read_to_string(golden::repository().join("templates/README.md")).expect("the page");
    assert!(names.split(", ").count() > 15, "{names}");
    for name in names.split(", ") {
        assert!(page.contains(name), "{name} is not explained");
    }
}
