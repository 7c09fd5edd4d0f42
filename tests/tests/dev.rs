//! `gwc dev`: the first answer comes at once, an edit is live at once, and a broken edit changes nothing.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longer than anything here takes, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(30);

const GATEWAY: &str = "gateway: small\nlisten: 8080\ntargets: [gwr]\n\
    upstreams: { shop: \"http://shop.default.svc.cluster.local:80\" }\n";

const SERVICES: &str =
    "services: { shop: { at: /shop, upstream: shop, rewrite_prefix: /v1, methods: GET, auth: public } }\n";

/// A running `gwc dev --echo`; it ends with the test.
struct Dev {
    child: Child,
    log: Receiver<String>,
    address: String,
}

impl Dev {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
            .args(["dev", "gateway", "--echo", "--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(File::create(folder.join("out")).unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, log) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        let mut dev = Self { child, log, address: String::new() };
        let line = dev.wait_for("on http://");
        let address = line.split("http://").nth(1).unwrap();
        dev.address = address.split(',').next().unwrap().to_owned();
        dev
    }

    /// The next line of its log with this text.
    fn wait_for(&self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.log.recv_timeout(left).unwrap_or_else(|_| panic!("the log never says `{text}`"));
            if line.contains(text) {
                return line;
            }
        }
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
    dev.wait_for("goes on serving");
    assert!(dev.get("/shop/a").contains("\"path\": \"/v2/a\""), "the last good table answers");
    let shown = std::fs::read_to_string(folder.path().join("out")).unwrap();
    assert!(shown.contains("no upstream is called `shap`") && shown.contains("fix: write `shop`"), "{shown}");

    edit(&services, &SERVICES.replace("/v1", "/v3"));
    dev.wait_for("reloaded in");
    assert!(dev.get("/shop/a").contains("\"path\": \"/v3/a\""));
}

#[test]
fn run_refuses_what_is_not_enforced_and_dev_serves_it() {
    let (folder, services) = folder();
    let gated = "gateway: small\ntargets: [gwr]   # gwc: ignore[GW740] the runtime is asked\n\
        upstreams: { shop: { url: \"http://shop.default.svc.cluster.local:80\", accepts_keys: true } }\n\
        auth: { key: { api_key: { prefixes: [sk-] } } }\n";
    std::fs::write(folder.path().join("gateway/gateway.yaml"), gated).unwrap();
    std::fs::write(&services, SERVICES.replace("auth: public", "auth: key")).unwrap();
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
    assert!(text.contains("credential `key` (api key): `GET /shop/*`"), "{text}");
    assert!(text.contains("--insecure-skip-unenforced"), "{text}");
    let dev = Dev::start(folder.path());
    assert!(dev.get("/shop/a").contains("\"path\": \"/v1/a\""));
}
