//! What a command line names, read: each file by what it is.

use std::path::{Path, PathBuf};

use crate::load::{self, Configuration, GatewayFiles, Kind, Tree};
use crate::settings::Settings;
use crate::topology::MapKey;
use crate::topology::hosts::{self, Table};
use crate::topology::manifests::{self, Manifest};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::Document;
use gwc_syntax::value::{Target, parse_target};

/// Which gateways, in which environment.
#[derive(Debug, Clone, clap::Args)]
pub struct Inputs {
    /// Folders with gateways, or files; `-` is standard input [default: this folder if it is a gateway, else `routes`]
    #[arg(default_value = default_path(), hide_default_value = true)]
    pub paths: Vec<PathBuf>,
    /// Lay `overlays/NAME.yaml` over each gateway
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Settings; `gwc.toml` beside the routes or above them when absent
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What runs a KrakenD configuration; route files name their own targets
    #[arg(long, value_name = "TARGET", value_parser = parse_target)]
    pub target: Option<Target>,
    /// Take a KrakenD configuration that works as it is: what is only old or lenient is a warning
    #[arg(long)]
    pub compat: bool,
    /// The key of a ConfigMap's `data` that holds the configuration
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// The one target that route files are judged for, whatever targets they name.
    #[arg(skip)]
    pub only: Option<Target>,
}

impl Inputs {
    /// One path, everything else as usual.
    pub fn one(path: &Path, env: Option<&str>) -> Self {
        let env = env.map(str::to_owned);
        Self {
            paths: vec![path.to_owned()],
            env,
            config: None,
            target: None,
            compat: false,
            key: None,
            only: None,
        }
    }

    /// The settings that were named, else the nearest `gwc.toml` at or above the first path.
    pub fn settings_file(&self) -> Option<PathBuf> {
        self.config.clone().or_else(|| {
            let first = self.paths.first()?;
            let start = if first.is_file() { first.parent().unwrap_or(Path::new("")) } else { first };
            nearest_settings(start)
        })
    }
}

/// What is meant where no path is given: inside a gateway, that gateway.
pub(super) fn default_path() -> &'static str {
    let inside = Path::new(load::GATEWAY_FILE).is_file() && !Path::new("routes").exists();
    if inside { "." } else { "routes" }
}

fn nearest_settings(start: &Path) -> Option<PathBuf> {
    let beside = start.join(Settings::FILE);
    if beside.is_file() {
        return Some(beside);
    }
    match start.parent() {
        Some(parent) => nearest_settings(parent),
        // A relative path ends at the working folder; what is above it counts too.
        None if start.is_relative() => {
            let here = std::env::current_dir().ok()?;
            here.ancestors().skip(1).map(|folder| folder.join(Settings::FILE)).find(|path| path.is_file())
        }
        None => None,
    }
}

/// What the inputs are.
#[derive(Default)]
pub(super) struct Read {
    /// Route files, by gateway.
    pub(super) gateways: Vec<GatewayFiles>,
    /// KrakenD configurations, each with the ConfigMap and the key that it stands in.
    pub(super) configurations: Vec<(Configuration, Option<MapKey>)>,
    /// Host tables.
    pub(super) tables: Vec<Table>,
    /// Objects of Kubernetes.
    pub(super) manifests: Vec<Manifest>,
    /// Trees of host tables.
    pub(super) others: Vec<Document>,
}

impl Read {
    pub(super) fn of(inputs: &Inputs, sources: &mut SourceMap, out: &mut Diagnostics) -> Self {
        let mut reader = Reader { read: Self::default(), key: inputs.key.as_deref(), sources, out };
        for path in &inputs.paths {
            for input in load::inputs(path, inputs.env.as_deref(), reader.sources, reader.out) {
                reader.take(input);
            }
        }
        reader.read
    }
}

struct Reader<'a> {
    read: Read,
    /// The key of a ConfigMap that holds the configuration.
    key: Option<&'a str>,
    sources: &'a mut SourceMap,
    out: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn take(&mut self, input: load::Input) {
        match input {
            load::Input::Routes(files) => self.read.gateways.push(files),
            load::Input::Krakend(configuration) => self.read.configurations.push((configuration, None)),
            load::Input::Hosts(document) => {
                let name = self.sources.file(document.file).path.clone();
                self.table(document, &name);
            }
            load::Input::Manifests(documents) => self.manifests(documents),
        }
    }

    fn table(&mut self, document: Document, name: &str) {
        self.read.tables.push(hosts::read(&document, name, self.out));
        self.read.others.push(document);
    }

    /// Manifests, the configurations and host tables in their ConfigMaps, and the host tables that Ingresses are.
    fn manifests(&mut self, documents: Vec<Document>) {
        let objects = manifests::of(documents);
        let alone = objects.len() == 1;
        for object in &objects {
            match &*object.kind {
                "ConfigMap" => self.map(object, alone),
                "Ingress" => self.read.tables.push(hosts::of_ingress(
                    &object.doc,
                    &format!("the Ingress {}", object.name.value),
                    if object.namespace.is_empty() { "default" } else { &object.namespace },
                )),
                _ => {}
            }
        }
        self.read.manifests.extend(objects);
    }

    /// Of a ConfigMap among other objects nobody said that it holds a configuration.
    fn map(&mut self, map: &Manifest, alone: bool) {
        let Some(inner) = load::config_in_map(self.sources, &map.doc, self.key) else {
            if alone {
                self.out.push(load::no_config(&map.doc, self.key));
            }
            return;
        };
        let tree = Tree::parse(self.sources, inner.file, inner.format, inner.text.as_bytes());
        match tree.kind() {
            Kind::Hosts => {
                let documents = tree.documents(self.out);
                documents.into_iter().take(1).for_each(|document| self.table(document, &inner.name));
            }
            kind if kind == Kind::Krakend || alone => {
                let from = MapKey { map: map.name.value.clone(), key: inner.name.clone() };
                let configuration = Configuration::in_map(self.sources, inner, tree);
                self.read.configurations.push((configuration, Some(from)));
            }
            _ => {}
        }
    }
}
