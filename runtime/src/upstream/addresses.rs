//! Hosts by address, where a name has several of them: each address is a host of its own.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::time::Instant;

use super::host::Host;
use super::state::milliseconds;

/// How often the names are resolved again. What the system's resolver caches, it caches by the records' own time.
pub(crate) const EVERY: Duration = Duration::from_secs(5);
/// The most addresses of one name that are used: nothing that a name server answers makes the gateway grow without end.
const MOST: usize = 64;

/// The addresses of the hosts of one upstream.
#[derive(Debug, Default)]
pub(crate) struct Addresses {
    hosts: ArcSwap<Vec<Arc<Host>>>,
    /// When the names are resolved again, in milliseconds of the process.
    next: AtomicU64,
    running: AtomicBool,
}

/// What the names of an upstream were resolved to; a name that could not be is missing.
pub(crate) type Found = BTreeMap<String, Vec<IpAddr>>;

impl Addresses {
    /// What is known from before of the same hosts.
    pub(crate) fn of(declared: &[Arc<Host>], before: Option<&Addresses>) -> Addresses {
        let mut kept = before.map(|before| before.hosts.load().to_vec()).unwrap_or_default();
        kept.retain(|host| declared.iter().any(|declared| declared.is_of(host)));
        Addresses { hosts: ArcSwap::from_pointee(kept), ..Addresses::default() }
    }

    /// The hosts; nothing before the first answer of a name server.
    pub(crate) fn hosts(&self) -> Option<Arc<Vec<Arc<Host>>>> {
        let hosts = self.hosts.load_full();
        (!hosts.is_empty()).then_some(hosts)
    }

    /// Whether it is time to resolve the names, which then begins.
    pub(crate) fn begin(&self, now: Instant) -> bool {
        let now = milliseconds(now);
        if self.next.load(Ordering::Relaxed) > now || self.running.swap(true, Ordering::Relaxed) {
            return false;
        }
        self.next.store(now.saturating_add(EVERY.as_millis() as u64), Ordering::Relaxed);
        true
    }

    /// Uses from now on what was found. An address that stays keeps what is known of it; a name without an answer keeps
    /// the addresses that it had.
    pub(crate) fn ended(&self, declared: &[Arc<Host>], found: &Found) {
        let old = self.hosts.load_full();
        let mut hosts: Vec<Arc<Host>> = Vec::new();
        for host in declared {
            let known: Vec<IpAddr> = match (host.name.parse(), found.get(&host.name)) {
                (Ok(address), _) => vec![address],
                (_, Some(found)) => of_one_family(found),
                (_, None) => of_one_family(&addresses_of(&old, host)),
            };
            for address in known {
                let same = |old: &&Arc<Host>| host.is_of(old) && old.address == Some(address);
                // A host that is listed twice, by its weight, is one host twice.
                let made = hosts.iter().find(same).or_else(|| old.iter().find(same)).cloned();
                hosts.push(made.unwrap_or_else(|| Arc::new(host.at(address))));
            }
        }
        let same = |(one, other): (&Arc<Host>, &Arc<Host>)| Arc::ptr_eq(one, other);
        if hosts.len() != old.len() || !hosts.iter().zip(&*old).all(same) {
            self.hosts.store(Arc::new(hosts));
        }
        self.running.store(false, Ordering::Relaxed);
    }

    /// How long until the names are resolved again; nothing while they are being resolved.
    pub(crate) fn due_in(&self, now: Instant) -> Option<Duration> {
        let idle = !self.running.load(Ordering::Relaxed);
        idle.then(|| {
            Duration::from_millis(self.next.load(Ordering::Relaxed).saturating_sub(milliseconds(now)))
        })
    }
}

/// The addresses of a host from before.
fn addresses_of(old: &[Arc<Host>], host: &Host) -> Vec<IpAddr> {
    old.iter().filter(|old| host.is_of(old)).filter_map(|old| old.address).collect()
}

/// The addresses of the family that the resolver puts first: a host with addresses of both is one host.
fn of_one_family(found: &[IpAddr]) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = Vec::new();
    for address in found {
        let same_family = found.first().is_some_and(|first| first.is_ipv4() == address.is_ipv4());
        if same_family && !addresses.contains(address) && addresses.len() < MOST {
            addresses.push(*address);
        }
    }
    // The order is another one in each answer.
    addresses.sort_unstable();
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(names: &[&str]) -> Vec<Arc<Host>> {
        names.iter().map(|name| Arc::new(Host::plain(name, 80))).collect()
    }

    fn found(name: &str, addresses: &[&str]) -> Found {
        let parsed = addresses.iter().map(|address| address.parse().unwrap()).collect();
        Found::from([(name.to_owned(), parsed)])
    }

    fn shown(addresses: &Addresses) -> Vec<String> {
        addresses.hosts.load().iter().map(|host| host.shown()).collect()
    }

    #[test]
    fn each_address_is_a_host_that_is_kept_while_the_name_has_it() {
        let (hosts, addresses) = (declared(&["a"]), Addresses::default());
        assert!(addresses.hosts().is_none());
        addresses.ended(&hosts, &found("a", &["10.0.0.2", "10.0.0.1", "10.0.0.2"]));
        assert_eq!(shown(&addresses), ["10.0.0.1:80", "10.0.0.2:80"]);
        let before = addresses.hosts().unwrap();
        addresses.ended(&hosts, &found("a", &["10.0.0.3", "10.0.0.2"]));
        assert_eq!(shown(&addresses), ["10.0.0.2:80", "10.0.0.3:80"]);
        let after = addresses.hosts().unwrap();
        assert!(Arc::ptr_eq(&before[1], &after[0]), "what is known of it is kept");
        addresses.ended(&hosts, &Found::new());
        assert_eq!(shown(&addresses), ["10.0.0.2:80", "10.0.0.3:80"], "a name server that is away");
        let reloaded = Addresses::of(&declared(&["a", "b"]), Some(&addresses));
        assert!(Arc::ptr_eq(&reloaded.hosts().unwrap()[0], &after[0]), "over a reload");
        assert!(Addresses::of(&declared(&["b"]), Some(&addresses)).hosts().is_none());
    }

    #[test]
    fn one_family_is_used_and_the_number_is_bounded() {
        let (hosts, addresses) = (declared(&["a"]), Addresses::default());
        addresses.ended(&hosts, &found("a", &["2001:db8::1", "10.0.0.1"]));
        assert_eq!(shown(&addresses), ["[2001:db8::1]:80"]);
        let many: Vec<IpAddr> = (0..1000_u32).map(|at| IpAddr::from(at.to_be_bytes())).collect();
        addresses.ended(&hosts, &Found::from([("a".to_owned(), many)]));
        assert_eq!(shown(&addresses).len(), MOST);
    }

    #[test]
    fn weights_and_addresses_stay() {
        let (hosts, addresses) = (declared(&["a", "10.0.0.9", "a"]), Addresses::default());
        addresses.ended(&hosts, &found("a", &["10.0.0.1"]));
        assert_eq!(shown(&addresses), ["10.0.0.1:80", "10.0.0.9:80", "10.0.0.1:80"]);
        let all = addresses.hosts().unwrap();
        assert!(Arc::ptr_eq(&all[0], &all[2]));
    }

    #[tokio::test(start_paused = true)]
    async fn names_are_resolved_again_at_each_interval() {
        let addresses = Addresses::default();
        assert!(addresses.begin(Instant::now()));
        tokio::time::advance(2 * EVERY).await;
        assert!(!addresses.begin(Instant::now()), "an answer is awaited");
        addresses.ended(&[], &Found::new());
        assert!(addresses.begin(Instant::now()));
        addresses.ended(&[], &Found::new());
        assert!(!addresses.begin(Instant::now()));
        tokio::time::advance(EVERY).await;
        assert!(addresses.begin(Instant::now()));
    }
}
