//! A gateway as what each target is given: the JSON of KrakenD and the policy types of the artifact.
//!
//! Rules judge what would be written, so any gateway can be lowered; only [`crate::emit`] hands the result out, and takes
//! none but a [`crate::Checked`] gateway.

pub mod artifact;
pub mod krakend;

pub(crate) use krakend::endpoint_verbatim;
pub use krakend::krakend_verbatim;
