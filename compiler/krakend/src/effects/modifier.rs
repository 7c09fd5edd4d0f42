//! What changes or checks requests and answers (krakend-lua 2.9, krakend-martian 2.3, krakend-cel 2.4,
//! krakend-jsonschema 2.2, lura proxy).

use super::row::Kind::{Any, Bool, Int, Modifier, Modifiers, Object, Objects, Text, Texts, Word};
use super::row::Level::{Agent, Backend, Endpoint, Service};
use super::row::{Component, DROPPED, Key, component, key};

pub(super) const COMPONENTS: &[Component] = &[
    component(
        "modifier/lua-endpoint",
        &[Service, Endpoint],
        Object(LUA_ENDPOINT),
        "runs Lua before the endpoint",
    ),
    component("modifier/lua-proxy", &[Endpoint, Agent], Object(LUA), "runs Lua around the endpoint's calls"),
    component("modifier/lua-backend", &[Backend], Object(LUA), "runs Lua around a backend's call"),
    component("modifier/martian", &[Backend], Modifier, "changes requests to a backend and its responses")
        .strictly("KrakenD logs an error and ignores the component"),
    component(
        "validation/cel",
        &[Endpoint, Backend, Agent],
        Objects(CEL),
        "rejects requests and responses for which an expression is false",
    )
    .strictly(DROPPED),
    component("validation/json-schema", &[Endpoint, Agent], Any, "rejects bodies that do not match a schema"),
    component("proxy", &[Endpoint, Agent], Object(PROXY), "how several backends are called and merged"),
    component("proxy", &[Backend], Object(PROXY_BACKEND), "how the response of a backend is used"),
];

const LUA: &[Key] = &[
    key("sources", Texts, "files to load"),
    key("md5", Any, "checksums of the files"),
    key("pre", Text, "code that runs before the call"),
    key("post", Text, "code that runs after the call"),
    key("live", Bool, "loads the files for each request").or("false"),
    key("allow_open_libs", Bool, "allows the standard libraries of Lua").or("false"),
    key("skip_next", Bool, "skips the rest of the call").or("false"),
];

/// An endpoint runs `pre` only (krakend-lua 2.9, router/gin/lua.go).
const LUA_ENDPOINT: &[Key] = &[
    key("sources", Texts, "files to load"),
    key("md5", Any, "checksums of the files"),
    key("pre", Text, "code that runs before the endpoint"),
    key("live", Bool, "loads the files for each request").or("false"),
    key("allow_open_libs", Bool, "allows the standard libraries of Lua").or("false"),
];

const CEL: &[Key] =
    &[key("check_expr", Text, "the expression").required(), key("mod_expr", Text, "has no effect")];

const PROXY: &[Key] = &[
    key("sequential", Bool, "calls the backends one after the other").or("false"),
    key("sequential_propagated_params", Texts, "responses that later backends receive as parameters"),
    key("combiner", Text, "how responses are merged").or("\"default\""),
    key("flatmap_filter", Objects(FLATMAP), "changes the merged response; requires two or more backends"),
    key("static", Object(STATIC), "adds fixed fields to the response"),
    key("shadow", Bool, "has no effect on an endpoint"),
];
const PROXY_BACKEND: &[Key] = &[
    key("flatmap_filter", Objects(FLATMAP), "changes the response, instead of `allow`, `deny` and `mapping`"),
    key("shadow", Bool, "sends a copy of the request without waiting for the response").or("false"),
    key("shadow_timeout", Text, "timeout of a shadow request, as a duration"),
];
const FLATMAP: &[Key] = &[
    key("type", Word(&["move", "append", "del"]), "operation").required(),
    key("args", Texts, "arguments").required(),
];
const STATIC: &[Key] = &[
    key("data", Any, "the fields").required(),
    key("strategy", Word(STATIC_STRATEGIES), "when: always, success, errored, complete or incomplete")
        .required(),
];

/// Another word means `always`.
const STATIC_STRATEGIES: &[&str] = &["always", "success", "errored", "complete", "incomplete"];

const SCOPE: Key = key("scope", Texts, "`request`, `response` or both").required();
const NAME: Key = key("name", Text, "name").required();
const VALUE: Key = key("value", Text, "value").required();
const SOUGHT: Key = key("value", Text, "required value; any by default");
const THEN: Key = key("modifier", Modifier, "modifier to apply on a match").required();
const ELSE: Key = key("else", Modifier, "modifier to apply without a match");
const SCHEME: Key = key("scheme", Text, "scheme");
const HOST: Key = key("host", Text, "host");
const PATH: Key = key("path", Text, "path");
const QUERY: Key = key("query", Text, "query");

const NAMED: &[Key] = &[SCOPE, NAME, VALUE];
const NAMED_FILTER: &[Key] = &[SCOPE, NAME, SOUGHT, THEN, ELSE];

/// The modifiers of Martian, by name.
pub const MARTIAN: &[Key] = &[
    key("body.Modifier", Object(BODY), "replaces the body"),
    key("cookie.Filter", Object(NAMED_FILTER), "applies a modifier if a cookie exists"),
    key("cookie.Modifier", Object(COOKIE), "adds a cookie"),
    key("fifo.Group", Object(FIFO), "applies several modifiers in order"),
    key("header.Append", Object(NAMED), "adds a header"),
    key("header.Blacklist", Object(BLACKLIST), "removes headers"),
    key("header.Copy", Object(COPY), "copies a header"),
    key("header.Filter", Object(NAMED_FILTER), "applies a modifier if a header exists"),
    key("header.Id", Object(ID), "adds an id"),
    key("header.Modifier", Object(NAMED), "sets a header"),
    key("header.RegexFilter", Object(HEADER_REGEX), "applies a modifier if a header matches"),
    key("port.Filter", Object(PORT_FILTER), "applies a modifier if the port matches"),
    key("port.Modifier", Object(PORT), "changes the port"),
    key("priority.Group", Object(PRIORITY), "applies several modifiers by priority"),
    key("querystring.Filter", Object(NAMED_FILTER), "applies a modifier if a query parameter exists"),
    key("querystring.Modifier", Object(NAMED), "sets a query parameter"),
    key("stash.Modifier", Object(STASH), "writes the URL to a header"),
    key("url.Filter", Object(URL_FILTER), "applies a modifier if the URL is equal"),
    key("url.Modifier", Object(URL), "changes the URL"),
    key("url.RegexFilter", Object(URL_REGEX), "applies a modifier if the URL matches"),
];
const BODY: &[Key] =
    &[SCOPE, key("body", Text, "new body, in base64").required(), key("contentType", Text, "media type")];
const COOKIE: &[Key] = &[
    SCOPE,
    NAME,
    VALUE,
    key("domain", Text, "domain"),
    key("path", Text, "path"),
    key("expires", Text, "time of expiry"),
    key("maxAge", Int, "lifetime in seconds"),
    key("httpOnly", Bool, "hides the cookie from scripts").or("false"),
    key("secure", Bool, "sends the cookie over TLS only").or("false"),
];
const FIFO: &[Key] = &[
    SCOPE,
    key("modifiers", Modifiers, "modifiers").required(),
    key("aggregateErrors", Bool, "continues after an error").or("false"),
];
const PRIORITY: &[Key] = &[SCOPE, key("modifiers", Objects(RANKED), "modifiers").required()];
const RANKED: &[Key] = &[key("priority", Int, "priority; the highest runs first").required(), THEN];
const BLACKLIST: &[Key] = &[SCOPE, key("names", Texts, "names of the headers").required()];
const COPY: &[Key] = &[
    SCOPE,
    key("from", Text, "name of the header").required(),
    key("to", Text, "name of the copy").required(),
];
const ID: &[Key] = &[SCOPE, key("header", Text, "name of the header").or("\"X-Krakend-Id\"")];
const HEADER_REGEX: &[Key] = &[
    SCOPE,
    key("header", Text, "name of the header").required(),
    key("regex", Text, "the expression").required(),
    THEN,
];
const PORT_FILTER: &[Key] = &[SCOPE, key("port", Int, "port").required(), THEN, ELSE];
const PORT: &[Key] = &[
    SCOPE,
    key("port", Int, "new port"),
    key("defaultForScheme", Bool, "uses the default port of the scheme"),
    key("remove", Bool, "removes the port"),
];
const STASH: &[Key] = &[SCOPE, key("headerName", Text, "name of the header").required()];
const URL: &[Key] = &[SCOPE, SCHEME, HOST, PATH, QUERY];
const URL_FILTER: &[Key] = &[SCOPE, SCHEME, HOST, PATH, QUERY, THEN, ELSE];
const URL_REGEX: &[Key] = &[SCOPE, key("regex", Text, "the expression").required(), THEN, ELSE];
