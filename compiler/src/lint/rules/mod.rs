//! One rule, one file.

pub(super) mod scheme_against_port;
