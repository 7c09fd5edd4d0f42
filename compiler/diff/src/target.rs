//! Where the requests of an endpoint arrive: hosts, method, and the segments of the path.

mod destination;
mod host;
mod index;
mod reach;
mod slots;

pub(crate) use destination::{Target, Way, all_of, covers, meet};
pub(crate) use index::Wanted;
pub(crate) use reach::Reach;
pub(crate) use slots::{Slot, between};
