//! The artifact from outside: what is written is read back, what is damaged is refused, and a lookup answers what a
//! simple-minded reference does.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod support;
mod traffic;
mod damage;
mod encoding;
mod format_page;
mod lookup;
mod reference;
mod round_trip;
mod readings;
mod spellings;
