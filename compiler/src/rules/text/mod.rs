//! `GW0xx`: files: syntax, keys, types and names. One rule a file.

pub(crate) mod duplicate_json_key;
