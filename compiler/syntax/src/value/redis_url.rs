//! URLs of Redis servers: `redis://user@host:port/database`.

use super::url::parse_upstream_url;

/// Where a Redis server listens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RedisUrl {
    /// Host name or address; IPv6 without brackets.
    pub host: String,
    /// The port; 6379 if it was not written.
    pub port: u16,
    /// The number of the database.
    pub database: u16,
    /// The user of its access lists.
    pub user: Option<String>,
}

/// The port of Redis.
const DEFAULT_PORT: u16 = 6379;

/// Reads the URL of a Redis server.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn parse_redis_url(text: &str) -> Result<RedisUrl, String> {
    let fail = || "expected a URL such as `redis://redis.data.svc.cluster.local:6379/0`".to_owned();
    if text.starts_with("rediss://") {
        return Err(
            "`rediss://` is not supported: write `redis://`, and let a proxy beside the gateway speak TLS"
                .to_owned(),
        );
    }
    let rest = text.strip_prefix("redis://").ok_or_else(fail)?;
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, address) = match authority.rsplit_once('@') {
        Some((user, _)) if user.contains(':') => {
            return Err("the password is in plain text".to_owned());
        }
        Some((user, address)) => (Some(user), address),
        None => (None, authority),
    };
    let is_user = |user: &str| {
        !user.is_empty() && user.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    if address.contains(',') || !user.is_none_or(is_user) {
        return Err(fail());
    }
    let url = parse_upstream_url(&format!("http://{address}")).map_err(|_| fail())?;
    let database = match database {
        "" => 0,
        // At most 16 by default, and a number too large is refused by the server, so three digits are enough.
        digits if digits.len() <= 3 => digits.parse().map_err(|_| fail())?,
        _ => return Err(fail()),
    };
    let port = if url.port_written { url.port } else { DEFAULT_PORT };
    Ok(RedisUrl { host: url.host, port, database, user: user.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_a_host_and_defaults() {
        let url = parse_redis_url("redis://redis").unwrap();
        assert_eq!((url.host.as_str(), url.port, url.database, url.user), ("redis", 6379, 0, None));
        let url = parse_redis_url("redis://gateway@[::1]:6380/12").unwrap();
        assert_eq!((url.host.as_str(), url.port, url.database), ("::1", 6380, 12));
        assert_eq!(url.user.as_deref(), Some("gateway"));
    }

    #[test]
    fn what_gwr_does_not_speak_is_refused() {
        for text in [
            "redis",
            "rediss://a",
            "http://a",
            "redis://",
            "redis://a:0",
            "redis://a:70000",
            "redis://:x@a",
            "redis://u:x@a",
            "redis://a,b",
            "redis://a/x",
            "redis://a/1/2",
            "redis://a?x=1",
            "redis://@a",
        ] {
            assert!(parse_redis_url(text).is_err(), "{text}");
        }
        assert!(!parse_redis_url("redis://u:hunter2@a").unwrap_err().contains("hunter2"));
    }
}
