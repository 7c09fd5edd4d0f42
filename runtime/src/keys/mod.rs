//! The key sets of issuers: one for each address and process, fetched by a thread of their own; and secrets.
//!
//! A fetched set stays in use until a newer one arrives, however long its issuer is unavailable: an outage of the issuer
//! must not reject its users. A token with an unknown key id requests a newer set, and waits for it.

mod fetch;
mod refresh;
mod secret;
mod store;

pub(crate) use refresh::run;
pub(crate) use secret::SecretKeys;
pub(crate) use store::{Added, Fetched, KeyStore, KeyStores, Place};
