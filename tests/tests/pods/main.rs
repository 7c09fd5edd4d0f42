//! What runs in pods and containers, as processes: the images, artifacts of another format, a Gateway resource.

mod containers;
mod formats;
mod resource;

/// The commands.
const GWC: &str = env!("CARGO_BIN_EXE_gwc-under-test");
const GWR: &str = env!("CARGO_BIN_EXE_gwr-under-test");
