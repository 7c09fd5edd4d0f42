//! How a token is checked.

use super::page::Example::{Endpoint, Routes};
use super::page::{Page, page};

pub(super) const ISSUER_CHANGED: Page = page(
    "Tokens of the old issuer get `401`. Tokens of the new issuer are accepted if a key of the key set (`jwks`) signed them.",
    "Make sure that the new issuer is yours, and that clients get its tokens before you deploy this change. With `gwr`, an endpoint can accept both issuers for a while: define a second credential for the new issuer, here `login`, and set `auth: [iam, login]` at the endpoint.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://login.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const ISSUER_UNCHECKED: Page = page(
    "Several issuers may share one key set. Without `issuer`, the gateway accepts the tokens of all of them, such as those that another application issues to its own users.",
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
    "The gateway accepts every token that a key of the new URL signed: the owner of the URL can create tokens for any user. Tokens that an old key signed get `401` if the new key set does not have this key.",
    "Make sure that the URL belongs to your issuer, and that its key set has the key of every token that is still valid.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://keys.example.com/jwks\", algorithms: [RS256], audiences: any } }",
    ),
);

pub(super) const ALGORITHM_ACCEPTED: Page = page(
    "In the example, the gateway now also accepts tokens that an `ES256` key of the key set signed, even if the issuer uses this key for something else. A symmetric algorithm such as `HS256` verifies and signs with one secret: everyone that can read the secret can create tokens.",
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
    "In the example, the gateway also accepts a token in the cookie `session`. A browser sends the cookie with every request to the gateway, even with requests of web pages of other sites. Such a page can act as the user (CSRF).",
    "Nothing, for a header. For a cookie, let the issuer set it with `SameSite=Strict`. Or set `origins` at the credential, such as `origins: [app.example.com]`: `gwr` then rejects requests of other web pages. If neither is possible, remove the cookie from `from`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization, { cookie: session }] } }",
    ),
);

pub(super) const SOURCE_REMOVED: Page = page(
    "Clients that send the credential in the removed header or cookie get `401`.",
    "Keep the old header or cookie in `from` until no client uses it.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization, X-Token] } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization] } }",
    ),
);

pub(super) const SOURCE_ORDER_CHANGED: Page = page(
    "If a request has two tokens, the gateway verifies only the one that it reads first. In the example, that was the token in `Authorization` and is now the one in `X-Token`. If they belong to different users, the upstream gets another user.",
    "Nothing, if no client sends two credentials in one request. If some clients do, restore the order of `from`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [Authorization, X-Token] } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, from: [X-Token, Authorization] } }",
    ),
);

pub(super) const LEEWAY_RAISED: Page = page(
    "`leeway` is how long the gateway accepts a token after it expired (`exp`). In the example, a stolen token can be used for 10 minutes after that. Before the change, it was 30 seconds.",
    "Set `leeway` to the largest clock difference between the gateway and the issuer, such as `30s`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 30s } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 10m } }",
    ),
);

pub(super) const LEEWAY_LOWERED: Page = page(
    "`leeway` is how long the gateway accepts a token after it expired (`exp`). In the example, a token that expired a minute ago now gets `401`. If the clocks of the gateway and the issuer differ by more than 30 seconds, tokens that are still valid may get `401` too.",
    "Set `leeway` to the largest clock difference between the gateway and the issuer, such as `30s`.",
    Routes(
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 2m } }",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any, leeway: 30s } }",
    ),
);
