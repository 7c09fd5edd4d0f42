//! The same with processes and the clock of the machine.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use gwc_artifact::StoreError;
use gwc_tests::net::{Child, Redis, Wire};

use super::super::limit;
use super::scopes::{Scope, World};

/// Tokens of a second, and at once. The burst takes 10 s to fill, longer than the pauses of a busy machine.
const RATE: u64 = 20;
const BURST: u64 = 200;
/// Between two requests of a client. Two callers of four clients each make ten times the rate.
const PAUSE: Duration = Duration::from_millis(40);

/// How long the limit is exceeded, once the burst is spent.
fn seconds() -> u64 {
    std::env::var("GWC_LIMIT_SECONDS").map_or(1, |text| text.parse().expect("a number of seconds"))
}

/// Each bucket admits its burst, and what the time that passed has brought.
pub(super) fn check(scope: &Scope, program: &Path) {
    let (redis, world) = (Redis::start(program, &[]), World::new());
    let model = world.gateway(scope, limit(RATE, 1, BURST), Some(redis.store(StoreError::Closed)));
    let gwr = Path::new(env!("CARGO_BIN_EXE_gwr-under-test"));
    let processes: Vec<Child> = (0..4).map(|_| Child::start(gwr, &model, &["--workers", "2"])).collect();
    let requests = [0, 1].map(|caller| world.request(scope, caller));
    let started = Instant::now();
    let counts: Vec<(usize, Client)> = std::thread::scope(|threads| {
        let mut clients = Vec::new();
        for process in &processes {
            for (caller, request) in requests.iter().enumerate() {
                let (at, bucket) = (process.address, caller % scope.buckets);
                clients.push((bucket, threads.spawn(move || Client::run(at, request))));
            }
        }
        clients.into_iter().map(|(bucket, client)| (bucket, client.join().expect("no panic"))).collect()
    });
    for bucket in 0..scope.buckets {
        let clients: Vec<&Client> =
            counts.iter().filter(|(of, _)| *of == bucket).map(|(_, client)| client).collect();
        let admitted: u64 = clients.iter().map(|client| client.admitted).sum();
        let tokens = |end: Instant| BURST + (end - started).as_millis() as u64 * RATE / 1000;
        // The last request that any of its clients sent was refused, so that no token was left then.
        let least = clients.iter().map(|client| client.last_refused).max().map_or(0, tokens);
        let most = clients.iter().map(|client| client.ended).max().map_or(0, tokens);
        let slack = least / 100;
        assert!((least - slack..=most + slack).contains(&admitted), "{admitted}; {least} to {most} expected");
    }
}

/// What a client has seen of one process.
struct Client {
    admitted: u64,
    /// When it sent the last request, which was refused.
    last_refused: Instant,
    ended: Instant,
}

impl Client {
    /// Sends requests until the burst is spent, and for some time after that.
    fn run(address: SocketAddr, request: &str) -> Client {
        let (mut wire, mut admitted, mut until) = (Wire::connect(address), 0, None);
        loop {
            let sent = Instant::now();
            wire.send(request);
            match wire.answer().expect("an answer").status {
                200 => admitted += 1,
                429 => {
                    let until = *until.get_or_insert(sent + Duration::from_secs(seconds()));
                    if sent >= until {
                        return Client { admitted, last_refused: sent, ended: Instant::now() };
                    }
                }
                other => panic!("{other}"),
            }
            if until.is_some() {
                std::thread::sleep(PAUSE);
            }
        }
    }
}
