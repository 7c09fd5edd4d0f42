//! Usage records: one line of JSON for each priced request, written by a thread of its own.
//!
//! A request never waits: its line goes into a bounded queue, and where that is full, the record is dropped and counted.

mod line;
mod queue;
mod sink;
mod spool;

pub(crate) use line::UsageLine;
pub(crate) use queue::{Queue, Queues};
