//! What a process counts, over all its gateways: a reload forgives nothing.

use std::path::Path;
use std::sync::Arc;

use gwc_artifact::Store;

use crate::balance::Balances;
use crate::clock::Clock;
use crate::in_flight::InFlights;
use crate::policy::buckets::Buckets;
use crate::quota::{FileCounts, Files};
use crate::usage::{Queue, Queues};

/// The counts of a process. Clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Counting {
    pub(crate) buckets: Arc<Buckets>,
    pub(crate) in_flights: Arc<InFlights>,
    pub(crate) balances: Arc<Balances>,
    pub(crate) usages: Arc<Queues>,
    files: Arc<Files>,
}

impl Counting {
    pub(crate) fn new(clock: &Clock) -> Counting {
        Counting {
            buckets: Arc::new(Buckets::new()),
            in_flights: Arc::default(),
            balances: Arc::new(Balances::new(clock.clone())),
            usages: Arc::default(),
            files: Arc::default(),
        }
    }

    /// The counts of the gateway's file, if its store is one.
    ///
    /// # Errors
    /// Why the file cannot be used, in words for an operator.
    pub(crate) fn counts(&self, gateway: &gwc_artifact::Gateway) -> Result<Option<Arc<FileCounts>>, String> {
        let Some(Store::File(path)) = &gateway.store else { return Ok(None) };
        match self.files.at(Path::new(path)) {
            Ok(counts) => Ok(Some(counts)),
            Err(error) => Err(format!("cannot open `{path}`: {error}")),
        }
    }

    /// Where the gateway's usage records go.
    ///
    /// # Errors
    /// Why its file cannot be used, in words for an operator.
    pub(crate) fn usage(&self, gateway: &gwc_artifact::Gateway) -> Result<Option<Arc<Queue>>, String> {
        let Some(usage) = &gateway.usage else { return Ok(None) };
        self.usages.at(usage).map(Some).map_err(|error| format!("cannot open their file: {error}"))
    }
}
