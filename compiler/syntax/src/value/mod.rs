//! The small typed values of the language: durations, rates, methods, paths, addresses, URLs. Each has one
//! parser, with an error that names the expected value; the grammar, the parser and the JSON Schemas use them.

mod date;
mod duration;
mod image;
mod listen;
mod method;
mod path;
mod percent;
mod quantity;
mod rate;
mod redirect;
mod redis_url;
mod share;
mod target;
mod url;

pub use date::Date;
pub use duration::{Duration, parse_duration};
pub use image::{Image, parse_image};
pub use listen::parse_listen;
pub use method::{Method, parse_method, parse_methods};
pub use path::{PathPattern, Segment, Shape, parse_path, parse_paths, parse_prefix};
pub use percent::parse_percent;
pub use quantity::parse_quantity;
pub use rate::{Rate, parse_rate};
pub use redirect::parse_redirect;
pub use redis_url::{RedisUrl, parse_redis_url};
pub use share::parse_share;
pub use target::{Target, parse_target};
pub use url::{UpstreamUrl, parse_backend, parse_upstream_url, without_passwords};
pub use url::{is_host_name, is_network};
