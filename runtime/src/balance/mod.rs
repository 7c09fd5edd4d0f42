//! Balances of accounts, as a service returns them: one question for each account at a time, and one for each life of an
//! answer, over all cores.

mod ask;
mod cache;

pub(crate) use cache::{Balances, Funds, Service};
