//! The key sets of issuers: one for each address and process, fetched by a thread of their own.
//!
//! A set that was fetched stays in use until a newer one is there, however long its issuer is away: an issuer that fails
//! must not refuse its own users. A token with an unknown key id asks for a newer set, and waits for it.

mod fetch;
mod refresh;
mod store;

pub(crate) use fetch::can_fetch;
pub(crate) use refresh::run;
pub(crate) use store::{Added, KeyStore, KeyStores};
