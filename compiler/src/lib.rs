//! Compiles route files into gateway configurations, and judges configurations that exist already.

pub mod source;
pub mod diagnostic;
pub mod syntax;
pub mod render;
pub mod value;
pub mod model;
pub mod codes;
