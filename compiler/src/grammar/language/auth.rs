//! Credentials: `auth`, and what an auth or a layer requires.

use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Type::{Bool, Either, Integer, List, Map, Record, Text};
use crate::grammar::shape::{Shape, Type};

use super::secret::SECRET;

const AUDIENCES: Type = Either(&[Text(&ANY_WORD), List(&Text(&TEXT)), Record(&ALL_AUDIENCES)]);
const TOKEN_SOURCES: Type = List(&Either(&[Text(&HEADER), Record(&TOKEN_SOURCE)]));
const MINTED_VALUE: Type = Either(&[Text(&CLAIM), List(&Text(&CLAIM)), Record(&MINTED)]);
const CLAIM_VALUE: Type = Either(&[Bool, Integer { min: i64::MIN, max: i64::MAX }, Text(&TEXT)]);

/// `auth.NAME`.
pub(in crate::grammar) static AUTH: Shape = Shape {
    name: "auth",
    doc: "A credential: one of `jwt`, `api_key`, `check` and `edge`.",
    keys: &[
        key("jwt", "Signed tokens, verified by the gateway.", Record(&JWT)),
        key(
            "api_key",
            "API keys. With `verify`, the gateway verifies a key; without it, the gateway checks the prefix, and an upstream with `accepts_keys` verifies the key.",
            Record(&API_KEY),
        ),
        key(
            "check",
            "External service that is asked whether a request may pass, as with `auth_request` of nginx: `2xx` accepts, `401` and `403` reject.",
            Record(&EXTERNAL),
        ),
        key(
            "edge",
            "`true`: the gateway of the target `hanzo` verifies the identity before any endpoint.",
            Bool,
        ),
        key(
            "headers",
            "Headers set from verified claims, from the record of a verified key or from the answer of `check`: a claim, a list of which the first that is present counts, or a map.",
            Map { key: &HEADER, value: &MINTED_VALUE },
        ),
        key(
            "require",
            "Required roles, scopes and claims of a verified token or key. `gwr` returns `403` without them.",
            Record(&REQUIRE),
        ),
        key(
            "origins",
            "Hosts of pages that may send this credential, each with its subdomains. `gwr` reads `Origin`, else `Referer`, and returns `403` for another host or for none.",
            List(&Text(&ORIGIN_HOST)),
        ),
        key(
            "rate_limit",
            "Name of a rate limit that all requests with this credential share, in addition to the limits of the endpoints.",
            Text(&NAME),
        ),
        key(
            "rate_limit_message",
            "Text of the `429` response to requests that exceed the `rate_limit` of this credential. `Rate limit exceeded` if not set.",
            Text(&RESPONSE_TEXT),
        ),
    ],
};

/// `auth.NAME.headers.HEADER`, as a map.
pub(in crate::grammar) static MINTED: Shape = Shape {
    name: "minted header",
    doc: "A header made from a claim; no header where the claim is absent. At most one of `join`, `equals`, `bits` and `select`. For a `check`: `header` alone.",
    keys: &[
        key("claim", "The claim. Dots in its name descend into objects.", Text(&CLAIM)),
        key("header", "The header of the answer of `check` that it is copied from.", Text(&HEADER)),
        key("join", "What is between the items of a list. `,` when not set.", Text(&SEPARATOR)),
        key("equals", "The value of the claim for which the header is set.", CLAIM_VALUE),
        key("value", "The header's value, for `equals`.", Text(&HEADER_VALUE)),
        key(
            "bits",
            "Bits by name, from 0 to 63: the header is the sum of those that the claim lists, as a decimal number; no header for 0.",
            Map { key: &REQUIRED_VALUE, value: &Integer { min: 0, max: 63 } },
        ),
        key(
            "select",
            "A choice of the client among values of its token, in place of the claim.",
            Record(&SELECTION),
        ),
    ],
};

/// `auth.NAME.headers.HEADER.select`.
pub(in crate::grammar) static SELECTION: Shape = Shape {
    name: "selection",
    doc: "A header of the client that takes effect only if its value is in a list of the token.",
    keys: &[
        required("header", "Header with the choice of the client.", Text(&HEADER)),
        required("within", "Claim with the list of values that the client may choose.", Text(&CLAIM)),
    ],
};

/// `require`, of an auth or a layer.
pub(in crate::grammar) static REQUIRE: Shape = Shape {
    name: "require",
    doc: "Required roles, scopes and claims of a verified token. All of them must match.",
    keys: &[
        key("roles", "Required roles.", Record(&HELD)),
        key("scopes", "Required scopes.", Record(&HELD)),
        key(
            "claims",
            "Required claims, each with its value: text, a whole number, `true` or `false`. A dot in a name selects a field of an object.",
            Map { key: &CLAIM, value: &CLAIM_VALUE },
        ),
    ],
};

/// `require.roles` and `require.scopes`.
pub(in crate::grammar) static HELD: Shape = Shape {
    name: "required values",
    doc: "A claim and its required values: `any` or `all` of a list.",
    keys: &[
        required(
            "claim",
            "Name of the claim, which is a list or text separated by spaces, such as `scope`. A dot in the name selects a field of an object.",
            Text(&CLAIM),
        ),
        key("any", "Values of which one is required.", List(&Text(&REQUIRED_VALUE))),
        key("all", "Values that are all required.", List(&Text(&REQUIRED_VALUE))),
    ],
};

/// `auth.NAME.jwt`.
pub(in crate::grammar) static JWT: Shape = Shape {
    name: "jwt",
    doc: "Signed tokens in `Authorization: Bearer`.",
    keys: &[
        required("issuer", "Required `iss` claim of a token, compared exactly, or `any`.", Text(&ISSUER)),
        key(
            "jwks",
            "URL of the JSON Web Key Set of the issuer, or `discover`: `gwr` reads the URL from the discovery document of the issuer, `/.well-known/openid-configuration`. Required unless `secret` is set.",
            Text(&JWKS),
        ),
        key(
            "secret",
            "Secret that the issuer signs tokens with, for `HS256`, `HS384` and `HS512`: the bytes of its text, not fewer than the hash has. `gwr` reads it again every second.",
            Record(&SECRET),
        ),
        key(
            "on_error",
            "Status of requests with a token while `gwr` could not fetch any key yet: `503` for `closed`, `401` for `unauthorized`. `closed` if not set.",
            Text(&KEYS_ON_ERROR),
        ),
        key("probe", "`true`: `/readyz` returns `503` until `gwr` has fetched the keys once.", Bool),
        key(
            "allow_http",
            "`true`: keys may be fetched over `http://`, from the URL in `jwks` and from the one that a discovery document has.",
            Bool,
        ),
        required("algorithms", "Accepted signature algorithms.", List(&Text(&ALGORITHM))),
        required(
            "audiences",
            "Accepted audiences: a list, one of which a token must have, `{ all: [a, b] }`, or `any` to accept all.",
            AUDIENCES,
        ),
        key("leeway", "Tolerated clock difference for `exp` and `nbf`.", Text(&DURATION)),
        key(
            "from",
            "Headers and cookies that a token is read from, in order: the first that is present decides. `Authorization` when not set.",
            TOKEN_SOURCES,
        ),
    ],
};

/// `auth.NAME.jwt.audiences`, as a map.
pub(in crate::grammar) static ALL_AUDIENCES: Shape = Shape {
    name: "audiences",
    doc: "Audiences that a token must have.",
    keys: &[required("all", "Audiences that are all required.", List(&Text(&TEXT)))],
};

/// An item of `auth.NAME.jwt.from` that is no header.
pub(in crate::grammar) static TOKEN_SOURCE: Shape = Shape {
    name: "token source",
    doc: "Where a token is read from.",
    keys: &[required(
        "cookie",
        "The cookie with the token. `Cookie` is not forwarded because of it.",
        Text(&COOKIE),
    )],
};

/// `auth.NAME.api_key`.
pub(in crate::grammar) static API_KEY: Shape = Shape {
    name: "api_key",
    doc: "API keys.",
    keys: &[
        required("prefixes", "Prefixes of valid keys.", List(&Text(&KEY_PREFIX))),
        key(
            "from",
            "Headers that a key is read from. `Authorization` and `X-API-Key` if not set.",
            List(&Text(&HEADER)),
        ),
        key(
            "verify",
            "Source of the keys that `gwr` verifies itself: a map with a file, or `store`, which is a Redis server with a record for each key.",
            Either(&[Text(&STORE_WORD), Record(&VERIFY)]),
        ),
    ],
};

/// `auth.NAME.api_key.verify`.
pub(in crate::grammar) static VERIFY: Shape = Shape {
    name: "key verification",
    doc: "Source of the keys that `gwr` verifies itself.",
    keys: &[required(
        "file",
        "File with a record for each key, as `gwc keys` writes it. `gwr` reads it again when it changes.",
        Text(&ABSOLUTE_PATH),
    )],
};

/// `auth.NAME.check`.
pub(in crate::grammar) static EXTERNAL: Shape = Shape {
    name: "check",
    doc: "External service that is asked whether a request may pass.",
    keys: &[
        required("url", "URL that `gwr` sends a `GET` request to. Redirects are not followed.", Text(&URL)),
        key("allow_http", "`true`: the URL may begin with `http://`.", Bool),
        required(
            "send",
            "Headers of the request that are sent to the service. A request without any of them has no credential.",
            List(&Text(&HEADER)),
        ),
        key("timeout", "Longest time for an answer. 2s if not set.", Text(&DURATION)),
        key(
            "cache",
            "How long an answer that accepts applies to the same headers. Not kept if not set.",
            Text(&DURATION),
        ),
        key(
            "on_error",
            "What happens if the service does not answer, or answers another status: `closed` returns `503`, `open` accepts the request. `closed` if not set.",
            Text(&ON_ERROR),
        ),
    ],
};
