//! Components that only the Hanzo gateway reads.

use super::row::Kind::{Any, Bool, Int, Object, Text};
use super::row::Level::{Backend, Endpoint};
use super::row::{Component, DROPPED, Key, Kind, Level, Reads, component, key};

const fn hanzo(name: &'static str, hanzo: &'static [Level], body: Kind, doc: &'static str) -> Component {
    Component { hanzo, reads: Reads::Strictly, mismatch: DROPPED, ..component(name, &[], body, doc) }
}

pub(super) const COMPONENTS: &[Component] = &[
    hanzo(
        "auth/public",
        &[Endpoint],
        Bool,
        "`true` makes the endpoint public; any other value requires an identity",
    ),
    hanzo("github.com/hanzoai/gateway/zap", &[Backend], Object(ZAP), "calls a ZAP node"),
    hanzo(
        "github.com/hanzoai/gateway/base_ha",
        &[Backend],
        Object(BASE_HA),
        "sends writes to the leader of the replicas",
    ),
    hanzo(
        "github.com/hanzoai/gateway/base-network",
        &[Backend],
        Object(NETWORK),
        "selects a member by a shard key",
    ),
];

const ZAP: &[Key] = &[
    key("node_id", Text, "name of the gateway's node").or("\"gateway\""),
    key("peer_id", Text, "id of the peer"),
    key("peer_addr", Text, "address of the peer"),
    key("service_type", Text, "type of the service to discover").or("\"_hanzo._tcp\""),
    key("port", Int, "port").or("9999"),
    key("timeout_ms", Int, "timeout of a call, in milliseconds").or("5000"),
    key("no_discovery", Bool, "disables discovery").or("false"),
];
const BASE_HA: &[Key] = &[
    key("service_dns", Text, "DNS name of the service"),
    key("port", Int, "port"),
    key("leader_poll_interval", Text, "interval of the leader query, as a duration").or("\"1s\""),
    key("write_methods", Any, "methods to send to the leader"),
    key(
        "read_your_writes_ttl",
        Text,
        "how long reads of a client go to the leader after a write, as a duration",
    )
    .or("\"5s\""),
];
const NETWORK: &[Key] = &[
    key("shard_key", Text, "description of the key; has no effect"),
    key("shard_key_source", Text, "source of the key"),
    key("member_poll_interval_ms", Int, "interval of the member query, in milliseconds").or("5000"),
];
