//! The two spellings of component names (krakend-ce 2.13.8, cmd/krakend-ce/main.go): `run` replaces the short name by the
//! long one before anything starts, and the short one takes effect if both are set. `check -t` does not replace names.

use super::decode::{Extra, Namespace};

/// Short names and their long names. Namespaces without an entry have one name only.
pub const ALIASES: &[(&str, &str)] = &[
    ("async/amqp", "github.com/devopsfaith/krakend-amqp/agent"),
    ("auth/client-credentials", "github.com/devopsfaith/krakend-oauth2-clientcredentials"),
    ("auth/revoker", "github_com/devopsfaith/bloomfilter"),
    ("auth/signer", "github.com/devopsfaith/krakend-jose/signer"),
    ("auth/validator", "github.com/devopsfaith/krakend-jose/validator"),
    ("backend/amqp/consumer", "github.com/devopsfaith/krakend-amqp/consume"),
    ("backend/amqp/producer", "github.com/devopsfaith/krakend-amqp/produce"),
    ("backend/graphql", "github.com/devopsfaith/krakend/transport/http/client/graphql"),
    ("backend/http", "github.com/devopsfaith/krakend/http"),
    ("backend/lambda", "github.com/devopsfaith/krakend-lambda"),
    ("backend/pubsub/publisher", "github.com/devopsfaith/krakend-pubsub/publisher"),
    ("backend/pubsub/subscriber", "github.com/devopsfaith/krakend-pubsub/subscriber"),
    ("modifier/lua-backend", "github.com/devopsfaith/krakend-lua/proxy/backend"),
    ("modifier/lua-endpoint", "github.com/devopsfaith/krakend-lua/router"),
    ("modifier/lua-proxy", "github.com/devopsfaith/krakend-lua/proxy"),
    ("modifier/martian", "github.com/devopsfaith/krakend-martian"),
    ("plugin/http-client", "github.com/devopsfaith/krakend/transport/http/client/executor"),
    ("plugin/http-server", "github_com/devopsfaith/krakend/transport/http/server/handler"),
    ("plugin/req-resp-modifier", "github.com/devopsfaith/krakend/proxy/plugin"),
    ("proxy", "github.com/devopsfaith/krakend/proxy"),
    ("qos/circuit-breaker", "github.com/devopsfaith/krakend-circuitbreaker/gobreaker"),
    ("qos/http-cache", "github.com/devopsfaith/krakend-httpcache"),
    ("router", "github_com/luraproject/lura/router/gin"),
    ("security/bot-detector", "github_com/devopsfaith/krakend-botdetector"),
    ("security/cors", "github_com/devopsfaith/krakend-cors"),
    ("security/http", "github_com/devopsfaith/krakend-httpsecure"),
    ("telemetry/gelf", "github_com/devopsfaith/krakend-gelf"),
    ("telemetry/influx", "github_com/letgoapp/krakend-influx"),
    ("telemetry/logging", "github_com/devopsfaith/krakend-gologging"),
    ("telemetry/logstash", "github_com/devopsfaith/krakend-logstash"),
    ("telemetry/metrics", "github_com/devopsfaith/krakend-metrics"),
    ("telemetry/opencensus", "github_com/devopsfaith/krakend-opencensus"),
    ("validation/cel", "github.com/devopsfaith/krakend-cel"),
    ("validation/json-schema", "github.com/devopsfaith/krakend-jsonschema"),
];

/// The long name of a short one.
pub fn long(short: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(s, _)| *s == short).map(|(_, long)| *long)
}

/// The short name of a long one.
pub fn short(long: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(_, l)| *l == long).map(|(short, _)| *short)
}

impl Extra {
    /// The component with this short name, as a running KrakenD finds it.
    pub fn component(&self, name: &str) -> Option<&Namespace> {
        self.get(name).or_else(|| self.get(long(name)?))
    }
}
