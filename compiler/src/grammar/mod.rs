//! The grammar of route files as data: which keys stand where, and what each value looks like.
//!
//! One table serves three readers: [`check`] reports what does not fit, the parser reads what does, and
//! [`schema`] writes the JSON Schemas that editors use. So the three cannot drift apart.

mod check;
pub mod concepts;
mod entries;
mod examples;
mod faults;
mod findings;
pub mod format;
pub mod language;
pub mod policies;
pub mod schema;
mod shape;

pub use check::check;
pub use entries::{Entry, entries};
pub use examples::example;
pub use faults::Faults;
pub use shape::{Fault, Format, Key, Shape, Type};

#[cfg(test)]
mod tests;
