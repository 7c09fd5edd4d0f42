//! `store`.

use gwc_artifact::StoreError;

use super::fields::{Fields, one_of};
use super::secret;
use crate::codes;
use crate::model::{RedisStore, Store, StoreKind};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{parse_duration, parse_redis_url};

/// Reads `store` of a map that fits the grammar; nothing where it is not set.
///
/// A store in error is declared: what requires a store is not reported because of it.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Store> {
    let span = fields.key_span("store")?;
    let sound = fields.map("store").filter(|_| !fields.is_faulty("store"));
    let read = sound.and_then(|map| kind(span, &map, out));
    read.or_else(|| in_error(span)).map(|kind| Store { span, kind })
}

/// The store of a gateway whose `store` has an error; nothing is built with it.
fn in_error(span: Span) -> Option<StoreKind> {
    let url = Spanned::new(parse_redis_url("redis://in-error:6379/0").ok()?, span);
    Some(StoreKind::Redis(RedisStore { url, password: None, timeout: None, on_error: StoreError::Closed }))
}

fn kind(span: Span, map: &Fields<'_>, out: &mut Diagnostics) -> Option<StoreKind> {
    let kind = match (map.map("redis"), map.text("file")) {
        (Some(redis), None) => StoreKind::Redis(server(span, map, &redis, out)?),
        (None, Some(file)) => {
            for key in ["timeout", "on_error"] {
                if let Some(span) = map.key_span(key) {
                    let message = format!("`{key}` has no effect without `redis`");
                    out.push(codes::CONFLICTING_KEYS.at(span, message).help(format!("remove `{key}`")));
                }
            }
            StoreKind::File(file)
        }
        (redis, _) => {
            let both = ["redis", "file"];
            let message = one_of(&both, if redis.is_some() { &both } else { &[] }, "store");
            let finding = codes::CONFLICTING_KEYS.at(span, message);
            out.push(finding.help("use `redis` if several replicas run, `file` for one replica"));
            return None;
        }
    };
    Some(kind)
}

fn server(span: Span, map: &Fields<'_>, redis: &Fields<'_>, out: &mut Diagnostics) -> Option<RedisStore> {
    let Some(word) = map.text("on_error") else {
        let finding = codes::MISSING_KEY.at(span, "missing key `on_error` in `store`");
        out.push(
            finding.help("set what happens while the server is not available: `on_error: local` counts in each replica, `on_error: open` limits nothing, `on_error: closed` returns `503`"),
        );
        return None;
    };
    Some(RedisStore {
        url: redis.parsed("url", parse_redis_url)?,
        password: secret::read(redis, "password", out),
        timeout: map.parsed("timeout", parse_duration).map(|d| d.value),
        on_error: on_error(&word.value),
    })
}

/// The words of the grammar; another word is an error already.
fn on_error(word: &str) -> StoreError {
    match word {
        "local" => StoreError::Local,
        "open" => StoreError::Open,
        _ => StoreError::Closed,
    }
}
