//! `Dockerfile` and `compose.yaml`: what they must say, and their commands run without an engine for containers.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use gwc_tests::golden;
use gwc_tests::net::Wire;
use gwc_tests::process::Tool;
use serde_json::Value;

use super::{GWC, GWR};

fn read(name: &str) -> String {
    fs::read_to_string(golden::repository().join(name)).expect(name)
}

/// The instructions of a Dockerfile, those of several lines as one.
fn instructions() -> Vec<String> {
    let text = read("Dockerfile").replace("\\\n", " ");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The instructions of a stage.
fn stage(name: &str) -> Vec<String> {
    let all = instructions();
    let start =
        all.iter().position(|line| line.starts_with("FROM ") && line.ends_with(&format!(" AS {name}")));
    let start = start.unwrap_or_else(|| panic!("no stage {name}"));
    let rest = all[start + 1..].iter().take_while(|line| !line.starts_with("FROM "));
    std::iter::once(&all[start]).chain(rest).cloned().collect()
}

#[test]
fn the_images_hold_a_program_for_a_user_without_rights() {
    for name in ["gwc", "gwr"] {
        let stage = stage(name);
        let has = |wanted: &str| stage.iter().any(|line| line.starts_with(wanted));
        assert_eq!(stage[0], format!("FROM scratch AS {name}"));
        assert!(has("USER 10001:10001"), "{stage:?}");
        assert!(has(&format!("ENTRYPOINT [\"/usr/bin/{name}\"]")), "{stage:?}");
        assert!(!has("RUN"), "there is no shell");
        let labels = stage.iter().find(|line| line.starts_with("LABEL ")).expect("labels");
        for label in ["title", "description", "licenses", "source", "version", "revision"] {
            assert!(labels.contains(&format!("org.opencontainers.image.{label}=")), "{label}: {labels}");
        }
    }
    let version = format!("ARG VERSION={}", env!("CARGO_PKG_VERSION"));
    assert!(
        stage("gwr").contains(&version) && stage("gwc").contains(&version),
        "the version of the workspace"
    );
    let health =
        stage("gwr").into_iter().find(|line| line.starts_with("HEALTHCHECK")).expect("a health check");
    assert!(
        health.ends_with("CMD [\"/usr/bin/gwr\", \"probe\", \"http://127.0.0.1:8080/__health\"]"),
        "{health}"
    );
}

#[test]
fn the_build_is_locked_audited_and_uses_the_toolchain_of_the_repository() {
    let build = stage("build");
    let toolchain = read("rust-toolchain.toml");
    let channel = toolchain.lines().find_map(|line| line.strip_prefix("channel = ")).expect("a channel");
    let channel = channel.trim_matches('"');
    assert!(instructions()[0].contains(&format!("rust:{channel}-")), "{:?}", instructions()[0]);
    assert!(build.contains(&format!("ENV RUSTUP_TOOLCHAIN={channel}")));
    let programs =
        build.iter().find(|line| line.contains("cargo auditable build")).expect("an audited build");
    assert_eq!(programs.matches("cargo auditable build --locked").count(), 2, "{programs}");
    assert!(build.iter().any(|line| line.contains("cargo-auditable@${AUDITABLE}")), "{build:?}");
    let caches = build.iter().flat_map(|line| line.split("id=").skip(1));
    assert!(caches.clone().count() >= 3);
    for cache in caches {
        assert!(cache.split(',').next().is_some_and(|id| id.ends_with("${TARGETARCH}")), "{cache}");
    }
}

/// What the compiler includes at build time is not left out of what is sent to the build.
#[test]
fn the_build_gets_what_it_includes() {
    let ignored = read(".dockerignore");
    assert!(ignored.lines().any(|line| line == "*"), "nothing but what is listed");
    let members = read("Cargo.toml");
    let members =
        members.split("members = [").nth(1).and_then(|rest| rest.split(']').next()).expect("members");
    let folders = members.split('"').skip(1).step_by(2).filter_map(|member| member.split('/').next());
    for folder in folders.chain(["Cargo.lock", "rust-toolchain.toml", "templates", "schemas"]) {
        assert!(ignored.lines().any(|line| line == format!("!{folder}")), "{folder} is left out");
    }
}

fn compose() -> Value {
    serde_saphyr::from_str(&read("compose.yaml")).expect("YAML")
}

/// The words of a list, with the defaults of variables and other places.
fn words(list: &Value, places: &[(&str, &str)]) -> Vec<String> {
    let word = |word: &Value| {
        let text = word.as_str().expect("text").replace("${GATEWAY:-lux}", "lux");
        places.iter().fold(text, |text, (from, to)| text.replace(from, to))
    };
    list.as_array().expect("a list").iter().map(word).collect()
}

#[test]
fn each_service_is_contained_and_reached_from_this_machine_only() {
    let compose = compose();
    for (name, service) in compose["services"].as_object().expect("services") {
        let of = |key: &str| match &service[key] {
            // A reader of YAML that does not merge leaves the anchor under its key.
            Value::Null => &service["<<"][key],
            found => found,
        };
        assert_eq!(*of("read_only"), true, "{name}");
        assert_eq!(*of("user"), "10001:10001", "{name}");
        assert_eq!(of("cap_drop")[0], "ALL", "{name}");
        assert_eq!(of("security_opt")[0], "no-new-privileges:true", "{name}");
        for port in service["ports"].as_array().into_iter().flatten() {
            assert!(port.as_str().is_some_and(|port| port.starts_with("127.0.0.1:")), "{name}: {port}");
        }
    }
    let health = &compose["services"]["gateway"]["healthcheck"]["test"];
    assert_eq!(words(health, &[])[..3], ["CMD", "/usr/bin/gwr", "probe"]);
}

/// No program takes this long to listen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that ends with the test.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program; the address of the line of standard error that has one.
pub(crate) fn start(program: &str, arguments: &[String]) -> (Running, SocketAddr) {
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
    let (found, address) = mpsc::channel();
    std::thread::spawn(move || {
        // To its end, so that the process is never kept from writing.
        for line in lines.map_while(Result::ok) {
            let at = line.find("127.0.0.1:").map(|at| &line[at..]).unwrap_or_default();
            let end = at.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':')).unwrap_or(at.len());
            at[..end].parse().map_or_else(|_| (), |address| _ = found.send(address));
        }
    });
    (Running(child), address.recv_timeout(PATIENCE).expect("an address"))
}

/// `docker compose up` by hand: the routes are compiled, served, and answered by the echo.
#[test]
fn the_commands_of_the_services_lead_to_an_answer() {
    let services = compose()["services"].clone();
    let out = tempfile::tempdir().expect("a folder");
    let (routes, out) = (golden::repository().join("routes"), out.path().to_str().expect("text").to_owned());
    let routes = routes.to_str().expect("text").to_owned();
    let places = [("/srv/routes", routes.as_str()), ("/srv/out", out.as_str())];

    let compile = words(&services["compile"]["command"], &places);
    let arguments: Vec<&str> = compile.iter().map(String::as_str).collect();
    let built = Tool::new(GWC, Path::new(&out)).run(&arguments);
    assert_eq!(built.code, Some(0), "{}{}", built.stdout, built.stderr);

    let (_echo, upstream) =
        start(GWC, &words(&services["echo"]["command"], &[("127.0.0.1:8081", "127.0.0.1:0")]));
    let upstream = upstream.to_string();
    let places = [&places[..], &[("0.0.0.0:8080", "127.0.0.1:0"), ("127.0.0.1:8081", &upstream)]].concat();
    let (_gateway, address) = start(GWR, &words(&services["gateway"]["command"], &places));

    let here = address.to_string();
    let probe = words(&services["gateway"]["healthcheck"]["test"], &[("127.0.0.1:8080", &here)]);
    let healthy = Command::new(GWR).args(&probe[2..]).status().expect("it runs");
    assert!(healthy.success(), "{probe:?}");
    let mut wire = Wire::connect(address);
    wire.send("GET /ext/health HTTP/1.1\r\nHost: api.lux.network\r\nX-Request-ID: 7\r\n\r\n");
    let answer = wire.answer().expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(
        answer.text().contains("x-request-id") || answer.text().contains("X-Request-ID"),
        "{}",
        answer.text()
    );
}
