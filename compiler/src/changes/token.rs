//! How a token is checked.

use super::page::Example::{Endpoint, Routes};
use super::page::{Page, page};

pub(super) const ISSUER_CHANGED: Page = page(
    "Tokens of the old issuer get `401`, and tokens of the new issuer are accepted.",
    "Make sure that the new issuer is yours, and that clients have its tokens before you deploy this.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://login.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const ISSUER_UNCHECKED: Page = page(
    "The key set may sign tokens of several issuers. Without `issuer`, all of them are accepted.",
    "Set `issuer` of the validator.",
    Endpoint(
        "\"extra_config\": { \"auth/validator\": { \"alg\": \"RS256\", \"jwk_url\": \"https://id.example.com/jwks\", \"issuer\": \"https://id.example.com\" } }",
        "\"extra_config\": { \"auth/validator\": { \"alg\": \"RS256\", \"jwk_url\": \"https://id.example.com/jwks\" } }",
    ),
);

pub(super) const ISSUER_CHECKED: Page = page(
    "Tokens of other issuers that the same key set signs get `401`.",
    "Make sure that every client has a token of this issuer.",
    Endpoint(
        "\"extra_config\": { \"auth/validator\": { \"alg\": \"RS256\", \"jwk_url\": \"https://id.example.com/jwks\" } }",
        "\"extra_config\": { \"auth/validator\": { \"alg\": \"RS256\", \"jwk_url\": \"https://id.example.com/jwks\", \"issuer\": \"https://id.example.com\" } }",
    ),
);

pub(super) const KEY_SET_CHANGED: Page = page(
    "The owner of the key set can sign tokens that the gateway accepts. Tokens that the old keys signed may get `401`.",
    "Make sure that the address belongs to the issuer.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://keys.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const ALGORITHM_ACCEPTED: Page = page(
    "Tokens with another signature algorithm are accepted. A weak or symmetric one can be forged.",
    "Accept only the algorithm that the issuer uses.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256, ES256], audiences: any } }",
    ),
);

pub(super) const ALGORITHM_REFUSED: Page = page(
    "Tokens that are signed with this algorithm get `401`.",
    "Remove an algorithm only after the issuer no longer uses it.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256, ES256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const AUDIENCE_WIDENED: Page = page(
    "Tokens that were issued for other services are accepted.",
    "List the audiences of this gateway.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: [shop] } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const AUDIENCE_NARROWED: Page = page(
    "Tokens without one of these audiences get `401`.",
    "Check which audiences the tokens of all clients have.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: [shop] } }",
    ),
);

pub(super) const SOURCE_ADDED: Page = page(
    "Tokens are read from one more header or cookie. A browser sends a cookie by itself, also for a request that another page makes.",
    "Read tokens from a cookie only if the endpoint rejects requests of other origins.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization, { cookie: session }] } }",
    ),
);

pub(super) const SOURCE_REMOVED: Page = page(
    "Clients that send the token there get `401`.",
    "Keep both places until every client uses the new one.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization, X-Token] } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization] } }",
    ),
);

pub(super) const SOURCE_ORDER_CHANGED: Page = page(
    "If a request has two tokens, the other one is verified and becomes the identity.",
    "Nothing, if no client sends two credentials.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization, X-Token] } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [X-Token, Authorization] } }",
    ),
);

pub(super) const LEEWAY_RAISED: Page = page(
    "A token is accepted for longer after it expires.",
    "Keep `leeway` at the clock difference of your machines, such as `30s`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 30s } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 10m } }",
    ),
);

pub(super) const LEEWAY_LOWERED: Page = page(
    "Tokens that expired a moment ago get `401`. If clocks differ, valid tokens do too.",
    "Keep `leeway` at the clock difference of your machines, such as `30s`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 2m } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 30s } }",
    ),
);
