//! A Redis or Valkey server, over one connection of each core. Requests that are under way together are one pipeline.
//!
//! A task keeps the connection: a request never waits for one longer than for an answer, and while the server cannot be
//! reached it does not wait at all. After an answer that did not come in time the connection counts as lost.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use gwc_artifact::RedisStore;
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, IntoConnectionInfo, RedisConnectionInfo, Script,
};
use redis::{ErrorKind, RedisError, ServerErrorKind, Value};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::count::{Answer, Away, Count, Kept, Store, Take, Taken};
use crate::clock::Clock;
use crate::{report, secret};

/// The pause after the first attempt to connect that failed; it doubles up to the last.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// A connection that lasted so long was a good one: the next attempt does not have to wait.
const LASTS: Duration = Duration::from_secs(10);
/// How long an attempt to connect may take. Requests do not wait for it.
const CONNECT: Duration = Duration::from_secs(2);

/// A server, as one core reaches it.
pub(super) struct Redis {
    link: Rc<Link>,
    clock: Clock,
    script: Script,
}

/// What the requests and the task that connects share.
struct Link {
    settings: RedisStore,
    connection: RefCell<Option<MultiplexedConnection>>,
    /// The first attempt is not over: requests wait for it.
    starting: Cell<bool>,
    connected: Notify,
    lost: Notify,
}

impl Redis {
    /// Begins to connect, for as long as the value is kept.
    pub(super) fn new(settings: RedisStore, clock: Clock) -> Redis {
        let link = Rc::new(Link {
            settings,
            connection: RefCell::default(),
            starting: Cell::new(true),
            connected: Notify::new(),
            lost: Notify::new(),
        });
        tokio::task::spawn_local(keep_connected(Rc::downgrade(&link)));
        Redis { link, clock, script: Script::new(include_str!("take.lua")) }
    }

    async fn value(&self, name: &str) -> Result<Option<Vec<u8>>, Away> {
        let mut connection = self.link.connection().await.ok_or(Away)?;
        let found: Result<Option<Vec<u8>>, RedisError> =
            redis::cmd("GET").arg(name).query_async(&mut connection).await;
        found.map_err(|error| match error.kind() {
            // The server answers: the connection is a good one.
            ErrorKind::Server(_) | ErrorKind::Extension | ErrorKind::UnexpectedReturnType => {
                report::warning(format!("the store refuses to return `{name}`: {}", words(&error)));
                Away
            }
            _ => self.link.fail(&error),
        })
    }

    async fn ask(&self, takes: &[Take]) -> Result<Taken, Away> {
        let mut connection = self.link.connection().await.ok_or(Away)?;
        let now = self.clock.manual_micros().unwrap_or(0);
        let mut asked = Cmd::new();
        asked.arg("EVALSHA").arg(self.script.get_hash());
        arguments(&mut asked, takes, now);
        let mut answer = connection.send_packed_command(&asked).await.and_then(Value::extract_error);
        if matches!(&answer, Err(error) if error.kind() == ServerErrorKind::NoScript.into()) {
            let mut whole = Cmd::new();
            whole.arg("EVAL").arg(include_str!("take.lua"));
            arguments(&mut whole, takes, now);
            answer = connection.send_packed_command(&whole).await.and_then(Value::extract_error);
        }
        answer.map_err(|error| self.link.fail(&error)).and_then(|value| {
            taken(&value, takes.len()).ok_or_else(|| {
                report::warning("the store answers something else than the script");
                Away
            })
        })
    }
}

impl Store for Redis {
    fn take<'a>(&'a self, takes: &'a [Take]) -> Answer<'a> {
        Box::pin(async move { self.link.in_time(self.ask(takes)).await })
    }

    fn get<'a>(&'a self, name: &'a str) -> Kept<'a> {
        Box::pin(async move { self.link.in_time(self.value(name)).await })
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.link.lost.notify_one();
    }
}

impl Link {
    /// The connection; waits for the first attempt alone.
    async fn connection(&self) -> Option<MultiplexedConnection> {
        if self.starting.get() {
            self.connected.notified().await;
        }
        self.connection.borrow().clone()
    }

    /// An answer, unless it takes too long: the connection counts as lost then.
    async fn in_time<T>(&self, answer: impl Future<Output = Result<T, Away>>) -> Result<T, Away> {
        tokio::time::timeout(self.settings.timeout, answer).await.unwrap_or_else(|_| {
            self.lose("no answer in time");
            Err(Away)
        })
    }

    fn fail(&self, error: &RedisError) -> Away {
        self.lose(&words(error));
        Away
    }

    /// Gives the connection up; the task makes a new one.
    fn lose(&self, why: &str) {
        if self.connection.take().is_some() {
            report::warning(format!("the store `{}` is not available: {why}", self.shown()));
            self.lost.notify_one();
        }
    }

    fn shown(&self) -> String {
        format!("{}:{}", self.settings.host, self.settings.port)
    }
}

/// Connects, and connects again, until the store is no longer used.
async fn keep_connected(link: std::rc::Weak<Link>) {
    let (mut pause, mut is_away) = (FIRST_PAUSE, false);
    loop {
        let Some(now) = link.upgrade() else { return };
        let connected = match tokio::time::timeout(CONNECT, connect(&now.settings)).await {
            Ok(connected) => connected,
            Err(_) => Err(format!("no connection within {} s", CONNECT.as_secs())),
        };
        let failed = connected.is_err();
        match connected {
            Ok(connection) => {
                if std::mem::take(&mut is_away) {
                    report::warning(format!("the store `{}` is available again", now.shown()));
                }
                now.connection.replace(Some(connection));
            }
            Err(error) if !std::mem::replace(&mut is_away, true) => {
                report::warning(format!("the store `{}` is not available: {error}", now.shown()));
            }
            Err(_) => {}
        }
        now.starting.set(false);
        now.connected.notify_waiters();
        if !failed {
            is_away = true;
            let since = Instant::now();
            now.lost.notified().await;
            // A server that refuses every script soon after it was connected is not asked faster than one that is gone.
            if since.elapsed() > LASTS {
                pause = FIRST_PAUSE;
            }
        }
        drop(now);
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LAST_PAUSE);
    }
}

async fn connect(settings: &RedisStore) -> Result<MultiplexedConnection, String> {
    let mut redis = RedisConnectionInfo::default().set_db(settings.database.into()).set_skip_set_lib_name();
    if let Some(user) = &settings.user {
        redis = redis.set_username(user);
    }
    if let Some(password) = &settings.password {
        redis = redis.set_password(secret::read(password)?);
    }
    let address = ConnectionAddr::Tcp(settings.host.clone(), settings.port);
    let info = address.into_connection_info().map_err(|error| words(&error))?.set_redis_settings(redis);
    let client = Client::open(info).map_err(|error| words(&error))?;
    // The limits of time are those of the caller.
    let configuration = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
    let connected = client.get_multiplexed_async_connection_with_config(&configuration).await;
    let mut connection = connected.map_err(|error| words(&error))?;
    let about: String = redis::cmd("INFO")
        .arg("cluster")
        .query_async(&mut connection)
        .await
        .map_err(|error| words(&error))?;
    match about.contains("cluster_enabled:1") {
        true => Err("it is a Redis Cluster, which is not supported: use a single primary".to_owned()),
        false => Ok(connection),
    }
}

/// An error without what it may hold of a secret.
fn words(error: &RedisError) -> String {
    match error.detail() {
        Some(_) if error.is_io_error() => error.to_string(),
        _ => format!("{:?}", error.kind()),
    }
}

fn arguments(asked: &mut Cmd, takes: &[Take], now: u64) {
    asked.arg(takes.len());
    for take in takes {
        asked.arg(take.key.as_str());
    }
    asked.arg(now);
    for take in takes {
        match take.count {
            Count::Bucket { interval, burst } => asked.arg("b").arg(interval).arg(burst),
            Count::Window { period, limit } => asked.arg("w").arg(period).arg(limit),
            Count::Period { limit, ends } => asked.arg("p").arg(limit).arg(ends),
        };
    }
}

/// What the script has answered, for this number of counts.
fn taken(value: &Value, counts: usize) -> Option<Taken> {
    let Value::Array(items) = value else { return None };
    let number = |item: &Value| match item {
        Value::Int(number) => u64::try_from(*number).ok(),
        _ => None,
    };
    let numbers = items.iter().map(number).collect::<Option<Vec<u64>>>()?;
    match numbers.as_slice() {
        [0, left @ ..] if left.len() == counts => Some(Taken::All(left.to_vec())),
        [at, wait] => {
            let at = usize::try_from(*at).ok()?.checked_sub(1).filter(|at| *at < counts)?;
            Some(Taken::Refused { at, wait: *wait })
        }
        _ => None,
    }
}
