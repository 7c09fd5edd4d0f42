//! Logs, metrics and traces (krakend-gologging 2.1, krakend-metrics 2.2, krakend-otel 0.14, krakend-opencensus 2.2).

use super::row::Kind::{Any, Bool, Int, Number, Object, Objects, Text, Texts, Word};
use super::row::Level::{Backend, Endpoint, Service};
use super::row::{Component, DROPPED, Key, component, key};

const PANICS: &str = "`krakend run` panics, or KrakenD ignores the option";

pub(super) const COMPONENTS: &[Component] = &[
    component("telemetry/logging", &[Service], Object(LOGGING), "level, destination and format of the logs")
        .enterprise(&[Backend])
        .mismatch(PANICS),
    component("telemetry/gelf", &[Service], Object(GELF), "sends logs to Graylog").mismatch(PANICS),
    component("telemetry/logstash", &[Service], Object(LOGSTASH), "writes logs as JSON"),
    component("telemetry/metrics", &[Service], Object(METRICS), "collects metrics and serves `/__stats`")
        .mismatch(PANICS),
    component("telemetry/influx", &[Service], Object(INFLUX), "sends metrics to InfluxDB"),
    component("telemetry/opentelemetry", &[Service], Object(OTEL), "exports metrics and traces")
        .strictly("KrakenD ignores the whole component and exports nothing")
        .since(6)
        .not_in_hanzo(),
    component("telemetry/opentelemetry", &[Endpoint], Object(OTEL_ENDPOINT), "settings of one endpoint")
        .strictly(DROPPED)
        .since(6)
        .not_in_hanzo(),
    component("telemetry/opentelemetry", &[Backend], Object(OTEL_BACKEND), "settings of one backend")
        .strictly(DROPPED)
        .since(6)
        .not_in_hanzo(),
    component("telemetry/opencensus", &[Service], Object(CENSUS), "exports metrics and traces; deprecated")
        .strictly(DROPPED),
    component("telemetry/opencensus", &[Endpoint, Backend], Object(CENSUS_PATH), "names of paths")
        .strictly(DROPPED),
];

const LEVELS: &[&str] = &["DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL"];

const LOGGING: &[Key] = &[
    key("level", Word(LEVELS), "minimum level").required().unknown(
        "KrakenD ignores the whole component and logs everything at `DEBUG`, without `prefix` and `format`",
    ),
    key("stdout", Bool, "writes to standard output").or("false"),
    key("syslog", Bool, "writes to syslog").or("false"),
    key("syslog_facility", Text, "syslog facility").or("\"local3\""),
    key("prefix", Text, "prefix of each line"),
    key("format", Word(&["default", "logstash", "custom"]), "format of a line").or("\"default\""),
    key("custom_format", Text, "the pattern of `format: custom`"),
    key("access_log_format", Text, "format of the access log").enterprise(),
    key("access_log_custom_format", Text, "pattern of the access log").enterprise(),
    key("access_log_missing_key_marker", Text, "text for a missing value").enterprise(),
    key("backend", Any, "logs of the calls of backends").enterprise(),
];
const GELF: &[Key] = &[
    key("address", Text, "address of Graylog").required(),
    key("enable_tcp", Bool, "uses TCP instead of UDP").required(),
];
const LOGSTASH: &[Key] = &[key("enabled", Bool, "has no effect: the component alone enables it")];
const METRICS: &[Key] = &[
    key("collection_time", Text, "interval, as a duration").or("\"1m\""),
    key("listen_address", Text, "address of `/__stats`").or("\":8090\""),
    key("endpoint_disabled", Bool, "disables `/__stats`").or("false"),
    key("router_disabled", Bool, "disables metrics of requests").or("false"),
    key("proxy_disabled", Bool, "disables metrics of endpoints").or("false"),
    key("backend_disabled", Bool, "disables metrics of backends").or("false"),
];
const INFLUX: &[Key] = &[
    key("address", Text, "address of InfluxDB").required(),
    key("db", Text, "name of the database").or("\"krakend\""),
    key("username", Text, "user name"),
    key("password", Text, "password"),
    key("ttl", Text, "interval, as a duration").or("\"1m\""),
    key("buffer_size", Int, "has no effect: KrakenD does not read it from JSON"),
];

const ATTRIBUTE: &[Key] = &[key("key", Text, "name").required(), key("value", Text, "value").required()];
const OTEL: &[Key] = &[
    key("service_name", Text, "name of the service; that of the file by default"),
    key("service_version", Text, "version of the service; that of KrakenD by default"),
    key("deploy_env", Text, "deployment environment"),
    key("exporters", Object(EXPORTERS), "exporters").required(),
    key("layers", Object(LAYERS), "layers to measure"),
    key("skip_paths", Texts, "endpoints to exclude"),
    key("metric_reporting_period", Int, "interval of the reports, in seconds").or("30"),
    key("trace_sample_rate", Number, "share of requests to trace, from 0 to 1").or("1"),
    key("histograms", Any, "bounds of the histogram buckets").enterprise(),
];
const EXPORTERS: &[Key] = &[
    key("otlp", Objects(OTLP), "OTLP collectors"),
    key("prometheus", Objects(PROMETHEUS), "listeners for Prometheus"),
];
const OTLP: &[Key] = &[
    key("name", Text, "unique name").required(),
    key("host", Text, "host").required(),
    key("port", Int, "port").or("4317"),
    key("use_http", Bool, "uses HTTP instead of gRPC").or("false"),
    key("disable_metrics", Bool, "disables metrics").or("false"),
    key("disable_traces", Bool, "disables traces").or("false"),
    key("custom_metric_reporting_period", Int, "interval of the reports, in seconds").or("0"),
];
const PROMETHEUS: &[Key] = &[
    key("name", Text, "unique name").required(),
    key("port", Int, "port to listen on").or("9090"),
    key("host", Text, "address to listen on; all by default"),
    key("listen_ip", Text, "has no effect: KrakenD reads `host` instead"),
    key("process_metrics", Bool, "adds metrics of the process").or("false"),
    key("go_metrics", Bool, "adds metrics of the Go runtime").or("false"),
    key("disable_metrics", Bool, "disables metrics unless an endpoint enables them").or("false"),
    key("custom_metric_reporting_period", Int, "has no effect").or("0"),
];
const LAYERS: &[Key] = &[
    key("global", Object(GLOBAL), "requests of clients"),
    key("proxy", Object(PIPE), "endpoints"),
    key("backend", Object(BACKEND), "calls of backends"),
];
const GLOBAL: &[Key] = &[
    key("disable_metrics", Bool, "disables metrics").or("false"),
    key("disable_traces", Bool, "disables traces").or("false"),
    key("disable_propagation", Bool, "does not continue traces of clients").or("false"),
    key("report_headers", Bool, "adds headers").or("false"),
    key("skip_headers", Texts, "headers to exclude"),
    key("metrics_static_attributes", Objects(ATTRIBUTE), "attributes to add to metrics"),
    key("traces_static_attributes", Objects(ATTRIBUTE), "attributes to add to traces"),
    key("semantic_convention", Word(&["", "1.27"]), "semantic convention of the names"),
];
const PIPE: &[Key] = &[
    key("disable_metrics", Bool, "disables metrics").or("false"),
    key("disable_traces", Bool, "disables traces").or("false"),
    key("report_headers", Bool, "adds headers").or("false"),
    key("skip_headers", Texts, "headers to exclude"),
    key("metrics_static_attributes", Objects(ATTRIBUTE), "attributes to add to metrics"),
    key("traces_static_attributes", Objects(ATTRIBUTE), "attributes to add to traces"),
];
const BACKEND: &[Key] = &[
    key("metrics", Object(BACKEND_METRICS), "exports metrics"),
    key("traces", Object(BACKEND_TRACES), "traces; required if `backend` is set"),
];
const BACKEND_METRICS: &[Key] = &[
    key("disable_stage", Bool, "disables this stage").or("false"),
    key("round_trip", Bool, "measures the call").or("false"),
    key("read_payload", Bool, "measures reading the response").or("false"),
    key("detailed_connection", Bool, "measures the connection").or("false"),
    key("static_attributes", Objects(ATTRIBUTE), "attributes to add"),
];
const BACKEND_TRACES: &[Key] = &[
    key("disable_stage", Bool, "disables this stage").or("false"),
    key("round_trip", Bool, "measures the call").or("false"),
    key("read_payload", Bool, "measures reading the response").or("false"),
    key("detailed_connection", Bool, "measures the connection").or("false"),
    key("static_attributes", Objects(ATTRIBUTE), "attributes to add"),
    key("report_headers", Bool, "adds headers").or("false"),
    key("skip_headers", Texts, "headers to exclude"),
];
const OTEL_ENDPOINT: &[Key] = &[
    key("global", Object(GLOBAL), "requests: only the attributes take effect"),
    key("proxy", Object(PIPE), "the endpoint"),
    key("backend", Object(BACKEND), "backends of the endpoint").enterprise(),
    key("exporters_override", Any, "exporters of the endpoint").enterprise(),
];
const OTEL_BACKEND: &[Key] =
    &[key("backend", Object(BACKEND), "the backend"), key("proxy", Any, "has no effect on a backend")];

const CENSUS: &[Key] = &[
    key("sample_rate", Int, "percentage of requests to trace").or("0"),
    key("reporting_period", Int, "interval of the reports, in seconds").or("0"),
    key("enabled_layers", Object(CENSUS_LAYERS), "layers to measure; all by default"),
    key("exporters", Object(CENSUS_EXPORTERS), "exporters").required(),
];
const CENSUS_EXPORTERS: &[Key] = &[
    key("logger", Object(CENSUS_LOGGER), "writes to the log"),
    key("zipkin", Object(ZIPKIN), "exports to Zipkin"),
    key("jaeger", Object(JAEGER), "exports to Jaeger"),
    key("influxdb", Object(CENSUS_INFLUX), "exports to InfluxDB"),
    key("prometheus", Object(CENSUS_PROMETHEUS), "serves metrics for Prometheus"),
    key("xray", Object(XRAY), "exports to AWS X-Ray"),
    key("stackdriver", Object(STACKDRIVER), "exports to Google Cloud"),
    key("datadog", Object(DATADOG), "exports to Datadog"),
    key("ocagent", Object(OCAGENT), "exports to an OpenCensus agent"),
];
const CENSUS_LOGGER: &[Key] =
    &[key("stats", Bool, "exports metrics").or("false"), key("spans", Bool, "exports traces").or("false")];
const ZIPKIN: &[Key] = &[
    key("collector_url", Text, "address").required(),
    key("service_name", Text, "name of the service").required(),
    key("port", Int, "port"),
];
const JAEGER: &[Key] = &[
    key("agent_endpoint", Text, "address of the agent"),
    key("endpoint", Text, "address"),
    key("service_name", Text, "name of the service"),
    key("buffer_max_count", Int, "maximum number of buffered traces"),
];
const CENSUS_INFLUX: &[Key] = &[
    key("address", Text, "address").required(),
    key("db", Text, "name of the database").required(),
    key("username", Text, "user name"),
    key("password", Text, "password"),
    key("timeout", Text, "timeout to send, as a duration"),
];
const CENSUS_PROMETHEUS: &[Key] = &[
    key("port", Int, "port to listen on").required(),
    key("namespace", Text, "prefix of the names"),
    key("tag_host", Bool, "adds the host as a label").or("false"),
    key("tag_method", Bool, "adds the method as a label").or("false"),
    key("tag_path", Bool, "adds the path as a label").or("false"),
    key("tag_statuscode", Bool, "adds the status as a label").or("false"),
];
const XRAY: &[Key] = &[
    key("region", Text, "AWS region").required(),
    key("version", Text, "version of the service").required(),
    key("use_env", Bool, "reads the keys from the environment").or("false"),
    key("access_key_id", Text, "access key id"),
    key("secret_access_key", Text, "secret access key"),
];
const STACKDRIVER: &[Key] = &[
    key("project_id", Text, "id of the project").required(),
    key("default_labels", Any, "labels to add").required(),
    key("metric_prefix", Text, "prefix of the names"),
];
const DATADOG: &[Key] = &[
    key("namespace", Text, "prefix of the names").required(),
    key("service", Text, "name of the service").required(),
    key("trace_address", Text, "address for traces").required(),
    key("stats_address", Text, "address for metrics").required(),
    key("tags", Texts, "labels to add").required(),
    key("global_tags", Any, "attributes to add to traces").required(),
    key("disable_count_per_buckets", Bool, "disables the count per bucket").required(),
];
const OCAGENT: &[Key] = &[
    key("address", Text, "address").required(),
    key("service_name", Text, "name of the service").required(),
    key("headers", Any, "headers to add to each call"),
    key("insecure", Bool, "disables TLS").or("false"),
    key("reconnection", Text, "delay before a reconnect, as a duration"),
    key("enable_compression", Bool, "compresses the data").or("false"),
];
const CENSUS_LAYERS: &[Key] = &[
    key("router", Bool, "requests of clients").or("false"),
    key("pipe", Bool, "endpoints").or("false"),
    key("backend", Bool, "calls of backends").or("false"),
];
const CENSUS_PATH: &[Key] = &[key("path_aggregation", Text, "name of a path: pattern, lastparam or off")];
