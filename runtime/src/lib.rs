//! Serves a compiled artifact over HTTP.
//!
//! [`Server`] takes an [`Artifact`](gwc_artifact::Artifact) and nothing else: no routing decision comes from anywhere
//! but the artifact. One thread and one single-threaded runtime per core accept, match, forward and stream; cores share
//! the tables of the gateway and nothing that a request writes. Start reading at `request.rs`, `answer()`.
//!
//! It parses no YAML, no KrakenD JSON and no Kubernetes manifest. An artifact with a policy that it does not know, or that
//! needs a feature this build lacks (`tls`, `redis`, `otlp`), is refused ([`Unenforced`]) unless the caller insists.

mod request;
mod replicas;
mod policy;
mod gateway;
mod table;
mod clock;
mod lookup;
mod upkeep;
mod secret;
mod store;
mod counting;
mod in_flight;
mod quota;
mod balance;
mod usage;
mod outbound;
mod keys;
mod key_files;
mod key_records;
mod single_flight;
#[cfg(feature = "tls")]
mod tls;
mod upstream;
mod transport;
mod tunnel;
mod health;
mod refusal;
mod compat_refusal;
mod redirect;
mod body;
mod record;
mod ids;
mod error;
mod reason;
mod executor;
mod client;
mod worker;
mod phase;
mod options;
mod access_log;
pub mod report;
pub mod watch;
pub mod control;
mod log_file;
mod log_text;
mod chance;
mod trace;
mod log_line;
mod metrics;
mod admin;
mod timer;
mod coalesce;
mod server;
pub mod signals;
pub mod echo;
#[cfg(test)]
mod executes_plan;

pub use access_log::AccessLog;
pub use clock::Clock;
pub use lookup::Lookup;
pub use options::{AdminAddress, LogFormat, Options};
pub use policy::unenforced::{Affected, Unenforced};
pub use reason::reasons;
pub use server::{ReloadError, ReloadHandle, Reloader, Server, StartError};
