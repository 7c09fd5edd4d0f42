//! Builds gateways into a folder and reads what came out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gwc::cli::{Exit, Io};
use gwc_syntax::value::Date;
use gwc_tests::golden;
use serde_json::Value;

/// What was built of a gateway.
pub(crate) struct Built {
    /// Manifests by file name.
    pub(crate) manifests: BTreeMap<String, String>,
    /// The same, read.
    pub(crate) objects: Vec<Value>,
    /// All files that are text, by path.
    pub(crate) files: BTreeMap<String, String>,
}

impl Built {
    fn read(folder: &Path) -> Self {
        let read = |folder: &Path| -> BTreeMap<String, String> {
            let entries = fs::read_dir(folder).expect("it was built").map(|e| e.expect("readable").path());
            let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
            entries.filter_map(|p| Some((name(&p), fs::read_to_string(&p).ok()?))).collect()
        };
        let manifests = read(&folder.join("k8s"));
        let objects = manifests.values().map(|text| serde_saphyr::from_str(text).expect(text)).collect();
        let mut files = read(folder);
        for below in ["config", "image"].into_iter().filter(|below| folder.join(below).is_dir()) {
            let inside = read(&folder.join(below)).into_iter();
            files.extend(inside.map(|(name, text)| (format!("{below}/{name}"), text)));
        }
        Self { manifests, objects, files }
    }

    /// The one manifest of a kind.
    pub(crate) fn only(&self, kind: &str) -> &Value {
        let mut of_kind = self.objects.iter().filter(|o| o["kind"] == kind);
        let first = of_kind.next().unwrap_or_else(|| panic!("no {kind}"));
        assert!(of_kind.next().is_none(), "several of {kind}");
        first
    }

    /// What makes a change of the configuration roll out.
    pub(crate) fn checksum(&self) -> String {
        let annotations = &self.only("Deployment")["spec"]["template"]["metadata"]["annotations"];
        annotations["checksum/config"].as_str().expect("a checksum").to_owned()
    }

    /// A manifest without what changes with every route: the configuration and its checksum.
    pub(crate) fn shown(&self, manifest: &str) -> String {
        let map = self.objects.iter().find(|object| object["kind"] == "ConfigMap");
        let names = map.and_then(|map| map["metadata"]["name"].as_str()).into_iter();
        let hashes = names.filter_map(|name| name.rsplit('-').next()).filter(|hash| hash.len() == 10);
        let mut manifest = manifest.to_owned();
        let annotations = &self.only("Deployment")["spec"]["template"]["metadata"]["annotations"];
        let checksum = annotations["checksum/config"].as_str();
        for hash in checksum.into_iter().chain(hashes).chain(checksum.map(|whole| &whole[..10])) {
            manifest = manifest.replace(hash, "checksum");
        }
        let mut lines: Vec<&str> = Vec::new();
        let mut inside = false;
        for line in manifest.lines() {
            inside = inside && line.starts_with("    ");
            let begins = line
                .trim_start()
                .split(": ")
                .next()
                .is_some_and(|key| key.starts_with("gateway.") || key == "krakend.json");
            match (inside, begins && line.starts_with("  ") && !line.starts_with("   ")) {
                (true, _) => {}
                (false, true) => {
                    inside = true;
                    lines.push("  (the configuration)");
                }
                (false, false) => lines.push(line),
            }
        }
        lines.join("\n") + "\n"
    }

    /// A JSON file beside the manifests.
    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.files[name]).expect(name)
    }

    /// Writes the manifests that `k8s-judge` knows; how many.
    pub(crate) fn save(&self, folder: &Path) -> usize {
        fs::create_dir_all(folder).expect("a folder");
        let unknown = ["namespace.yaml", "httproute.yaml", "servicemonitor.yaml"];
        let known = self.manifests.iter().filter(|(name, _)| !unknown.contains(&name.as_str()));
        let written =
            known.map(|(name, text)| fs::write(folder.join(name), text).expect("it can be written"));
        written.count()
    }
}

/// How a build ended.
pub(crate) struct Run {
    pub(crate) exit: Exit,
    /// What it wrote to standard error, with the folder of the test left out.
    pub(crate) printed: String,
    /// Nothing when nothing was written.
    pub(crate) built: Option<Built>,
}

/// A gateway with an endpoint, and more lines for its file.
pub(crate) fn gateway(more: &str) -> String {
    let head = "gateway: shop\nhosts: [api.example.com]\nlisten: 8080\n";
    let services = "services: { carts: { at: /carts, upstream: carts, methods: GET POST, auth: public, timeout: 30s } }\n";
    format!("{head}upstreams: {{ carts: \"http://carts.shop.svc.cluster.local:80\" }}\n{more}\n{services}")
}

/// Builds a gateway, which must work.
pub(crate) fn build(text: &str) -> Built {
    let run = gateway_with(text, &[]);
    run.built.unwrap_or_else(|| panic!("{}\n{text}", run.printed))
}

/// Builds a gateway with templates, by name and text.
pub(crate) fn gateway_with(text: &str, templates: &[(&str, &str)]) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("routes")).expect("a folder");
    fs::write(path("routes/gateway.yaml"), text).expect("it can be written");
    fs::create_dir(path("templates")).expect("a folder");
    for (name, text) in templates {
        fs::write(path("templates").join(name), text).expect("it can be written");
    }
    let mut run = run(&[&path("routes"), &path("dist")], Some(&path("templates")));
    run.1 = run.1.replace(&format!("{}/", folder.path().display()), "");
    let built = path("dist/shop").is_dir().then(|| Built::read(&path("dist/shop")));
    Run { exit: run.0, printed: run.1, built }
}

/// Both gateways of the repository.
pub(crate) struct Routes(BTreeMap<String, Built>);

impl Routes {
    pub(crate) fn of(&self, name: &str) -> &Built {
        &self.0[name]
    }
}

/// Builds `routes/`.
pub(crate) fn build_routes() -> Routes {
    let folder = tempfile::tempdir().expect("a folder");
    let dist = folder.path().join("dist");
    let (exit, printed) = run(&[&golden::repository().join("routes"), &dist], None);
    assert_eq!(exit, Exit::Clean, "{printed}");
    let built = ["hanzo", "lux"].map(|name| (name.to_owned(), Built::read(&dist.join(name))));
    Routes(BTreeMap::from(built))
}

fn run([routes, dist]: &[&Path; 2], templates: Option<&Path>) -> (Exit, String) {
    let mut arguments = vec!["gwc".into(), "build".into(), routes.as_os_str().to_owned()];
    arguments.extend(["--fail-on=error".into(), "--out".into(), dist.as_os_str().to_owned()]);
    if let Some(templates) = templates {
        arguments.extend(["--templates".into(), templates.as_os_str().to_owned()]);
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    let exit = gwc::cli::run(arguments, &mut io);
    let findings =
        if exit == Exit::Clean { String::new() } else { String::from_utf8_lossy(&out).into_owned() };
    let findings = if err.is_empty() { findings } else { String::new() };
    (exit, String::from_utf8_lossy(&err).into_owned() + &findings)
}
