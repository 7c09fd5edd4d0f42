//! `GW5xx`: streaming. One rule a file.

pub(crate) mod heartbeat_after_idle;
pub(crate) mod stream_cut_by_total;
pub(crate) mod stream_idle_too_short;
pub(crate) mod stream_served_plain;
pub(crate) mod websocket_not_declared;
