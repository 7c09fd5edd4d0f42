//! How a token is checked.

use super::page::Example::{Endpoint, Routes};
use super::page::{Page, page};

pub(super) const ISSUER_CHANGED: Page = page(
    "Tokens of the old issuer get `401`. Tokens of the new issuer are accepted.",
    "Make sure that the new issuer is yours. Give clients tokens of it before you deploy this change.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://login.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const ISSUER_UNCHECKED: Page = page(
    "Several issuers may share one key set. Without `issuer`, the gateway accepts the tokens of all of them.",
    "Set `issuer` in `auth/validator` again.",
    Endpoint(
        "\"extra_config\": { \"auth/validator\": { \"alg\": \"RS256\", \"jwk_url\": \"https://id.example.com/jwks\", \"issuer\": \"https://id.example.com\" } }",
        "\"extra_config\": { \"auth/validator\": { \"alg\": \"RS256\", \"jwk_url\": \"https://id.example.com/jwks\" } }",
    ),
);

pub(super) const ISSUER_CHECKED: Page = page(
    "Tokens with another `iss` claim get `401`, even if a key of the same key set signed them.",
    "Make sure that every client has a token of this issuer.",
    Endpoint(
        "\"extra_config\": { \"auth/validator\": { \"alg\": \"RS256\", \"jwk_url\": \"https://id.example.com/jwks\" } }",
        "\"extra_config\": { \"auth/validator\": { \"alg\": \"RS256\", \"jwk_url\": \"https://id.example.com/jwks\", \"issuer\": \"https://id.example.com\" } }",
    ),
);

pub(super) const KEY_SET_CHANGED: Page = page(
    "The gateway accepts every token that a key of the new URL signed, so its owner can create tokens for any user. Tokens signed with the old keys get `401` if the new key set lacks these keys.",
    "Make sure that the URL belongs to your issuer, and that the key set contains the keys of all valid tokens.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://keys.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const ALGORITHM_ACCEPTED: Page = page(
    "The gateway now accepts tokens that are signed with one more algorithm. Each key of the key set that fits this algorithm can sign them, also a key that is meant for something else. With a symmetric algorithm such as `HS256`, anyone that knows the secret can create tokens.",
    "List only the algorithm that the issuer signs with, such as `algorithms: [RS256]`. List two while the issuer changes from one to the other.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256, ES256], audiences: any } }",
    ),
);

pub(super) const ALGORITHM_REFUSED: Page = page(
    "Tokens that are signed with the removed algorithm get `401`.",
    "Remove an algorithm only after the issuer stopped using it and the old tokens have expired.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256, ES256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const AUDIENCE_WIDENED: Page = page(
    "The audience (`aud` claim) names the service that a token is for. Tokens that were issued for other services are now accepted.",
    "List only the audiences of this gateway, such as `audiences: [shop]`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: [shop] } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const AUDIENCE_NARROWED: Page = page(
    "Tokens without an accepted audience (`aud` claim) get `401`.",
    "Check that the tokens of all clients have an accepted audience.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: [shop] } }",
    ),
);

pub(super) const SOURCE_ADDED: Page = page(
    "Clients can send the credential in one more place. A browser sends a cookie with every request, even if a web page of another site makes the request (CSRF).",
    "Read tokens from a cookie only if the gateway rejects requests of other origins. If not, remove `cookie` from `from`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization, { cookie: session }] } }",
    ),
);

pub(super) const SOURCE_REMOVED: Page = page(
    "Clients that send the credential in the removed header or cookie get `401`.",
    "Keep the old header or cookie in the list until no client uses it.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization, X-Token] } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization] } }",
    ),
);

pub(super) const SOURCE_ORDER_CHANGED: Page = page(
    "If a request carries two credentials, the gateway verifies the one that it reads first. After the change that is another one, and the upstream may get another user.",
    "Nothing, if no client sends two credentials in one request. If some do, restore the order.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization, X-Token] } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [X-Token, Authorization] } }",
    ),
);

pub(super) const LEEWAY_RAISED: Page = page(
    "A stolen token can be used for longer.",
    "Set `leeway` to the largest clock difference between the gateway and the issuer, such as `30s`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 30s } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 10m } }",
    ),
);

pub(super) const LEEWAY_LOWERED: Page = page(
    "Tokens that expired a moment ago get `401`. If the clock of the gateway is fast, tokens that are still valid get `401` too.",
    "Set `leeway` to the largest clock difference between the gateway and the issuer, such as `30s`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 2m } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 30s } }",
    ),
);
