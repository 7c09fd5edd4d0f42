//! `gwr probe`, `gwr verify` and `gwr --watch`: what a container and its orchestrator use.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use gwc_artifact::{Gateway, encode};
use gwc_tests::net::{Child, GatewayBuilder, Upstream, Wire, loopback};

fn gwr() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_gwr-under-test"))
}

fn run(arguments: &[&str]) -> Output {
    Command::new(gwr()).args(arguments).output().expect("it starts")
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn save(folder: &Path, gateway: &Gateway) -> PathBuf {
    let file = folder.join("gateway.gwa");
    fs::write(&file, encode(gateway).expect("a gateway")).expect("it can be written");
    file
}

#[test]
fn probe_succeeds_for_a_gateway_that_is_up_and_for_nothing_else() {
    let child = Child::start(gwr(), &GatewayBuilder::new().health("GET /health").build(), &[]);
    let url = |path: &str| format!("http://{}{path}", child.address);
    assert_eq!(code(&run(&["probe", &url("/__health")])), Some(0));
    let missing = run(&["probe", &url("/nothing")]);
    assert_eq!(code(&missing), Some(1));
    assert!(stderr(&missing).contains("returned 404"), "{}", stderr(&missing));
    let gone = url("/__health");
    drop(child);
    let refused = run(&["probe", &gone, "--timeout", "1"]);
    assert_eq!(code(&refused), Some(1));
    assert!(stderr(&refused).contains("no response from"), "{}", stderr(&refused));
    assert!(stderr(&run(&["probe", "https://localhost/"])).contains("expected a URL such as"));
}

#[test]
fn verify_refuses_what_a_start_would_refuse() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = save(folder.path(), &GatewayBuilder::new().health("GET /health").build());
    let name = file.to_str().expect("text");
    let valid = run(&["verify", name]);
    assert_eq!(code(&valid), Some(0), "{}", stderr(&valid));
    assert!(stderr(&valid).contains("1 endpoint, format "), "{}", stderr(&valid));
    let mut bytes = fs::read(&file).expect("it can be read");
    *bytes.last_mut().expect("a byte") ^= 1;
    fs::write(&file, bytes).expect("it can be written");
    let damaged = run(&["verify", name]);
    assert_eq!(code(&damaged), Some(1));
    assert!(stderr(&damaged).contains("is refused"), "{}", stderr(&damaged));
    assert_eq!(code(&run(&["verify", &format!("{name}.none")])), Some(3));
}

/// A mounted ConfigMap changes as a whole: its folder is a symbolic link that is replaced.
#[test]
fn a_watched_artifact_is_served_when_its_link_is_replaced() {
    let upstream = Upstream::text("ok");
    let folder = tempfile::tempdir().expect("a folder");
    for (version, route) in [("1", "GET /old"), ("2", "GET /new")] {
        let below = folder.path().join(version);
        fs::create_dir(&below).expect("a folder");
        let builder = GatewayBuilder::new().upstream("a", upstream.address);
        save(&below, &builder.route(route, "a", "/").build());
    }
    let data = folder.path().join("..data");
    std::os::unix::fs::symlink("1", &data).expect("a link");
    let address = TcpListener::bind(loopback()).and_then(|free| free.local_addr()).expect("a port");
    let mut process = Command::new(gwr())
        .arg(data.join("gateway.gwa"))
        .args(["--watch", "--access-log", "off", "--listen", &address.to_string()])
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(process.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("listening on")), "it ended");
    let status = |path: &str| Wire::connect(address).get(path).status;
    assert_eq!((status("/old"), status("/new")), (200, 404));
    std::os::unix::fs::symlink("2", folder.path().join("..next")).expect("a link");
    fs::rename(folder.path().join("..next"), &data).expect("it is replaced");
    assert!(lines.any(|line| line.contains("reloaded")), "it ended");
    assert_eq!((status("/old"), status("/new")), (404, 200));
    assert!(Command::new("kill").arg(process.id().to_string()).status().expect("it runs").success());
    assert!(process.wait().expect("it ends").success());
}
