//! The addresses of names: as the system resolves them. Tests answer themselves; nothing else does.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use tokio::net::lookup_host;

/// How names become addresses.
#[derive(Clone, Default)]
pub struct Lookup(Option<Answer>);

type Answer = Arc<dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync>;

impl Lookup {
    /// Answers names with a function in place of the system's resolver.
    pub fn by(answer: impl Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync + 'static) -> Lookup {
        Lookup(Some(Arc::new(answer)))
    }

    /// The addresses of a name, in the order that the resolver prefers.
    ///
    /// # Errors
    /// If the name has none, or no name server answers.
    pub(crate) async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        match &self.0 {
            Some(answer) => answer(name),
            None => Ok(lookup_host((name, 0)).await?.map(|address| address.ip()).collect()),
        }
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Lookup(by a function)" } else { "Lookup(by the system)" })
    }
}
