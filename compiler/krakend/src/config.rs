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

/// A list: `null` items, and items that are lifted from a single value, included.
pub type List<T> = Vec<Field<T>>;

go_struct! {
    /// `config.ServiceConfig`: the whole file.
    Service {
        /// Name of the service.
        name: String = "name",
        /// Endpoints; `None` is a `null`.
        endpoints: List<Option<Endpoint>> = "endpoints",
        /// Consumers of queues.
        async_agents: List<Option<Agent>> = "async_agent",
        /// Default timeout of endpoints.
        timeout: Duration = "timeout",
        /// Default of endpoints.
        cache_ttl: Duration = "cache_ttl",
        /// Hosts of backends that name none.
        host: List<String> = "host",
        /// Port to listen on.
        port: i64 = "port",
        /// Address to listen on.
        listen_ip: String = "listen_ip",
        /// Must be 3.
        version: i64 = "version",
        /// Default of endpoints.
        output_encoding: String = "output_encoding",
        /// Components of the whole service.
        extra_config: Extra = "extra_config",
        /// Of the server.
        read_timeout: Duration = "read_timeout",
        /// Of the server.
        write_timeout: Duration = "write_timeout",
        /// Of the server.
        idle_timeout: Duration = "idle_timeout",
        /// Of the server.
        read_header_timeout: Duration = "read_header_timeout",
        /// Of the server.
        max_header_bytes: i64 = "max_header_bytes",
        /// Of connections to backends.
        disable_keep_alives: bool = "disable_keep_alives",
        /// Of connections to backends.
        disable_compression: bool = "disable_compression",
        /// Of connections to backends.
        max_idle_connections: i64 = "max_idle_connections",
        /// Of connections to backends.
        max_idle_connections_per_host: i64 = "max_idle_connections_per_host",
        /// Of connections to backends.
        idle_connection_timeout: Duration = "idle_connection_timeout",
        /// Of connections to backends.
        response_header_timeout: Duration = "response_header_timeout",
        /// Of connections to backends.
        expect_continue_timeout: Duration = "expect_continue_timeout",
        /// Of connections to backends.
        dialer_timeout: Duration = "dialer_timeout",
        /// Of connections to backends.
        dialer_fallback_delay: Duration = "dialer_fallback_delay",
        /// Of connections to backends.
        dialer_keep_alive: Duration = "dialer_keep_alive",
        /// Lets a parameter stand anywhere in a path.
        disable_rest: bool = "disable_rest",
        /// Where plugins are loaded from.
        plugin: Option<Plugin> = "plugin",
        /// Serving with TLS.
        tls: Option<Tls> = "tls",
        /// Serving HTTP/2 without TLS.
        use_h2c: bool = "use_h2c",
        /// Serves `/__debug/`.
        debug_endpoint: bool = "debug_endpoint",
        /// Serves `/__echo/`.
        echo_endpoint: bool = "echo_endpoint",
        /// Starts agents one by one.
        sequential_start: bool = "sequential_start",
        /// Old name of a key of `client_tls`.
        allow_insecure_connections: bool = "allow_insecure_connections",
        /// Calling backends with TLS.
        client_tls: Option<ClientTls> = "client_tls",
        /// Of `sd: dns`.
        dns_cache_ttl: Duration = "dns_cache_ttl",
        /// How long a stop may take.
        max_shutdown_wait_time: Duration = "max_shutdown_wait_time",
    }
}

go_struct! {
    /// `config.AsyncAgent`.
    Agent {
        /// Its name.
        name: String = "name",
        /// How it reconnects.
        connection: Connection = "connection",
        /// What it consumes.
        consumer: Consumer = "consumer",
        /// Encoding of the messages.
        encoding: String = "encoding",
        /// Where messages go.
        backend: List<Option<Backend>> = "backend",
        /// Its driver.
        extra_config: Extra = "extra_config",
    }
}

go_struct! {
    /// `config.Consumer`.
    Consumer {
        /// Of one message.
        timeout: Duration = "timeout",
        /// How many at a time.
        workers: i64 = "workers",
        /// What to subscribe to.
        topic: String = "topic",
        /// Messages a second.
        max_rate: f64 = "max_rate",
    }
}

go_struct! {
    /// `config.Connection`.
    Connection {
        /// Before it gives up.
        max_retries: i64 = "max_retries",
        /// Between retries.
        backoff_strategy: String = "backoff_strategy",
        /// Between pings.
        health_interval: Duration = "health_interval",
    }
}

go_struct! {
    /// `config.EndpointConfig`.
    Endpoint {
        /// The path.
        endpoint: String = "endpoint",
        /// The method.
        method: String = "method",
        /// Calls it makes; `None` is a `null`.
        backend: List<Option<Backend>> = "backend",
        /// Equal calls at the same time.
        concurrent_calls: i64 = "concurrent_calls",
        /// Of the whole endpoint.
        timeout: Duration = "timeout",
        /// For `Cache-Control`.
        cache_ttl: Duration = "cache_ttl",
        /// Query strings that are forwarded.
        input_query_strings: List<String> = "input_query_strings",
        /// Its components.
        extra_config: Extra = "extra_config",
        /// Headers that are forwarded.
        input_headers: List<String> = "input_headers",
        /// Of its answers.
        output_encoding: String = "output_encoding",
    }
}

go_struct! {
    /// `config.Backend`. Fields without a tag in Go are found by their Go name, in any case.
    Backend {
        /// Key that the answer is put under.
        group: String = "group",
        /// The method.
        method: String = "method",
        /// Where it is.
        host: List<String> = "host",
        /// Takes hosts as they are.
        disable_host_sanitize: bool = "disable_host_sanitize",
        /// The path to call.
        url_pattern: String = "url_pattern",
        /// Fields to keep.
        allow: List<String> = "allow",
        /// Fields to drop.
        deny: List<String> = "deny",
        /// Fields to rename.
        mapping: Mapping = "mapping",
        /// Of its answers.
        encoding: String = "encoding",
        /// Whether the answer is a list.
        is_collection: bool = "is_collection",
        /// Field to unwrap.
        target: String = "target",
        /// Service discovery.
        sd: String = "sd",
        /// Scheme of what it finds.
        sd_scheme: String = "sd_scheme",
        /// Set by KrakenD itself.
        url_keys: List<String> = "URLKeys",
        /// Overwritten by the endpoint's.
        concurrent_calls: i64 = "ConcurrentCalls",
        /// Overwritten by the endpoint's.
        timeout: Duration = "Timeout",
        /// Set by KrakenD itself.
        decoder: Function = "Decoder",
        /// Its components.
        extra_config: Extra = "extra_config",
        /// Headers that pass.
        input_headers: List<String> = "input_headers",
        /// Query strings that pass.
        input_query_strings: List<String> = "input_query_strings",
        /// Set by KrakenD itself; its tag of `-` is its key.
        parent_endpoint: String = "-",
        /// Set by KrakenD itself; its tag of `-` is its key.
        parent_endpoint_method: String = "-",
    }
}

go_struct! {
    /// `config.Plugin`.
    Plugin {
        /// The folder.
        folder: String = "folder",
        /// Which files.
        pattern: String = "pattern",
    }
}

go_struct! {
    /// `config.TLS`.
    Tls {
        /// Switches it off.
        disabled: bool = "disabled",
        /// Old form of `keys`.
        public_key: String = "public_key",
        /// Old form of `keys`.
        private_key: String = "private_key",
        /// Who signs clients.
        ca_certs: List<String> = "ca_certs",
        /// Oldest version.
        min_version: String = "min_version",
        /// Newest version.
        max_version: String = "max_version",
        /// Curves by number.
        curve_preferences: List<u16> = "curve_preferences",
        /// Ignored by Go.
        prefer_server_cipher_suites: bool = "prefer_server_cipher_suites",
        /// Suites by number.
        cipher_suites: List<u16> = "cipher_suites",
        /// Clients must show a certificate.
        enable_mtls: bool = "enable_mtls",
        /// Trusts `ca_certs` only.
        disable_system_ca_pool: bool = "disable_system_ca_pool",
        /// Certificates.
        keys: List<TlsKeyPair> = "keys",
    }
}

go_struct! {
    /// `config.TLSKeyPair`.
    TlsKeyPair {
        /// File of the certificate.
        public_key: String = "public_key",
        /// File of the key.
        private_key: String = "private_key",
    }
}

go_struct! {
    /// `config.ClientTLS`.
    ClientTls {
        /// Trusts anybody.
        allow_insecure_connections: bool = "allow_insecure_connections",
        /// Who signs backends.
        ca_certs: List<String> = "ca_certs",
        /// Trusts `ca_certs` only.
        disable_system_ca_pool: bool = "disable_system_ca_pool",
        /// Oldest version.
        min_version: String = "min_version",
        /// Newest version.
        max_version: String = "max_version",
        /// Curves by number.
        curve_preferences: List<u16> = "curve_preferences",
        /// Suites by number.
        cipher_suites: List<u16> = "cipher_suites",
        /// Certificates to show.
        client_certs: List<ClientTlsCert> = "client_certs",
    }
}

go_struct! {
    /// `config.ClientTLSCert`.
    ClientTlsCert {
        /// File of the certificate.
        certificate: String = "certificate",
        /// File of the key.
        private_key: String = "private_key",
    }
}
