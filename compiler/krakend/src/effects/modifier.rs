//! What changes or checks requests and answers (krakend-lua 2.9, krakend-martian 2.3, krakend-cel 2.4,
//! krakend-jsonschema 2.2, lura proxy).

use super::row::Kind::{Any, Bool, Int, Modifier, Modifiers, Object, Objects, Text, Texts, Word};
use super::row::Level::{Agent, Backend, Endpoint, Service};
use super::row::{Component, DROPPED, Key, component, key};

pub(super) const COMPONENTS: &[Component] = &[
    component("modifier/lua-endpoint", &[Service, Endpoint], Object(LUA), "runs Lua before the endpoint"),
    component("modifier/lua-proxy", &[Endpoint, Agent], Object(LUA), "runs Lua around the endpoint's calls"),
    component("modifier/lua-backend", &[Backend], Object(LUA), "runs Lua around a backend's call"),
    component("modifier/martian", &[Backend], Modifier, "changes what goes to a backend and comes back")
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
    key("static", Object(STATIC), "adds fixed fields to the answer"),
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
    key("data", Any, "the fields").required(),
    key("strategy", Text, "when: always, success, errored, complete, incomplete").required(),
];

const SCOPE: Key = key("scope", Texts, "request, response or both").required();
const NAME: Key = key("name", Text, "its name").required();
const VALUE: Key = key("value", Text, "its value").required();
const SOUGHT: Key = key("value", Text, "the value it must have; any when absent");
const THEN: Key = key("modifier", Modifier, "what is done then").required();
const ELSE: Key = key("else", Modifier, "what is done otherwise");
const SCHEME: Key = key("scheme", Text, "the scheme");
const HOST: Key = key("host", Text, "the host");
const PATH: Key = key("path", Text, "the path");
const QUERY: Key = key("query", Text, "the query");

const NAMED: &[Key] = &[SCOPE, NAME, VALUE];
const NAMED_FILTER: &[Key] = &[SCOPE, NAME, SOUGHT, THEN, ELSE];

/// The modifiers of Martian, by name.
/// The modifiers of martian, by the keys that name them.
pub const MARTIAN: &[Key] = &[
    key("body.Modifier", Object(BODY), "replaces the body"),
    key("cookie.Filter", Object(NAMED_FILTER), "where there is a cookie"),
    key("cookie.Modifier", Object(COOKIE), "adds a cookie"),
    key("fifo.Group", Object(FIFO), "several modifiers in order"),
    key("header.Append", Object(NAMED), "adds a header"),
    key("header.Blacklist", Object(BLACKLIST), "removes headers"),
    key("header.Copy", Object(COPY), "copies a header"),
    key("header.Filter", Object(NAMED_FILTER), "where there is a header"),
    key("header.Id", Object(ID), "adds an id"),
    key("header.Modifier", Object(NAMED), "sets a header"),
    key("header.RegexFilter", Object(HEADER_REGEX), "where a header matches"),
    key("port.Filter", Object(PORT_FILTER), "where the port is this"),
    key("port.Modifier", Object(PORT), "changes the port"),
    key("priority.Group", Object(PRIORITY), "several modifiers by priority"),
    key("querystring.Filter", Object(NAMED_FILTER), "where there is a query parameter"),
    key("querystring.Modifier", Object(NAMED), "sets a query parameter"),
    key("stash.Modifier", Object(STASH), "keeps the address in a header"),
    key("url.Filter", Object(URL_FILTER), "where the address is this"),
    key("url.Modifier", Object(URL), "changes the address"),
    key("url.RegexFilter", Object(URL_REGEX), "where the address matches"),
];
const BODY: &[Key] =
    &[SCOPE, key("body", Text, "the new body, in base64").required(), key("contentType", Text, "its type")];
const COOKIE: &[Key] = &[
    SCOPE,
    NAME,
    VALUE,
    key("domain", Text, "its domain"),
    key("path", Text, "its path"),
    key("expires", Text, "until when"),
    key("maxAge", Int, "for how many seconds"),
    key("httpOnly", Bool, "hidden from scripts").or("false"),
    key("secure", Bool, "by TLS only").or("false"),
];
const FIFO: &[Key] = &[
    SCOPE,
    key("modifiers", Modifiers, "the modifiers").required(),
    key("aggregateErrors", Bool, "goes on after an error").or("false"),
];
const PRIORITY: &[Key] = &[SCOPE, key("modifiers", Objects(RANKED), "the modifiers").required()];
const RANKED: &[Key] = &[key("priority", Int, "higher ones run first").required(), THEN];
const BLACKLIST: &[Key] = &[SCOPE, key("names", Texts, "the headers").required()];
const COPY: &[Key] =
    &[SCOPE, key("from", Text, "the header").required(), key("to", Text, "its copy").required()];
const ID: &[Key] = &[SCOPE, key("header", Text, "the header").or("\"X-Krakend-Id\"")];
const HEADER_REGEX: &[Key] = &[
    SCOPE,
    key("header", Text, "the header").required(),
    key("regex", Text, "the expression").required(),
    THEN,
];
const PORT_FILTER: &[Key] = &[SCOPE, key("port", Int, "the port").required(), THEN, ELSE];
const PORT: &[Key] = &[
    SCOPE,
    key("port", Int, "the new port"),
    key("defaultForScheme", Bool, "that of the scheme"),
    key("remove", Bool, "none"),
];
const STASH: &[Key] = &[SCOPE, key("headerName", Text, "the header").required()];
const URL: &[Key] = &[SCOPE, SCHEME, HOST, PATH, QUERY];
const URL_FILTER: &[Key] = &[SCOPE, SCHEME, HOST, PATH, QUERY, THEN, ELSE];
const URL_REGEX: &[Key] = &[SCOPE, key("regex", Text, "the expression").required(), THEN, ELSE];
