//! Manifests beside a configuration: each drift is one finding at the word that drifted, and what `gwc build` writes
//! has none.

use std::fs;
use std::path::Path;
use std::process::Command;

use gwc_tests::golden;
use serde_json::Value;

/// As hanzo ran Lux once, with a port of the configuration that somebody changed.
const LUX: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway, namespace: lux-gateway }
spec:
  selector: { matchLabels: { app: gateway } }
  template:
    metadata: { labels: { app: gateway } }
    spec:
      containers:
        - name: gateway
          image: ghcr.io/hanzoai/gateway:lux-latest
          args: ["run", "-d", "-c", "/etc/gateway/gateway.json"]
          env:
            - { name: GATEWAY_PORT, value: "8080" }
          ports: [{ containerPort: 8080, name: http }]
          livenessProbe: { httpGet: { path: /__health, port: 8080 } }
          readinessProbe: { tcpSocket: { port: http } }
          volumeMounts: [{ name: config, mountPath: /etc/krakend }]
      volumes: [{ name: config, configMap: { name: gateway-config } }]
---
apiVersion: v1
kind: Service
metadata: { name: gateway, namespace: lux-gateway }
spec:
  type: LoadBalancer
  selector: { app: gateway }
  ports:
    - { name: http, port: 80, targetPort: 8080 }
    - { name: https, port: 443, targetPort: 8080 }
    - { name: zap, port: 9999, targetPort: zap }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: gateway-config, namespace: lux-gateway }
data:
  krakend.json: |
    { "version": 3, "port": 9090, "endpoints": [ { "endpoint": "/v1/info", "method": "POST",
      "backend": [{ "url_pattern": "/v1/info", "host": ["http://luxd:9630"] }] } ] }
"#;

fn check(folder: &Path, path: &str, target: &str) -> Vec<Value> {
    let run = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
        .args(["check", path, "--target", target, "--format", "json"])
        .current_dir(folder)
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&run.stdout).expect("a report");
    report["findings"].as_array().expect("findings").clone()
}

fn is_about_manifests(finding: &Value) -> bool {
    finding["code"].as_str().is_some_and(|code| code.starts_with("GW6"))
}

/// The text under a finding, which is on one line.
fn token(text: &str, finding: &Value) -> String {
    let number = |end: &str, key: &str| finding[end][key].as_u64().expect("a number") as usize;
    let line: Vec<char> = text.lines().nth(number("start", "line") - 1).expect("the line").chars().collect();
    line[number("start", "column") - 1..number("end", "column") - 1].iter().collect()
}

#[test]
fn each_drift_is_found_at_its_word() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("lux.yaml"), LUX).expect("it can be written");
    let found = check(folder.path(), ".", "hanzo");
    let found_at: Vec<(String, String)> = found
        .iter()
        .filter(|finding| is_about_manifests(finding))
        .map(|finding| (finding["code"].as_str().expect("a code").to_owned(), token(LUX, finding)))
        .collect();
    let found_at: Vec<(&str, &str)> = found_at.iter().map(|(code, token)| (&**code, &**token)).collect();
    assert_eq!(
        found_at,
        [
            ("GW605", "ghcr.io/hanzoai/gateway:lux-latest"),
            ("GW614", "\"-d\""),
            ("GW613", "\"/etc/gateway/gateway.json\""),
            ("GW626", "GATEWAY_PORT"),
            ("GW611", "8080"),
            ("GW610", "/__health"),
            ("GW611", "8080"),
            ("GW616", "tcpSocket"),
            ("GW611", "http"),
            ("GW615", "gateway"),
            ("GW612", "443"),
            ("GW611", "zap"),
        ]
    );
}

/// The same with the configuration beside the manifests, as `kubectl create configmap --from-file` wants it.
#[test]
fn a_configuration_of_its_own_is_held_against_the_manifests() {
    let folder = tempfile::tempdir().expect("a folder");
    let (manifests, _) = LUX.rsplit_once("---").expect("the ConfigMap is last");
    fs::write(folder.path().join("lux.yaml"), manifests).expect("it can be written");
    let config = r#"{ "version": 3, "port": 9090, "endpoints": [] }"#;
    fs::write(folder.path().join("gateway.json"), config).expect("it can be written");
    let found = check(folder.path(), ".", "hanzo");
    let count = |code: &str| found.iter().filter(|finding| finding["code"] == code).count();
    assert_eq!(count("GW611"), 4, "{found:#?}");
    assert_eq!(count("GW613"), 0, "nobody knows the keys of the ConfigMap");
}

#[test]
fn what_is_built_does_not_drift() {
    let routes = golden::repository().join("routes");
    let folder = tempfile::tempdir().expect("a folder");
    let build = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
        .args(["build", "--out", "dist", "--show", "error"])
        .arg(&routes)
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stdout));
    for gateway in ["hanzo", "lux"] {
        let found = check(folder.path(), &format!("dist/{gateway}/k8s"), "hanzo");
        assert!(!found.is_empty(), "the configuration in the ConfigMap is judged");
        let drift: Vec<&Value> = found.iter().filter(|finding| is_about_manifests(finding)).collect();
        assert!(drift.is_empty(), "{gateway}: {drift:#?}");
    }
}

/// A folder may hold files of other programs.
#[test]
fn other_files_of_a_folder_are_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("it can be written");
    write("package.json", r#"{ "name": "web", "version": "1.0.0" }"#);
    write("broken.json", "{");
    write("values.yaml", "replicas: 2\n");
    write(
        "service.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n",
    );
    let found = check(folder.path(), ".", "krakend-ce");
    assert!(found.is_empty(), "{found:#?}");
}

/// A template of the author's that probes the wrong path; and a switch that is spelled wrong under `deploy`.
#[test]
fn what_a_template_says_is_held_against_the_gateway() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("it can be written");
    };
    let gateway = "gateway: shop\nlisten: 8080\ntargets: [hanzo]\nupstreams: { a: \"http://a.shop.svc.cluster.local:80\" }\n\
                   deploy: { runs: hanzo, env: { AUTH_ENABLED: \"true\" } }\n\
                   services: { a: { at: /a, upstream: a, methods: GET, auth: public, timeout: 5s } }\n";
    write("shop/gateway.yaml", gateway);
    let built_in = golden::repository().join("templates/deployment.yaml.j2");
    let template = fs::read_to_string(built_in).expect("it is committed");
    let changed = template.replacen("path: {{ probes.ready }}", "path: /ping", 1);
    assert_ne!(template, changed, "the template probes `probes.ready`");
    write("templates/deployment.yaml.j2", &changed);
    let build = |more: &[&str]| -> Vec<String> {
        let run = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
            .args(["build", "shop", "--format", "json"])
            .args(more)
            .current_dir(folder.path())
            .output()
            .expect("it runs");
        let report: Value = serde_json::from_slice(&run.stdout).expect("a report");
        let found = report["findings"].as_array().expect("findings").clone();
        let found = found.iter().filter(|f| f["file"].as_str().is_some_and(|file| file.contains("/k8s/")));
        found
            .map(|f| {
                format!("{} {}", f["code"].as_str().expect("a code"), f["file"].as_str().expect("a file"))
            })
            .collect()
    };
    let at = "dist/shop/k8s/deployment.yaml";
    assert!(build(&[]).is_empty(), "the built-in templates say what the gateway does");
    let with = build(&["--templates", "templates"]);
    assert_eq!(with, [format!("GW610 {at}")]);
    let written = fs::read_to_string(folder.path().join(at)).expect("it was built before");
    assert!(!written.contains("/ping"), "nothing is written while an error stands");
    let gateway = gateway.replace("\"true\"", "\"no\"");
    write("shop/gateway.yaml", &gateway);
    let switch = check(folder.path(), "shop", "hanzo").into_iter().find(|finding| finding["code"] == "GW618");
    assert_eq!(token(&gateway, &switch.expect("the switch is found where it is written")), "\"no\"");
}

#[test]
fn comments_silence_findings_in_a_host_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = |comment: &str| {
        let routes = "redirects:\n  a.example: https://b.example/v1";
        fs::write(folder.path().join("routes.yaml"), format!("{routes}{comment}\n"))
            .expect("it can be written");
        let found = check(folder.path(), "routes.yaml", "hanzo");
        found.iter().filter(|finding| finding["suppressed"].is_null()).count()
    };
    assert_eq!(table(""), 1);
    assert_eq!(table("  # gwc: ignore[GW168] nobody had the old address with a path"), 0);
}

/// Between two states of one folder nothing is new, wherever the older one lies.
#[test]
fn host_tables_are_compared_across_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    for state in ["old", "new/below"] {
        let at = folder.path().join(state);
        fs::create_dir_all(&at).expect("a folder can be made");
        let to = |port: u16| format!("http://a.shop.svc.cluster.local:{port}");
        let routes = format!("routes:\n  a.example: [{{ prefix: /, backend: \"{}\" }}]\n", to(80));
        let ingress = format!(
            r#"{{ "routes": [{{ "host": "a.example", "backends": [{{ "path": "/", "url": "{}" }}] }}] }}"#,
            to(81)
        );
        fs::write(at.join("routes.yaml"), routes).expect("it can be written");
        fs::write(at.join("ingress.json"), ingress).expect("it can be written");
    }
    assert!(check(folder.path(), "new/below", "hanzo").iter().any(|finding| finding["code"] == "GW174"));
    let run = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
        .args(["check", "new/below", "--against", "old", "--format", "json"])
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&run.stdout).expect("a report");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0), "{report}");
}
