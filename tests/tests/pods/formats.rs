//! A change of the artifact's format: pods of both versions run beside each other while a rollout or a way back is under way.
//! An old pod that is given a new artifact goes on with what it serves; a pod that starts with an artifact of another format
//! ends before it opens a port; and a build gives each image the ConfigMap that it can read.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gwc_artifact::{FORMAT, encode};
use gwc_tests::net::{Child, GatewayBuilder, Upstream, Wire};
use gwc_tests::process::Tool;
use serde_json::Value;

use super::{GWC, GWR};

/// No reload takes this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The artifact as a version with another format would have written it.
fn of_format(bytes: &[u8], change: i16) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let format = FORMAT.checked_add_signed(change).expect("a number");
    assert_eq!(bytes[4..6], FORMAT.to_le_bytes(), "where the format is");
    bytes[4..6].copy_from_slice(&format.to_le_bytes());
    bytes
}

#[test]
fn an_old_pod_with_a_new_map_goes_on() {
    let upstream = Upstream::text("served");
    let builder = |path: &str| {
        GatewayBuilder::new()
            .upstream("one", upstream.address)
            .route(&format!("GET {path}"), "one", "/")
            .build()
    };
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("gateway.gwa");
    fs::write(&file, encode(&builder("/old")).expect("an artifact")).expect("a file");
    let pod = Child::start_file(Path::new(GWR), &file, &["--admin", "127.0.0.1:0"]);
    let ready = || {
        let answer = Wire::connect(pod.admin.expect("an admin listener")).get("/readyz");
        (answer.status, answer.json()["last_reload"].as_str().unwrap_or_default().to_owned())
    };
    for change in [1, -1] {
        let new = of_format(&encode(&builder("/new")).expect("an artifact"), change);
        fs::write(&file, new).expect("a file");
        pod.signal("HUP");
        let end = Instant::now() + PATIENCE;
        while ready().1 != "refused" {
            assert!(Instant::now() < end, "{change}: {:?}", ready());
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(ready().0, 200, "{change}: it stays in the Service");
        let status = |path: &str| Wire::connect(pod.address).get(path).status;
        assert_eq!((status("/old"), status("/new")), (200, 404), "{change}");
        fs::write(&file, encode(&builder("/old")).expect("an artifact")).expect("a file");
        pod.signal("HUP");
        while ready().1 == "refused" {
            assert!(Instant::now() < end, "{change}: {:?}", ready());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn a_pod_that_starts_with_another_format_ends_before_it_opens_a_port() {
    let gateway = GatewayBuilder::new().build();
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("gateway.gwa");
    for (change, told) in [(1, "upgrade it"), (-1, "older format")] {
        fs::write(&file, of_format(&encode(&gateway).expect("an artifact"), change)).expect("a file");
        let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let listen = taken.local_addr().expect("an address").to_string();
        let output = Command::new(GWR).arg(&file).args(["--listen", &listen]).output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(told) && !text.contains(&listen), "{text}");
    }
}

/// What a build writes for `gwr` with a way of configuration: the image, and the ConfigMap that its pods mount.
fn written(config: &str) -> (String, String) {
    let place = tempfile::tempdir().expect("a folder");
    let text = format!(
        "gateway: shop\ntargets: [gwr]\nupstreams: {{ carts: \"http://carts:80\" }}\ndeploy: {{ runs: gwr, config: {config} }}\n\
         services: {{ carts: {{ at: /carts, upstream: carts, methods: GET, auth: public, timeout: 5s }} }}\n"
    );
    fs::create_dir(place.path().join("shop")).expect("a folder");
    fs::write(place.path().join("shop/gateway.yaml"), text).expect("a file");
    let run = Tool::new(GWC, place.path()).run(&["build", "shop", "--fail-on", "error"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let read = |name: &str| -> Value {
        let text = fs::read_to_string(place.path().join("dist/shop/k8s").join(name)).expect(name);
        serde_saphyr::from_str(&text).expect("YAML")
    };
    let (deployment, map) = (read("deployment.yaml"), read("configmap.yaml"));
    let pod = &deployment["spec"]["template"]["spec"];
    assert_eq!(pod["volumes"][0]["configMap"]["name"], map["metadata"]["name"], "they move together");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&pod["containers"][0]["image"]), text(&map["metadata"]["name"]))
}

/// The image of the version that wrote the artifact, and a map that no other format has: an old Deployment, which
/// `rollout undo` brings back, finds the map that it can read.
#[test]
fn the_image_and_the_map_of_a_format_move_together() {
    for (config, expected) in
        [("reload", format!("shop-config-v{FORMAT}")), ("hashed", "shop-config-".to_owned())]
    {
        let (image, map) = written(config);
        assert!(image.ends_with(&format!("gwr:{}", env!("CARGO_PKG_VERSION"))), "{image}");
        assert!(map.starts_with(&expected), "{map}");
    }
}
