//! Blocks that only the Hanzo gateway reads.

use super::row::Kind::{Any, Bool, Int, Object, Text};
use super::row::Level::{Backend, Endpoint};
use super::row::{Component, DROPPED, Key, Kind, Level, Reads, component, key};

const fn hanzo(name: &'static str, hanzo: &'static [Level], body: Kind, doc: &'static str) -> Component {
    Component { hanzo, reads: Reads::Strictly, mismatch: DROPPED, ..component(name, &[], body, doc) }
}

pub(super) const COMPONENTS: &[Component] = &[
    hanzo("auth/public", &[Endpoint], Bool, "whether the endpoint is open; anything but `true` is not"),
    hanzo("github.com/hanzoai/gateway/zap", &[Backend], Object(ZAP), "calls a ZAP node"),
    hanzo("github.com/hanzoai/gateway/base_ha", &[Backend], Object(BASE_HA), "sends writes to the leader"),
    hanzo(
        "github.com/hanzoai/gateway/base-network",
        &[Backend],
        Object(NETWORK),
        "chooses a member by a key",
    ),
];

const ZAP: &[Key] = &[
    key("node_id", Text, "name of the own node").or("\"gateway\""),
    key("peer_id", Text, "who is called"),
    key("peer_addr", Text, "where it is"),
    key("service_type", Text, "what is looked for").or("\"_hanzo._tcp\""),
    key("port", Int, "its port").or("9999"),
    key("timeout_ms", Int, "milliseconds a call may take").or("5000"),
    key("no_discovery", Bool, "looks for nobody").or("false"),
];
const BASE_HA: &[Key] = &[
    key("service_dns", Text, "name of the service"),
    key("port", Int, "its port"),
    key("leader_poll_interval", Text, "how often the leader is asked for").or("\"1s\""),
    key("write_methods", Any, "methods that go to the leader"),
    key("read_your_writes_ttl", Text, "how long reads follow a write").or("\"5s\""),
];
const NETWORK: &[Key] = &[
    key("shard_key", Text, "what the key is, for people"),
    key("shard_key_source", Text, "where it comes from"),
    key("member_poll_interval_ms", Int, "milliseconds between looks at the members").or("5000"),
];
