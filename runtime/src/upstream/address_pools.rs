//! The connections to hosts by address: they come and go with the addresses of a name.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Weak};

use super::host::Host;
use super::pool::{Limits, Pool};
use crate::metrics::CoreStats;

/// The connections to a host, for as long as the host exists.
type OfHost = (Weak<Host>, Rc<Pool>);

/// The connections of one core to hosts by address.
pub(crate) struct AddressPools {
    limits: Limits,
    core: Arc<CoreStats>,
    pools: RefCell<HashMap<u64, OfHost>>,
}

impl AddressPools {
    pub(crate) fn new(limits: Limits, core: Arc<CoreStats>) -> AddressPools {
        AddressPools { limits, core, pools: RefCell::default() }
    }

    /// The pool of a host.
    pub(crate) fn of(&self, host: &Arc<Host>) -> Rc<Pool> {
        let mut pools = self.pools.borrow_mut();
        let new = || {
            let stats = self.core.pool(format!("{}:{}", host.name, host.port));
            (Arc::downgrade(host), Rc::new(Pool::new(self.limits, stats)))
        };
        Rc::clone(&pools.entry(host.id).or_insert_with(new).1)
    }

    /// Closes what has been idle for too long, and what leads to an address that is gone.
    pub(crate) fn expire(&self) {
        let mut pools = self.pools.borrow_mut();
        pools.retain(|_, (host, _)| host.strong_count() > 0);
        pools.values().for_each(|(_, pool)| pool.expire());
    }
}
