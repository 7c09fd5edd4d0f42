//! `telemetry/opencensus` (krakend-opencensus 2.2): its Prometheus exporter ends the process when it cannot
//! listen.

use super::end::End;
use super::option::Start;
use crate::shape::{INT, Shape, TEXTS, Type, get, mismatch};

static CONFIG: Shape = Shape {
    package: "opencensus",
    name: "Config",
    fields: &[
        ("sample_rate", INT),
        ("reporting_period", INT),
        ("enabled_layers", Type::Struct(&LAYERS)),
        ("exporters", Type::Struct(&EXPORTERS)),
    ],
};
static LAYERS: Shape = Shape {
    package: "opencensus",
    name: "EnabledLayers",
    fields: &[("router", Type::Bool), ("pipe", Type::Bool), ("backend", Type::Bool)],
};
static EXPORTERS: Shape = Shape {
    package: "opencensus",
    name: "Exporters",
    fields: &[
        ("influxdb", Type::Struct(&INFLUXDB)),
        ("zipkin", Type::Struct(&ZIPKIN)),
        ("jaeger", Type::Struct(&JAEGER)),
        ("prometheus", Type::Struct(&PROMETHEUS)),
        ("logger", Type::Struct(&LOGGER)),
        ("xray", Type::Struct(&XRAY)),
        ("stackdriver", Type::Struct(&STACKDRIVER)),
        ("ocagent", Type::Struct(&OCAGENT)),
        ("datadog", Type::Struct(&DATADOG)),
        ("extra_config", Type::Map(&Type::Any)),
    ],
};
static INFLUXDB: Shape = Shape {
    package: "opencensus",
    name: "InfluxDBConfig",
    fields: &[
        ("address", Type::Text),
        ("username", Type::Text),
        ("password", Type::Text),
        ("timeout", Type::Text),
        ("ping", Type::Bool),
        ("db", Type::Text),
        ("service_name", Type::Text),
        ("buffer_size", INT),
    ],
};
static ZIPKIN: Shape = Shape {
    package: "opencensus",
    name: "ZipkinConfig",
    fields: &[("collector_url", Type::Text), ("service_name", Type::Text), ("ip", Type::Text), ("port", INT)],
};
static JAEGER: Shape = Shape {
    package: "opencensus",
    name: "JaegerConfig",
    fields: &[
        ("agent_endpoint", Type::Text),
        ("endpoint", Type::Text),
        ("service_name", Type::Text),
        ("buffer_max_count", INT),
    ],
};
static PROMETHEUS: Shape = Shape {
    package: "opencensus",
    name: "PrometheusConfig",
    fields: &[
        ("namespace", Type::Text),
        ("port", INT),
        ("tag_host", Type::Bool),
        ("tag_path", Type::Bool),
        ("tag_method", Type::Bool),
        ("tag_statuscode", Type::Bool),
    ],
};
static LOGGER: Shape = Shape { package: "", name: "", fields: &[] };
static XRAY: Shape = Shape {
    package: "opencensus",
    name: "XrayConfig",
    fields: &[
        ("use_env", Type::Bool),
        ("region", Type::Text),
        ("access_key_id", Type::Text),
        ("secret_access_key", Type::Text),
        ("version", Type::Text),
    ],
};
static STACKDRIVER: Shape = Shape {
    package: "opencensus",
    name: "StackdriverConfig",
    fields: &[
        ("project_id", Type::Text),
        ("metric_prefix", Type::Text),
        ("default_labels", Type::Map(&Type::Text)),
    ],
};
static OCAGENT: Shape = Shape {
    package: "opencensus",
    name: "OcagentConfig",
    fields: &[
        ("address", Type::Text),
        ("service_name", Type::Text),
        ("headers", Type::Map(&Type::Text)),
        ("insecure", Type::Bool),
        ("reconnection", Type::Text),
        ("enable_compression", Type::Bool),
    ],
};
static DATADOG: Shape = Shape {
    package: "opencensus",
    name: "DataDogConfig",
    fields: &[
        ("namespace", Type::Text),
        ("service", Type::Text),
        ("trace_address", Type::Text),
        ("stats_address", Type::Text),
        ("tags", TEXTS),
        ("global_tags", Type::Map(&Type::Any)),
        ("disable_count_per_buckets", Type::Bool),
    ],
};

pub(super) fn start(start: Start<'_>) -> Result<(), End> {
    let Some(found) = start.service.extra_config.component("telemetry/opencensus") else { return Ok(()) };
    if mismatch(start.tree, found.value, &CONFIG).is_some() {
        return Ok(());
    }
    let exporters = get(start.tree, found.value, "exporters");
    let Some((_, prometheus)) = exporters.and_then(|(_, node)| get(start.tree, node, "prometheus")) else {
        return Ok(());
    };
    let found = get(start.tree, prometheus, "port");
    let port = found.and_then(|(value, _)| value.as_number()).unwrap_or(0.0);
    if (0.0..=65_535.0).contains(&port) {
        return Ok(());
    }
    let why = format!("listen tcp: address {port}: invalid port");
    let message = format!("[SERVICE: Opencensus] The Prometheus exporter failed to listen and serve: {why}");
    Err(End::exits(message, found.map(|(_, node)| node)))
}
