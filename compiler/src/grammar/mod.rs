//! The grammar of route files as data: the keys of each map, and the type of each value.
//!
//! One table has three users: [`check`] reports what does not match, the parser reads what does, and [`schema`] writes
//! the JSON Schemas for editors.

mod advice;
mod check;
pub mod concepts;
mod entries;
mod examples;
mod faults;
mod findings;
pub mod format;
mod keys;
pub mod language;
pub mod policies;
pub mod quota;
pub mod schema;
pub mod resource;
pub mod resource_schema;
mod shape;
mod synonyms;
mod wrapped;

pub use check::check;
pub use entries::{Entry, entries};
pub use examples::example;
pub use faults::Faults;
pub use shape::{Fault, Format, Key, Shape, Type};

#[cfg(test)]
mod tests;
