//! Tokens that must pass, tokens that must not, and the keys they are signed with.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod api_keys;
mod attacks;
mod keys;
mod properties;
mod signer;
mod vectors;
