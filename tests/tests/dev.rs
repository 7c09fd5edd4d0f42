//! `gwc dev` and `gwc run` as processes: what they serve and where, what an edit and a signal do, and what is reported.

#[path = "dev/pages.rs"]
mod pages;
#[path = "dev/priced.rs"]
mod priced;
#[path = "dev/tokens.rs"]
mod tokens;

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gwc_tests::net::{Upstream, exchange};
use gwc_tests::process::Tool;

/// Longer than anything here takes, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(30);

const GATEWAY: &str = "gateway: small\nlisten: 8080\ntargets: [gwr]\n\
    upstreams: { shop: \"http://shop.default.svc.cluster.local:80\" }\n";

const SERVICES: &str =
    "services: { shop: { at: /shop, upstream: shop, rewrite_prefix: /v1, methods: GET, auth: public } }\n";

/// A running `gwc`; it ends with the test.
struct Dev {
    child: Child,
    log: Receiver<String>,
    address: String,
    /// The lines of its log before it served.
    before: Vec<String>,
    out: PathBuf,
}

impl Dev {
    fn start(folder: &Path) -> Self {
        Self::start_with(folder, &["dev", "gateway", "--echo", "--listen", "127.0.0.1:0"])
    }

    fn start_with(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(File::create(folder.join("out")).unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, log) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        let mut dev =
            Self { child, log, address: String::new(), before: Vec::new(), out: folder.join("out") };
        dev.before = dev.lines_to("on http://");
        let line = dev.before.last().expect("the line itself");
        let address = line.split("http://").nth(1).unwrap();
        let address = address.split(',').next().unwrap().to_owned();
        dev.address = address;
        dev
    }

    /// The next line of its log with this text.
    fn wait_for(&self, text: &str) -> String {
        self.lines_to(text).pop().expect("the line itself")
    }

    /// The lines of its log up to the next with this text.
    fn lines_to(&self, text: &str) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        let mut lines: Vec<String> = Vec::new();
        while lines.last().is_none_or(|line| !line.contains(text)) {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.log.recv_timeout(left);
            lines.push(line.unwrap_or_else(|_| panic!("the log never has `{text}`: {lines:#?}")));
        }
        lines
    }

    /// Its standard output so far.
    fn out(&self) -> String {
        std::fs::read_to_string(&self.out).unwrap()
    }

    /// Waits until its standard output has the text.
    fn wait_for_out(&self, text: &str) {
        let started = Instant::now();
        while !self.out().contains(text) {
            assert!(started.elapsed() < PATIENCE, "`{text}` is never in:\n{}", self.out());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// The answer to a GET: its head and body.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let services = folder.path().join("gateway/services.yaml");
    std::fs::create_dir(folder.path().join("gateway")).unwrap();
    std::fs::write(folder.path().join("gateway/gateway.yaml"), GATEWAY).unwrap();
    std::fs::write(&services, SERVICES).unwrap();
    (folder, services)
}

/// Replaces a file as editors do: never half written.
fn edit(file: &Path, text: &str) {
    let draft = file.with_extension("draft");
    std::fs::write(&draft, text).unwrap();
    std::fs::rename(&draft, file).unwrap();
}

#[test]
fn an_edit_is_live_at_once_and_a_broken_one_changes_nothing() {
    let (folder, services) = folder();
    let started = Instant::now();
    let dev = Dev::start(folder.path());
    assert!(dev.get("/shop/a").contains("\"path\": \"/v1/a\""));
    println!("first answer {} ms after the start", started.elapsed().as_millis());

    let edited = Instant::now();
    edit(&services, &SERVICES.replace("/v1", "/v2"));
    while !dev.get("/shop/a").contains("\"path\": \"/v2/a\"") {
        assert!(edited.elapsed() < PATIENCE, "the edit is never live");
        std::thread::sleep(Duration::from_millis(2));
    }
    println!("an edit was live after {} ms", edited.elapsed().as_millis());

    edit(&services, &SERVICES.replace("upstream: shop", "upstream: shap"));
    dev.wait_for("keeps serving");
    assert!(dev.get("/shop/a").contains("\"path\": \"/v2/a\""), "the last good table answers");
    let shown = std::fs::read_to_string(folder.path().join("out")).unwrap();
    assert!(
        shown.contains("upstream `shap` is not defined") && shown.contains("fix: write `shop`"),
        "{shown}"
    );

    edit(&services, &SERVICES.replace("/v1", "/v3"));
    dev.wait_for("reloaded in");
    assert!(dev.get("/shop/a").contains("\"path\": \"/v3/a\""));
}

#[test]
fn dev_listens_on_loopback_only_whatever_the_gateway_declares() {
    let (folder, _services) = folder();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let open = GATEWAY.replace("listen: 8080", &format!("listen: \"0.0.0.0:{port}\""));
    std::fs::write(folder.path().join("gateway/gateway.yaml"), open).unwrap();
    let dev = Dev::start_with(folder.path(), &["dev", "gateway", "--echo"]);
    assert_eq!(dev.address, format!("127.0.0.1:{port}"));
    let line = dev.wait_for("listening on the loopback address only");
    assert!(line.contains(&format!("`--listen 0.0.0.0:{port}`")), "{line}");
    assert!(dev.get("/shop/a").contains("\"path\": \"/v1/a\""));
    // A socket on all interfaces would have this address too.
    assert!(TcpStream::connect(("127.0.0.2", port)).is_err(), "it listens on more than one address");
}

#[test]
fn each_request_is_a_line() {
    let (folder, _services) = folder();
    let dev = Dev::start(folder.path());
    dev.get("/shop/a?token=secret");
    dev.get("/none");
    // Two threads of the gateway write the lines, in either order.
    dev.wait_for_out("GET /v1/a ");
    dev.wait_for_out("404 GET /none ");
    dev.wait_for_out(" ms: no endpoint has the path\n");
    let out = dev.out();
    let line = out.lines().find(|line| line.contains("/shop/a")).expect(&out);
    let time = line.strip_prefix("200 GET /shop/a -> shop GET /v1/a ").expect(line);
    assert!(time.strip_suffix(" ms").is_some_and(|time| time.parse::<u32>().is_ok()), "{line}");
}

/// Without `targets` a gateway has all of them, and `/*` is a loss in two.
#[test]
fn dev_reports_what_an_edit_changed_and_only_for_gwr() {
    let (folder, services) = folder();
    let all_targets = GATEWAY.replace("targets: [gwr]\n", "");
    let unused =
        all_targets.replace("80\" }", "80\", spare: \"http://spare.default.svc.cluster.local:80\" }");
    std::fs::write(folder.path().join("gateway/gateway.yaml"), unused).unwrap();
    let dev = Dev::start(folder.path());
    dev.wait_for_out("GW106");
    let first = dev.out();
    assert!(!first.contains("hanzo") && !first.contains("krakend"), "{first}");

    edit(&services, &SERVICES.replace("/v1", "/v2"));
    let lines = dev.lines_to("reloaded in");
    assert!(!lines.iter().any(|line| line.contains("endpoints.lock")), "{lines:#?}");
    assert_eq!(dev.out(), first, "the edit changed no finding");

    edit(&services, &SERVICES.replace("auth: public", "auth: public, timeout: 0s"));
    dev.wait_for("not reloaded");
    let second = dev.out();
    assert!(second.len() > first.len(), "the edit's own finding is reported");
    assert!(!second[first.len()..].contains("GW106"), "{}", &second[first.len()..]);

    edit(&services, SERVICES);
    let lines = dev.lines_to("reloaded in");
    assert!(lines.iter().any(|line| line.contains("1 fixed")), "{lines:#?}");
    assert_eq!(dev.out(), second);
}

/// A lock that differs is no reason not to try an edit.
#[test]
fn a_lock_that_differs_is_reported_once() {
    let (folder, services) = folder();
    std::fs::write(folder.path().join("gateway/endpoints.lock"), "GET /old public shop\n").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"));
    let checked = child.args(["check", "gateway"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(checked.status.code(), Some(1), "elsewhere it is an error");
    let dev = Dev::start(folder.path());
    assert!(dev.before.iter().any(|line| line.contains("`endpoints.lock` differs")), "{:#?}", dev.before);
    for prefix in ["/v2", "/v3"] {
        edit(&services, &SERVICES.replace("/v1", prefix));
        let lines = dev.lines_to("reloaded in");
        assert!(!lines.iter().any(|line| line.contains("endpoints.lock")), "{lines:#?}");
    }
}

#[test]
fn sighup_reloads_and_sigterm_drains() {
    let (folder, services) = folder();
    for (arguments, edited_by_watch) in [
        (&["run", "gateway", "--listen", "127.0.0.1:0"][..], false),
        (&["dev", "gateway", "--listen", "127.0.0.1:0"][..], true),
    ] {
        std::fs::write(&services, SERVICES).unwrap();
        let mut dev = Dev::start_with(folder.path(), arguments);
        dev.signal("HUP");
        dev.wait_for("reloaded");
        assert!(dev.get("/shop/a").starts_with("HTTP/1.1 502"), "its upstream does not exist");
        if !edited_by_watch {
            edit(&services, &SERVICES.replace("/shop", "/store"));
            dev.signal("HUP");
            dev.wait_for("reloaded");
            assert!(dev.get("/shop/a").starts_with("HTTP/1.1 404"));
            edit(&services, "services: [");
            dev.signal("HUP");
            dev.wait_for("not reloaded");
            assert!(dev.get("/store/a").starts_with("HTTP/1.1 502"), "the gateway before keeps serving");
            assert!(dev.out().contains("GW0"), "{}", dev.out());
        }
        dev.signal("TERM");
        assert_eq!(dev.child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn run_refuses_what_is_not_enforced_and_dev_serves_it() {
    let (folder, _) = folder();
    let gated = "gateway: small\ntargets: [gwr]\n\
        upstreams: { shop: { url: \"https://shop.example.com\", tls: { ca: /nowhere/ca.crt } } }\n";
    std::fs::write(folder.path().join("gateway/gateway.yaml"), gated).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
        .args(["run", "gateway", "--listen", "127.0.0.1:0"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut text = String::new();
    child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(text.contains("TLS to upstream `shop`: ") && text.contains("/nowhere/ca.crt"), "{text}");
    assert!(text.contains("--insecure-skip-unenforced"), "{text}");
    let dev = Dev::start(folder.path());
    assert!(dev.get("/shop/a").contains("\"path\": \"/v1/a\""));
}

/// A KrakenD configuration: what `gwr` can serve in front of an upstream, and what it cannot.
fn configuration(upstream: &Upstream, root: &str) -> String {
    let host = format!("http://{}", upstream.address);
    format!(
        r#"{{"version": 3, "port": 8080, "extra_config": {{{root}}}, "endpoints": [
        {{"endpoint": "/plain/{{id}}", "output_encoding": "no-op", "input_query_strings": ["q"],
          "backend": [{{"host": ["{host}"], "url_pattern": "/to/{{id}}"}}]}},
        {{"endpoint": "/json", "backend": [{{"host": ["{host}"], "url_pattern": "/a"}}]}},
        {{"endpoint": "/broken", "output_encoding": "no-op", "backend": [{{"host": ["{host}"], "url_pattern": "/a",
          "extra_config": {{"qos/http-cache": {{"shared": true}}}}}}]}},
        {{"endpoint": "/token", "output_encoding": "no-op", "backend": [{{"host": ["{host}"], "url_pattern": "/a"}}],
          "extra_config": {{"auth/validator": {{"alg": "RS256", "jwk_url": "https://id.example/jwks", "jwk_fingerprints": ["S3Jha2VuRA=="]}}}}}},
        {{"endpoint": "/health", "backend": [{{"host": ["http://localhost:8080"], "url_pattern": "/__health"}}]}}
        ]}}"#
    )
}

fn refused_run(folder: &Path, arguments: &[&str]) -> String {
    let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), folder).run(arguments);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    run.stderr
}

#[test]
fn run_serves_of_a_krakend_configuration_what_gwr_can() {
    let upstream = Upstream::text("ok");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("krakend.json"), configuration(&upstream, "")).unwrap();
    let arguments = ["run", "krakend.json", "--listen", "127.0.0.1:0", "--skip-unsupported"];
    let refused = refused_run(folder.path(), &arguments[..4]);
    assert!(refused.contains("cannot serve 3 of the 5 endpoints of `krakend.json`"), "{refused}");
    for line in [
        "`GET /json`: `gwr` only supports the `output_encoding` `no-op`, found `json`",
        "`GET /broken`: `gwr` does not support `qos/http-cache` at the backend",
        "`GET /token`: `gwr` does not support `jwk_fingerprints` of `auth/validator`",
        "with `--skip-unsupported`, they return 501",
    ] {
        assert!(refused.contains(line), "{line} in:\n{refused}");
    }

    let run = Dev::start_with(folder.path(), &arguments);
    assert_eq!(run.before.iter().filter(|line| line.starts_with("returns 501: `GET /")).count(), 3);
    assert!(run.get("/plain/7?q=1&r=2").ends_with("ok"));
    let sent = upstream.heads().pop().unwrap();
    assert!(sent.starts_with("GET /to/7?q=1 HTTP/1.1\r\n"), "{sent}");
    for path in ["/json", "/broken", "/token"] {
        assert!(run.get(path).starts_with("HTTP/1.1 501"), "{path}");
    }
    assert!(run.get("/health").starts_with("HTTP/1.1 200"));
    assert_eq!(upstream.heads().len(), 1, "nothing else reaches the upstream");
    let address = run.address.parse().unwrap();
    for method in ["HEAD", "OPTIONS"] {
        let answer =
            exchange(address, format!("{method} /plain/7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        assert_eq!(answer.status, 405, "KrakenD has no automatic {method}");
    }
}

#[test]
fn run_never_leaves_out_what_protects_all_endpoints() {
    let upstream = Upstream::text("ok");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("krakend.json");
    let arguments = [
        "run",
        "krakend.json",
        "--listen",
        "127.0.0.1:0",
        "--skip-unsupported",
        "--insecure-skip-unenforced",
    ];
    for (root, name) in [
        (r#""security/http-secure": {"allowed_hosts": ["a.example"]}"#, "`security/http-secure`"),
        (r#""router": {"max_payload": 1000}"#, "`router`"),
    ] {
        std::fs::write(&file, configuration(&upstream, root)).unwrap();
        let refused = refused_run(folder.path(), &arguments);
        assert!(refused.contains(&format!("sets {name} for all endpoints")), "{refused}");
    }
    let harmless = r#""telemetry/logging": {"level": "INFO"}, "router": {"return_error_msg": true}"#;
    std::fs::write(&file, configuration(&upstream, harmless)).unwrap();
    let run = Dev::start_with(folder.path(), &arguments);
    assert!(run.get("/plain/7").ends_with("ok"));
}

/// Runs `gwc build` of `krakend.json`, and returns its exit code and what it says.
fn build_configuration(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let arguments = [&["build", "krakend.json"], arguments].concat();
    let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), folder).run(&arguments);
    (run.code, run.stderr)
}

#[test]
fn build_writes_of_a_krakend_configuration_what_gwr_can_serve() {
    let upstream = Upstream::text("ok");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("krakend.json"), configuration(&upstream, "")).unwrap();
    let (code, refused) = build_configuration(folder.path(), &[]);
    assert_eq!(code, Some(1), "{refused}");
    assert!(refused.contains("cannot serve 3 of the 5 endpoints of `krakend.json`"), "{refused}");
    assert!(refused.contains("nothing was written"), "{refused}");
    assert!(!folder.path().join("dist").exists());

    let (code, built) = build_configuration(folder.path(), &["--skip-unsupported"]);
    assert_eq!(code, Some(0), "{built}");
    assert_eq!(built.lines().filter(|line| line.starts_with("returns 501: `GET /")).count(), 3, "{built}");
    let gwr = Path::new(env!("CARGO_BIN_EXE_gwr-under-test"));
    let served = gwc_tests::net::Child::start_file(gwr, &folder.path().join("dist/krakend/gateway.gwa"), &[]);
    let ask = |path: &str| exchange(served.address, format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
    assert_eq!(ask("/plain/7").text(), "ok");
    assert_eq!(ask("/json").status, 501);
}

#[test]
fn build_never_leaves_out_what_protects_all_endpoints() {
    let upstream = Upstream::text("ok");
    let folder = tempfile::tempdir().unwrap();
    let root = r#""router": {"max_payload": 1000}"#;
    std::fs::write(folder.path().join("krakend.json"), configuration(&upstream, root)).unwrap();
    let (code, refused) = build_configuration(folder.path(), &["--skip-unsupported"]);
    assert_eq!(code, Some(1), "{refused}");
    assert!(refused.contains("sets `router` for all endpoints"), "{refused}");
    assert!(!folder.path().join("dist").exists());
}
