//! Quotas: how many requests a caller has in a calendar period.

mod file;
mod files;
mod period;

pub(crate) use file::{FileCounts, Full};
pub(crate) use files::Files;
pub(crate) use period::Current;
