//! What changes or checks requests and answers (krakend-lua 2.9, krakend-martian 2.3, krakend-cel 2.4,
//! krakend-jsonschema 2.2, lura proxy).

use super::Kind::{Any, Bool, Object, Objects, Open, Text, Texts, Word};
use super::Level::{Agent, Backend, Endpoint, Service};
use super::{Component, DROPPED, Key, component, key};

pub(super) const COMPONENTS: &[Component] = &[
    component("modifier/lua-endpoint", &[Service, Endpoint], Object(LUA), "runs Lua before the endpoint"),
    component("modifier/lua-proxy", &[Endpoint, Agent], Object(LUA), "runs Lua around the endpoint's calls"),
    component("modifier/lua-backend", &[Backend], Object(LUA), "runs Lua around a backend's call"),
    component("modifier/martian", &[Backend], Any, "changes what goes to a backend and comes back")
        .strictly("the block is dropped with an error in the log"),
    component(
        "validation/cel",
        &[Endpoint, Backend, Agent],
        Objects(CEL),
        "lets requests and answers pass that are true",
    )
    .strictly(DROPPED),
    component("validation/json-schema", &[Endpoint, Agent], Any, "lets bodies pass that fit a schema"),
    component("proxy", &[Endpoint, Agent], Object(PROXY), "how several backends are called and merged"),
    component("proxy", &[Backend], Object(PROXY_BACKEND), "what becomes of one backend's answer"),
];

const LUA: &[Key] = &[
    key("sources", Texts, "files to load"),
    key("md5", Any, "their checksums"),
    key("pre", Text, "code to run before"),
    key("post", Text, "code to run after"),
    key("live", Bool, "loads the files for each request").or("false"),
    key("allow_open_libs", Bool, "opens Lua's own libraries").or("false"),
    key("skip_next", Bool, "calls nothing after it").or("false"),
];

const CEL: &[Key] =
    &[key("check_expr", Text, "the expression").required(), key("mod_expr", Text, "is not evaluated")];

const PROXY: &[Key] = &[
    key("sequential", Bool, "calls backends one after the other").or("false"),
    key("sequential_propagated_params", Texts, "answers that later backends get as parameters"),
    key("combiner", Text, "how answers are merged").or("\"default\""),
    key("flatmap_filter", Objects(FLATMAP), "changes the merged answer; only with several backends"),
    key("static", Open(STATIC), "adds fixed fields to the answer"),
    key("shadow", Bool, "is read on a backend"),
];
const PROXY_BACKEND: &[Key] = &[
    key("flatmap_filter", Objects(FLATMAP), "changes the answer, instead of `allow`, `deny` and `mapping`"),
    key("shadow", Bool, "calls without waiting for the answer").or("false"),
    key("shadow_timeout", Text, "how long that may take, as a duration"),
];
const FLATMAP: &[Key] = &[
    key("type", Word(&["move", "append", "del"]), "what is done").required(),
    key("args", Texts, "to what").required(),
];
const STATIC: &[Key] = &[
    key("data", Any, "the fields"),
    key("strategy", Text, "when: always, success, errored, complete, incomplete"),
];
