//! The addresses of names: as the system resolves them. Tests answer themselves; nothing else does.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use tokio::net::lookup_host;

use crate::metrics::Lookups;

/// How names become addresses.
#[derive(Clone, Default)]
pub struct Lookup {
    /// In place of the system's resolver.
    answer: Option<Answer>,
    /// What came of the lookups, of this value and of its copies.
    counts: Arc<Lookups>,
}

type Answer = Arc<dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync>;

impl Lookup {
    /// Answers names with a function in place of the system's resolver.
    pub fn by(answer: impl Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync + 'static) -> Lookup {
        Lookup { answer: Some(Arc::new(answer)), ..Lookup::default() }
    }

    /// The addresses of a name, in the order that the resolver prefers.
    ///
    /// # Errors
    /// If the name has none, or no name server answers.
    pub(crate) async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let under_way = self.counts.begin(name);
        let addresses: Vec<IpAddr> = match &self.answer {
            Some(answer) => answer(name)?,
            None => lookup_host((name, 0)).await?.map(|address| address.ip()).collect(),
        };
        if !addresses.is_empty() {
            under_way.succeeded();
        }
        Ok(addresses)
    }

    /// What came of the lookups.
    pub(crate) fn counts(&self) -> &Lookups {
        &self.counts
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.answer.is_some() { "Lookup(by a function)" } else { "Lookup(by the system)" })
    }
}
