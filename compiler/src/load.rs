//! Disk in: which files make up which gateway, each read and parsed once. With the emitters' `write`, the only place that
//! touches files.

mod artifacts;
mod nearby_files;
mod built;
mod disk;
mod folders;
mod kind;
mod list;
mod configuration;
mod config_map;
mod file;
mod input;
mod search;

pub use artifacts::{Encoded, artifacts_in_map};
pub use config_map::{Inner, config_in_map, no_config};
pub use configuration::Configuration;
pub use disk::{DEFAULT_FOLDER, display, file, templates};
pub use file::Input;
pub use folders::{GATEWAY_FILE, GatewayFiles, LOCK_FILE, gateways};
pub use input::{STDIN, configuration, input_of_bytes, inputs};
pub use kind::{Kind, Tree, format_of};
pub use nearby_files::{NearbyFiles, template_folders};
