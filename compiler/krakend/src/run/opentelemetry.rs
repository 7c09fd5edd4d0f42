//! `telemetry/opentelemetry` (krakend-otel 0.14): an override on a backend without a `traces` block is a nil
//! pointer.

use super::end::End;
use super::option::Start;
use crate::config::Backend;
use crate::init::NIL_POINTER;
use crate::shape::{INT, Mismatch, Shape, TEXTS, Type, get, mismatch};
use crate::value::{Tree, Value};
use gwc_syntax::tree::NodeId;

const NAMESPACE: &str = "telemetry/opentelemetry";
const ATTRIBUTES: Type = Type::Named("config.Attributes", &Type::Struct(&KEY_VALUE));

static CONFIG: Shape = Shape {
    package: "config",
    name: "ConfigData",
    fields: &[
        ("service_name", Type::Text),
        ("service_version", Type::Text),
        ("deploy_env", Type::Text),
        ("layers", Type::Struct(&LAYERS)),
        ("exporters", Type::Struct(&EXPORTERS)),
        ("skip_paths", TEXTS),
        ("metric_reporting_period", INT),
        ("trace_sample_rate", Type::Float),
    ],
};
static EXPORTERS: Shape = Shape {
    package: "config",
    name: "Exporters",
    fields: &[
        ("otlp", Type::List(&Type::Struct(&OTLP))),
        ("prometheus", Type::List(&Type::Struct(&PROMETHEUS))),
    ],
};
static OTLP: Shape = Shape {
    package: "config",
    name: "OTLPExporter",
    fields: &[
        ("name", Type::Text),
        ("host", Type::Text),
        ("port", INT),
        ("use_http", Type::Bool),
        ("disable_metrics", Type::Bool),
        ("disable_traces", Type::Bool),
        ("custom_metric_reporting_period", Type::Uint("uint", u64::MAX)),
    ],
};
static PROMETHEUS: Shape = Shape {
    package: "config",
    name: "PrometheusExporter",
    fields: &[
        ("name", Type::Text),
        ("port", INT),
        ("host", Type::Text),
        ("process_metrics", Type::Bool),
        ("go_metrics", Type::Bool),
        ("disable_metrics", Type::Bool),
    ],
};
static LAYERS: Shape = Shape {
    package: "config",
    name: "LayersOpts",
    fields: &[
        ("global", Type::Struct(&GLOBAL)),
        ("proxy", Type::Struct(&PIPE)),
        ("backend", Type::Struct(&BACKEND)),
    ],
};
static GLOBAL: Shape = Shape {
    package: "config",
    name: "GlobalOpts",
    fields: &[
        ("disable_metrics", Type::Bool),
        ("disable_traces", Type::Bool),
        ("disable_propagation", Type::Bool),
        ("report_headers", Type::Bool),
        ("skip_headers", TEXTS),
        ("metrics_static_attributes", ATTRIBUTES),
        ("traces_static_attributes", ATTRIBUTES),
        ("semantic_convention", Type::Text),
    ],
};
static PIPE: Shape = Shape {
    package: "config",
    name: "PipeOpts",
    fields: &[
        ("disable_metrics", Type::Bool),
        ("disable_traces", Type::Bool),
        ("report_headers", Type::Bool),
        ("skip_headers", TEXTS),
        ("metrics_static_attributes", ATTRIBUTES),
        ("traces_static_attributes", ATTRIBUTES),
    ],
};
static BACKEND: Shape = Shape {
    package: "config",
    name: "BackendOpts",
    fields: &[("metrics", Type::Struct(&METRICS)), ("traces", Type::Struct(&TRACES))],
};
static METRICS: Shape = Shape {
    package: "config",
    name: "BackendMetricOpts",
    fields: &[
        ("disable_stage", Type::Bool),
        ("round_trip", Type::Bool),
        ("read_payload", Type::Bool),
        ("detailed_connection", Type::Bool),
        ("static_attributes", ATTRIBUTES),
    ],
};
static TRACES: Shape = Shape {
    package: "config",
    name: "BackendTraceOpts",
    fields: &[
        ("disable_stage", Type::Bool),
        ("round_trip", Type::Bool),
        ("read_payload", Type::Bool),
        ("detailed_connection", Type::Bool),
        ("static_attributes", ATTRIBUTES),
        ("report_headers", Type::Bool),
        ("skip_headers", TEXTS),
    ],
};
static KEY_VALUE: Shape =
    Shape { package: "config", name: "KeyValue", fields: &[("key", Type::Text), ("value", Type::Text)] };

/// Why the service-wide block is dropped as a whole, if it is.
pub fn dropped(tree: Tree<'_>, node: NodeId) -> Option<Mismatch> {
    mismatch(tree, node, &CONFIG).or_else(|| duplicate_exporter(tree, node))
}

fn duplicate_exporter(tree: Tree<'_>, node: NodeId) -> Option<Mismatch> {
    let (_, exporters) = get(tree, node, "exporters")?;
    let mut names = Vec::new();
    for (kind, words) in [("otlp", "OTLP exporter"), ("prometheus", "prometheus")] {
        let Some((Value::List(items), _)) = get(tree, exporters, kind) else { continue };
        for (i, item) in items.iter().enumerate() {
            let name = get(tree, *item, "name").and_then(|(value, _)| value.as_str()).unwrap_or("");
            if names.contains(&name) {
                let message = format!("{words} with duplicate name: {name} (at idx {i})");
                return Some(Mismatch { message, node: *item });
            }
            names.push(name);
        }
    }
    None
}

/// Whether tracing is on for the service; a block that does not decode is dropped with an error in the log.
pub(super) fn start(start: Start<'_>) -> bool {
    let found = start.service.extra_config.get(NAMESPACE);
    found.is_some_and(|n| dropped(start.tree, n.value).is_none())
}

pub(super) fn backend(start: Start<'_>, backend: &Backend) -> Result<(), End> {
    let Some(found) = backend.extra_config.get(NAMESPACE) else { return Ok(()) };
    if mismatch(start.tree, found.value, &LAYERS).is_some() {
        return Ok(());
    }
    match get(start.tree, found.value, "backend") {
        Some((_, options)) if get(start.tree, options, "traces").is_none() => {
            Err(End::panics(NIL_POINTER, options))
        }
        _ => Ok(()),
    }
}
