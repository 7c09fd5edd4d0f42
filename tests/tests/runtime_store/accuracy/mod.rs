//! How many requests limits admit at ten times their rate: each scope, in one process and in four together.

mod processes;
pub(super) mod scopes;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use gwc_artifact::{Limit, Store, StoreError, Window};
use gwc_runtime::{Clock, Options};
use gwc_tests::net::{Redis, Served, Wire};
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;

use super::limit;
use scopes::{SCOPES, Scope, World};

/// Tenths of a second that are simulated.
const STEPS: u64 = 600;
/// When the clock begins: at the beginning of a period.
const START: Duration = Duration::from_secs(1_800_000_000);
/// How long a server may take to connect again, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(60);
/// One token a second. Each bucket is asked for one in each tenth of a second, which is ten times that.
const RATE: u64 = 10;
const PERIOD: u64 = 10;
const BURST: u64 = 60;

/// One test for each scope, way of counting, and place where the counts are.
pub(super) fn tests(suite: &mut Suite, redis: &Oracle) {
    for scope in &SCOPES {
        for (window, name) in [(Window::Bucket, "bucket"), (Window::Sliding, "sliding")] {
            let alone = format!("accuracy::one_process::{name}::{}", scope.name);
            suite.test(alone, move || check(scope, window, None));
            let together = format!("accuracy::four_servers::{name}::{}", scope.name);
            suite.with(redis, together, move |program| check(scope, window, Some(program)));
        }
        let processes = format!("accuracy::four_processes::{}", scope.name);
        suite.with(redis, processes, move |program| processes::check(scope, program));
    }
}

/// A minute at ten times the limit: what each bucket admits is exact to 1 %.
fn check(scope: &Scope, window: Window, program: Option<&Path>) {
    let redis = program.map(|program| Redis::start(program, &[]));
    let store = redis.as_ref().map(|redis| redis.store(StoreError::Closed));
    let counted = Limit { window, ..limit(RATE, PERIOD, BURST) };
    let servers = if store.is_some() { 4 } else { 1 };
    let mut run = Run::start(scope, counted, store, servers);
    let (admitted, others) = run.until(STEPS);
    assert_eq!(others.into_keys().collect::<Vec<_>>(), [429]);
    let seconds = STEPS / 10;
    let expected = match window {
        Window::Bucket => BURST + RATE * seconds / PERIOD,
        Window::Sliding => RATE * seconds / PERIOD,
    };
    assert_eq!(admitted.len(), scope.buckets);
    for steps in &admitted {
        let count = steps.len() as u64;
        assert!(count.abs_diff(expected) * 100 <= expected, "{count} of {expected}");
        if window == Window::Sliding {
            no_period_has_more(steps);
        }
    }
}

/// No period has more than the limit, wherever it begins.
fn no_period_has_more(steps: &[u64]) {
    for first in steps {
        let period = *first..first + PERIOD * 10;
        let count = steps.iter().filter(|step| period.contains(step)).count() as u64;
        assert!(count <= RATE, "{count} in the period from {first}");
    }
}

/// Servers of one gateway, whose clock the test moves by tenths of a second, and two callers.
pub(super) struct Run {
    buckets: usize,
    /// Of the two callers, and of one more.
    requests: [String; 3],
    wires: Vec<Wire>,
    clock: Clock,
    step: u64,
    sent: usize,
    _servers: Vec<Served>,
    _world: World,
}

/// At which steps each bucket admitted a request, and how often there was another status.
pub(super) type Counts = (Vec<Vec<u64>>, BTreeMap<u16, usize>);

impl Run {
    pub(super) fn start(scope: &Scope, limit: Limit, store: Option<Store>, servers: usize) -> Run {
        let world = World::new();
        let model = world.gateway(scope, limit, store);
        let clock = Clock::manual(START);
        let options = || Options { clock: clock.clone(), ..Options::default() };
        let servers: Vec<Served> = (0..servers).map(|_| Served::start_with(&model, options())).collect();
        Run {
            buckets: scope.buckets,
            requests: [0, 1, 2].map(|caller| world.request(scope, caller)),
            wires: servers.iter().map(|served| Wire::connect(served.address)).collect(),
            clock,
            step: 0,
            sent: 0,
            _servers: servers,
            _world: world,
        }
    }

    /// Goes on to this step.
    pub(super) fn until(&mut self, last: u64) -> Counts {
        let (mut admitted, mut others) = (vec![Vec::new(); self.buckets], BTreeMap::new());
        while self.step <= last {
            self.clock.set(START + Duration::from_millis(self.step * 100));
            for _ in 0..self.buckets {
                let (caller, server) = (self.sent % 2, self.sent / 2 % self.wires.len());
                self.sent += 1;
                match self.status(caller, server) {
                    200 => admitted[caller % self.buckets].push(self.step),
                    other => *others.entry(other).or_default() += 1,
                }
            }
            self.step += 1;
        }
        (admitted, others)
    }

    /// What a server answers to a caller.
    pub(super) fn status(&mut self, caller: usize, server: usize) -> u16 {
        self.wires[server].send(&self.requests[caller]);
        self.wires[server].answer().expect("an answer").status
    }

    /// Waits until all servers count in the store. The two callers send nothing meanwhile.
    pub(super) fn until_all_have(&mut self, redis: &Redis) {
        let end = Instant::now() + PATIENCE;
        for server in 0..self.wires.len() {
            let before = redis.scripts();
            while redis.scripts() == before {
                assert!(Instant::now() < end, "server {server} does not connect again");
                self.status(2, server);
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
