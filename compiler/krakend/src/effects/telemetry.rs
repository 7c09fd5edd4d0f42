//! Logs, metrics and traces (krakend-gologging 2.1, krakend-metrics 2.2, krakend-otel 0.14, krakend-opencensus 2.2).

use super::row::Kind::{Any, Bool, Int, Number, Object, Objects, Text, Texts, Word};
use super::row::Level::{Backend, Endpoint, Service};
use super::row::{Component, DROPPED, Key, component, key};

const PANICS: &str = "`krakend run` panics, or the option counts as absent";

pub(super) const COMPONENTS: &[Component] = &[
    component("telemetry/logging", &[Service], Object(LOGGING), "what is logged, where and how")
        .enterprise(&[Backend])
        .mismatch(PANICS),
    component("telemetry/gelf", &[Service], Object(GELF), "sends logs to Graylog").mismatch(PANICS),
    component("telemetry/logstash", &[Service], Object(LOGSTASH), "writes logs as JSON"),
    component("telemetry/metrics", &[Service], Object(METRICS), "collects metrics and serves `/__stats`")
        .mismatch(PANICS),
    component("telemetry/influx", &[Service], Object(INFLUX), "sends metrics to InfluxDB"),
    component("telemetry/opentelemetry", &[Service], Object(OTEL), "exports metrics and traces")
        .strictly("the whole block is dropped, and nothing is exported")
        .since(6)
        .not_in_hanzo(),
    component(
        "telemetry/opentelemetry",
        &[Endpoint],
        Object(OTEL_ENDPOINT),
        "other settings for one endpoint",
    )
    .strictly(DROPPED)
    .since(6)
    .not_in_hanzo(),
    component("telemetry/opentelemetry", &[Backend], Object(OTEL_BACKEND), "other settings for one backend")
        .strictly(DROPPED)
        .since(6)
        .not_in_hanzo(),
    component("telemetry/opencensus", &[Service], Object(CENSUS), "exports metrics and traces, the old way")
        .strictly(DROPPED),
    component("telemetry/opencensus", &[Endpoint, Backend], Object(CENSUS_PATH), "how paths are named")
        .strictly(DROPPED),
];

const LOGGING: &[Key] = &[
    key("level", Word(&["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]), "what is worth logging")
        .required(),
    key("stdout", Bool, "writes to standard output").or("false"),
    key("syslog", Bool, "writes to syslog").or("false"),
    key("syslog_facility", Text, "the facility").or("\"local3\""),
    key("prefix", Text, "in front of each line"),
    key("format", Word(&["default", "logstash", "custom"]), "how a line is written").or("\"default\""),
    key("custom_format", Text, "the pattern of `format: custom`"),
    key("access_log_format", Text, "how an access is written").enterprise(),
    key("access_log_custom_format", Text, "its pattern").enterprise(),
    key("access_log_missing_key_marker", Text, "what stands for nothing").enterprise(),
    key("backend", Any, "logs of calls to backends").enterprise(),
];
const GELF: &[Key] = &[
    key("address", Text, "where Graylog listens").required(),
    key("enable_tcp", Bool, "by TCP, else by UDP").required(),
];
const LOGSTASH: &[Key] = &[key("enabled", Bool, "is not read: the block is enough")];
const METRICS: &[Key] = &[
    key("collection_time", Text, "how often, as a duration").or("\"1m\""),
    key("listen_address", Text, "where `/__stats` listens").or("\":8090\""),
    key("endpoint_disabled", Bool, "serves no `/__stats`").or("false"),
    key("router_disabled", Bool, "no metrics of requests").or("false"),
    key("proxy_disabled", Bool, "no metrics of endpoints").or("false"),
    key("backend_disabled", Bool, "no metrics of backends").or("false"),
];
const INFLUX: &[Key] = &[
    key("address", Text, "where InfluxDB listens").required(),
    key("db", Text, "the database").or("\"krakend\""),
    key("username", Text, "the user"),
    key("password", Text, "the password"),
    key("ttl", Text, "how often, as a duration").or("\"1m\""),
    key("buffer_size", Int, "is not read from JSON"),
];

const ATTRIBUTE: &[Key] =
    &[key("key", Text, "the name").required(), key("value", Text, "the value").required()];
const OTEL: &[Key] = &[
    key("service_name", Text, "name of the service; the file's when absent"),
    key("service_version", Text, "version of the service; KrakenD's when absent"),
    key("deploy_env", Text, "the environment"),
    key("exporters", Object(EXPORTERS), "where to").required(),
    key("layers", Object(LAYERS), "what is measured"),
    key("skip_paths", Texts, "endpoints that are left out"),
    key("metric_reporting_period", Int, "seconds between reports").or("30"),
    key("trace_sample_rate", Number, "part of the requests that are traced").or("1"),
    key("histograms", Any, "bounds of the buckets").enterprise(),
];
const EXPORTERS: &[Key] = &[
    key("otlp", Objects(OTLP), "collectors"),
    key("prometheus", Objects(PROMETHEUS), "listeners for Prometheus"),
];
const OTLP: &[Key] = &[
    key("name", Text, "its name, once").required(),
    key("host", Text, "where it is").required(),
    key("port", Int, "its port").or("4317"),
    key("use_http", Bool, "by HTTP, else by gRPC").or("false"),
    key("disable_metrics", Bool, "no metrics").or("false"),
    key("disable_traces", Bool, "no traces").or("false"),
    key("custom_metric_reporting_period", Int, "seconds between reports").or("0"),
];
const PROMETHEUS: &[Key] = &[
    key("name", Text, "its name, once").required(),
    key("port", Int, "the port to listen on").or("9090"),
    key("host", Text, "the address to listen on; all when absent"),
    key("listen_ip", Text, "is not read: the code wants `host`"),
    key("process_metrics", Bool, "and metrics of the process").or("false"),
    key("go_metrics", Bool, "and metrics of Go").or("false"),
    key("disable_metrics", Bool, "nothing unless an endpoint asks").or("false"),
    key("custom_metric_reporting_period", Int, "is not read").or("0"),
];
const LAYERS: &[Key] = &[
    key("global", Object(GLOBAL), "requests"),
    key("proxy", Object(PIPE), "endpoints"),
    key("backend", Object(BACKEND), "calls of backends"),
];
const GLOBAL: &[Key] = &[
    key("disable_metrics", Bool, "no metrics").or("false"),
    key("disable_traces", Bool, "no traces").or("false"),
    key("disable_propagation", Bool, "takes no trace over").or("false"),
    key("report_headers", Bool, "and headers").or("false"),
    key("skip_headers", Texts, "but these"),
    key("metrics_static_attributes", Objects(ATTRIBUTE), "added to metrics"),
    key("traces_static_attributes", Objects(ATTRIBUTE), "added to traces"),
    key("semantic_convention", Word(&["", "1.27"]), "how things are named"),
];
const PIPE: &[Key] = &[
    key("disable_metrics", Bool, "no metrics").or("false"),
    key("disable_traces", Bool, "no traces").or("false"),
    key("report_headers", Bool, "and headers").or("false"),
    key("skip_headers", Texts, "but these"),
    key("metrics_static_attributes", Objects(ATTRIBUTE), "added to metrics"),
    key("traces_static_attributes", Objects(ATTRIBUTE), "added to traces"),
];
const BACKEND: &[Key] = &[
    key("metrics", Object(BACKEND_METRICS), "its metrics"),
    key("traces", Object(BACKEND_TRACES), "its traces; needed when the block is there at all"),
];
const BACKEND_METRICS: &[Key] = &[
    key("disable_stage", Bool, "none").or("false"),
    key("round_trip", Bool, "of the call").or("false"),
    key("read_payload", Bool, "of reading the answer").or("false"),
    key("detailed_connection", Bool, "of the connection").or("false"),
    key("static_attributes", Objects(ATTRIBUTE), "added to them"),
];
const BACKEND_TRACES: &[Key] = &[
    key("disable_stage", Bool, "none").or("false"),
    key("round_trip", Bool, "of the call").or("false"),
    key("read_payload", Bool, "of reading the answer").or("false"),
    key("detailed_connection", Bool, "of the connection").or("false"),
    key("static_attributes", Objects(ATTRIBUTE), "added to them"),
    key("report_headers", Bool, "and headers").or("false"),
    key("skip_headers", Texts, "but these"),
];
const OTEL_ENDPOINT: &[Key] = &[
    key("global", Object(GLOBAL), "requests: only the attributes count"),
    key("proxy", Object(PIPE), "the endpoint"),
    key("backend", Object(BACKEND), "its backends").enterprise(),
    key("exporters_override", Any, "other exporters").enterprise(),
];
const OTEL_BACKEND: &[Key] =
    &[key("backend", Object(BACKEND), "the backend"), key("proxy", Any, "is not read on a backend")];

const CENSUS: &[Key] = &[
    key("sample_rate", Int, "percent of the requests").or("0"),
    key("reporting_period", Int, "seconds between reports").or("0"),
    key("enabled_layers", Object(CENSUS_LAYERS), "what is measured; all when absent"),
    key("exporters", Object(CENSUS_EXPORTERS), "where to").required(),
];
const CENSUS_EXPORTERS: &[Key] = &[
    key("logger", Object(CENSUS_LOGGER), "into the log"),
    key("zipkin", Object(ZIPKIN), "to Zipkin"),
    key("jaeger", Object(JAEGER), "to Jaeger"),
    key("influxdb", Object(CENSUS_INFLUX), "to InfluxDB"),
    key("prometheus", Object(CENSUS_PROMETHEUS), "for Prometheus to fetch"),
    key("xray", Object(XRAY), "to AWS X-Ray"),
    key("stackdriver", Object(STACKDRIVER), "to Google Cloud"),
    key("datadog", Object(DATADOG), "to Datadog"),
    key("ocagent", Object(OCAGENT), "to an agent of OpenCensus"),
];
const CENSUS_LOGGER: &[Key] =
    &[key("stats", Bool, "metrics").or("false"), key("spans", Bool, "traces").or("false")];
const ZIPKIN: &[Key] = &[
    key("collector_url", Text, "where it listens").required(),
    key("service_name", Text, "name of the service").required(),
    key("port", Int, "its port"),
];
const JAEGER: &[Key] = &[
    key("agent_endpoint", Text, "where its agent listens"),
    key("endpoint", Text, "where it listens"),
    key("service_name", Text, "name of the service"),
    key("buffer_max_count", Int, "traces kept before they are sent"),
];
const CENSUS_INFLUX: &[Key] = &[
    key("address", Text, "where it listens").required(),
    key("db", Text, "the database").required(),
    key("username", Text, "the user"),
    key("password", Text, "the password"),
    key("timeout", Text, "how long sending may take, as a duration"),
];
const CENSUS_PROMETHEUS: &[Key] = &[
    key("port", Int, "the port to listen on").required(),
    key("namespace", Text, "in front of the names"),
    key("tag_host", Bool, "by host").or("false"),
    key("tag_method", Bool, "by method").or("false"),
    key("tag_path", Bool, "by path").or("false"),
    key("tag_statuscode", Bool, "by status").or("false"),
];
const XRAY: &[Key] = &[
    key("region", Text, "the region").required(),
    key("version", Text, "version of the service").required(),
    key("use_env", Bool, "takes the keys from the environment").or("false"),
    key("access_key_id", Text, "the key"),
    key("secret_access_key", Text, "the secret"),
];
const STACKDRIVER: &[Key] = &[
    key("project_id", Text, "the project").required(),
    key("default_labels", Any, "added to all").required(),
    key("metric_prefix", Text, "in front of the names"),
];
const DATADOG: &[Key] = &[
    key("namespace", Text, "in front of the names").required(),
    key("service", Text, "name of the service").required(),
    key("trace_address", Text, "where traces go").required(),
    key("stats_address", Text, "where metrics go").required(),
    key("tags", Texts, "added to all").required(),
    key("global_tags", Any, "added to traces").required(),
    key("disable_count_per_buckets", Bool, "counts no buckets").required(),
];
const OCAGENT: &[Key] = &[
    key("address", Text, "where it listens").required(),
    key("service_name", Text, "name of the service").required(),
    key("headers", Any, "added to each call"),
    key("insecure", Bool, "without TLS").or("false"),
    key("reconnection", Text, "how long to wait before connecting again, as a duration"),
    key("enable_compression", Bool, "packs what is sent").or("false"),
];
const CENSUS_LAYERS: &[Key] = &[
    key("router", Bool, "requests").or("false"),
    key("pipe", Bool, "endpoints").or("false"),
    key("backend", Bool, "calls of backends").or("false"),
];
const CENSUS_PATH: &[Key] =
    &[key("path_aggregation", Text, "how paths are named: pattern, lastparam or off")];
