//! Compiles route files into gateway configurations, and judges configurations that exist already.

pub mod source;
pub mod diagnostic;
pub mod syntax;
pub mod render;
pub mod baseline;
pub mod fix;
pub mod suppress;
pub mod settings;
pub mod catalog;
pub mod value;
pub mod model;
pub mod codes;
