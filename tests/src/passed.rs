//! Gateways that pass something through, and the same laid over the JSON of a gateway that passes nothing: what the
//! compiler says of the first is held against what the judge says of the second.

use gwc::compile::GatewayInput;
use gwc::emit::{self, Options};
use gwc::load::{Configuration, GatewayFiles};
use gwc::settings::Settings;
use gwc::{Compilation, compile_gateway};
use gwc_krakend::value::Format;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;
use serde_json::{Map, Value};

/// Where a `krakend` block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// In `gateway.yaml`.
    Gateway,
    /// At an upstream.
    Upstream,
    /// At a service.
    Service,
    /// At the `POST` of a path.
    Path,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Gateway, Self::Upstream, Self::Service, Self::Path];

    /// The word that names of cases begin with.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Upstream => "upstream",
            Self::Service => "service",
            Self::Path => "path",
        }
    }
}

/// Compiles `gateway.yaml` and `services.yaml`.
pub fn compiled(gateway: &str, services: &str) -> (SourceMap, Compilation) {
    let mut sources = SourceMap::default();
    let routes = vec![sources.add("gateway.yaml", gateway), sources.add("services.yaml", services)];
    let files = GatewayFiles { routes, ..GatewayFiles::default() };
    let compilation = compile_gateway(&sources, &files, &Settings::default());
    (sources, compilation)
}

/// The JSON of a gateway without errors, for each of its JSON targets.
pub fn emitted(gateway: &str, services: &str) -> Vec<(Target, Value)> {
    let (sources, compilation) = compiled(gateway, services);
    let checked = compilation
        .checked()
        .unwrap_or_else(|| panic!("{gateway}{services}{:?}", compilation.diagnostics.as_slice()));
    let outputs = emit::outputs(checked, &sources, &Options::default()).expect("it is emitted");
    let targets = checked.gateway().targets.iter().map(|target| target.value);
    let file = |target: Target| {
        let name = if target == Target::Hanzo { "/gateway.json" } else { "/krakend.json" };
        let output = outputs.iter().find(|output| output.path.ends_with(name))?;
        Some((target, serde_json::from_slice(&output.bytes).expect("it is JSON")))
    };
    targets.filter_map(file).collect()
}

/// Lays a block over an emitted configuration, as passing it through does.
pub fn lay_over(config: &mut Value, level: Level, block: &Map<String, Value>) {
    let mut put = |into: &mut Value| {
        let into = into.as_object_mut().expect("an object");
        let extra = into.entry("extra_config").or_insert_with(|| Value::Object(Map::new()));
        extra.as_object_mut().expect("an object").extend(block.clone());
    };
    if level == Level::Gateway {
        return put(config);
    }
    for endpoint in config["endpoints"].as_array_mut().expect("endpoints") {
        match level {
            Level::Upstream => {
                endpoint["backend"].as_array_mut().expect("backends").iter_mut().for_each(&mut put)
            }
            Level::Path if endpoint["method"] != "POST" => {}
            _ => put(endpoint),
        }
    }
}

/// What `check` says of a configuration.
pub fn inspected(config: &Value, target: Target) -> Compilation {
    let text = config.to_string();
    let mut sources = SourceMap::default();
    let file = sources.add("krakend.json", text.as_str());
    let configuration = Configuration::parse(&sources, file, "krakend.json", Format::Json, text.as_bytes());
    let input = GatewayInput::Krakend { configuration, target, compat: false };
    compile_gateway(&sources, input, &Settings::default())
}
