//! The configuration as lura's structs hold it (lura v2.14, config/config.go): which keys there are, in which
//! order they are decoded, and of what type. Values carry the nodes they came from.

use super::decode::{Decode, Decoder, Duration, Extra, Field, Function, Mapping};
use super::value::Value;
use gwc_syntax::tree::NodeId;

/// Declares a Go struct: its fields in Go's order, each with the key that mapstructure looks for.
macro_rules! go_struct {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty = $key:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default)]
        #[allow(missing_docs, reason = "the table of effects describes the keys")]
        pub struct $name {
            /// The whole map.
            pub at: Option<NodeId>,
            $($(#[$field_doc])* pub $field: Field<$kind>,)*
        }

        impl Decode for $name {
            fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
                let Some(entries) = decoder.structure(path, value, node) else { return Self::default() };
                Self { at: Some(node), $($field: decoder.field(path, &entries, $key),)* }
            }
        }

        impl $name {
            /// The keys it reads, in the order of decoding.
            pub const KEYS: &[&str] = &[$($key),*];
        }
    };
}

/// A list, with its `null` items. A single value is a list with one item.
pub type List<T> = Vec<Field<T>>;

go_struct! {
    /// `config.ServiceConfig`: the whole file.
    Service {
        name: String = "name",
        /// `None` is a `null`.
        endpoints: List<Option<Endpoint>> = "endpoints",
        async_agents: List<Option<Agent>> = "async_agent",
        timeout: Duration = "timeout",
        cache_ttl: Duration = "cache_ttl",
        host: List<String> = "host",
        port: i64 = "port",
        listen_ip: String = "listen_ip",
        version: i64 = "version",
        output_encoding: String = "output_encoding",
        extra_config: Extra = "extra_config",
        read_timeout: Duration = "read_timeout",
        write_timeout: Duration = "write_timeout",
        idle_timeout: Duration = "idle_timeout",
        read_header_timeout: Duration = "read_header_timeout",
        max_header_bytes: i64 = "max_header_bytes",
        disable_keep_alives: bool = "disable_keep_alives",
        disable_compression: bool = "disable_compression",
        max_idle_connections: i64 = "max_idle_connections",
        max_idle_connections_per_host: i64 = "max_idle_connections_per_host",
        idle_connection_timeout: Duration = "idle_connection_timeout",
        response_header_timeout: Duration = "response_header_timeout",
        expect_continue_timeout: Duration = "expect_continue_timeout",
        dialer_timeout: Duration = "dialer_timeout",
        dialer_fallback_delay: Duration = "dialer_fallback_delay",
        dialer_keep_alive: Duration = "dialer_keep_alive",
        disable_rest: bool = "disable_rest",
        plugin: Option<Plugin> = "plugin",
        tls: Option<Tls> = "tls",
        use_h2c: bool = "use_h2c",
        debug_endpoint: bool = "debug_endpoint",
        echo_endpoint: bool = "echo_endpoint",
        sequential_start: bool = "sequential_start",
        allow_insecure_connections: bool = "allow_insecure_connections",
        client_tls: Option<ClientTls> = "client_tls",
        dns_cache_ttl: Duration = "dns_cache_ttl",
        max_shutdown_wait_time: Duration = "max_shutdown_wait_time",
    }
}

go_struct! {
    /// `config.AsyncAgent`.
    Agent {
        name: String = "name",
        connection: Connection = "connection",
        consumer: Consumer = "consumer",
        encoding: String = "encoding",
        backend: List<Option<Backend>> = "backend",
        extra_config: Extra = "extra_config",
    }
}

go_struct! {
    /// `config.Consumer`.
    Consumer {
        timeout: Duration = "timeout",
        workers: i64 = "workers",
        topic: String = "topic",
        max_rate: f64 = "max_rate",
    }
}

go_struct! {
    /// `config.Connection`.
    Connection {
        max_retries: i64 = "max_retries",
        backoff_strategy: String = "backoff_strategy",
        health_interval: Duration = "health_interval",
    }
}

go_struct! {
    /// `config.EndpointConfig`.
    Endpoint {
        endpoint: String = "endpoint",
        method: String = "method",
        /// `None` is a `null`.
        backend: List<Option<Backend>> = "backend",
        concurrent_calls: i64 = "concurrent_calls",
        timeout: Duration = "timeout",
        cache_ttl: Duration = "cache_ttl",
        input_query_strings: List<String> = "input_query_strings",
        extra_config: Extra = "extra_config",
        input_headers: List<String> = "input_headers",
        output_encoding: String = "output_encoding",
    }
}

go_struct! {
    /// `config.Backend`. Fields without a tag in Go are found by their Go name, in any case.
    Backend {
        group: String = "group",
        method: String = "method",
        host: List<String> = "host",
        disable_host_sanitize: bool = "disable_host_sanitize",
        url_pattern: String = "url_pattern",
        allow: List<String> = "allow",
        deny: List<String> = "deny",
        mapping: Mapping = "mapping",
        encoding: String = "encoding",
        is_collection: bool = "is_collection",
        target: String = "target",
        sd: String = "sd",
        sd_scheme: String = "sd_scheme",
        /// KrakenD overwrites it.
        url_keys: List<String> = "URLKeys",
        /// KrakenD overwrites it with the endpoint's.
        concurrent_calls: i64 = "ConcurrentCalls",
        /// KrakenD overwrites it with the endpoint's.
        timeout: Duration = "Timeout",
        /// KrakenD overwrites it.
        decoder: Function = "Decoder",
        extra_config: Extra = "extra_config",
        input_headers: List<String> = "input_headers",
        input_query_strings: List<String> = "input_query_strings",
        /// KrakenD overwrites it. Its tag `-` is read as a key.
        parent_endpoint: String = "-",
        /// KrakenD overwrites it. Its tag `-` is read as a key.
        parent_endpoint_method: String = "-",
    }
}

go_struct! {
    /// `config.Plugin`.
    Plugin {
        folder: String = "folder",
        pattern: String = "pattern",
    }
}

go_struct! {
    /// `config.TLS`.
    Tls {
        disabled: bool = "disabled",
        public_key: String = "public_key",
        private_key: String = "private_key",
        ca_certs: List<String> = "ca_certs",
        min_version: String = "min_version",
        max_version: String = "max_version",
        curve_preferences: List<u16> = "curve_preferences",
        prefer_server_cipher_suites: bool = "prefer_server_cipher_suites",
        cipher_suites: List<u16> = "cipher_suites",
        enable_mtls: bool = "enable_mtls",
        disable_system_ca_pool: bool = "disable_system_ca_pool",
        keys: List<TlsKeyPair> = "keys",
    }
}

go_struct! {
    /// `config.TLSKeyPair`.
    TlsKeyPair {
        public_key: String = "public_key",
        private_key: String = "private_key",
    }
}

go_struct! {
    /// `config.ClientTLS`.
    ClientTls {
        allow_insecure_connections: bool = "allow_insecure_connections",
        ca_certs: List<String> = "ca_certs",
        disable_system_ca_pool: bool = "disable_system_ca_pool",
        min_version: String = "min_version",
        max_version: String = "max_version",
        curve_preferences: List<u16> = "curve_preferences",
        cipher_suites: List<u16> = "cipher_suites",
        client_certs: List<ClientTlsCert> = "client_certs",
    }
}

go_struct! {
    /// `config.ClientTLSCert`.
    ClientTlsCert {
        certificate: String = "certificate",
        private_key: String = "private_key",
    }
}
