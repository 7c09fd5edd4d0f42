//! Host tables: which host and prefix goes to which backend before any endpoint is matched.
//!
//! hanzo has two kinds. `ingress.json` belongs to a proxy in front of the gateway; `routes.yaml` to the gateway
//! itself, which redirects and forwards whole hosts before it matches its endpoints. An Ingress of Kubernetes is a
//! third form. All three are read into one [`Table`].

mod prefixes;
mod read;
mod table;
mod url;

pub use prefixes::Prefixes;
pub use read::{is_table, of_ingress, read};
pub use table::{Entry, Host, Kind, Redirect, Subdomain, Table};
pub use url::{backend_url, host_of, path_of};

#[cfg(test)]
mod tests;
