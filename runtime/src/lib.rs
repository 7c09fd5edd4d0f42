//! Serves a compiled artifact over HTTP.
