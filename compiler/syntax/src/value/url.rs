//! Upstream URLs: `http://host:port`, nothing behind it.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

/// Where an upstream listens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpstreamUrl {
    /// Whether it is `https`.
    pub https: bool,
    /// Host name or address; IPv6 without brackets.
    pub host: String,
    /// The port, also where the scheme implies it.
    pub port: u16,
    /// Whether the port was written.
    pub port_written: bool,
}

impl UpstreamUrl {
    /// Host and port as written: `orders.shop.svc:8080`.
    pub fn authority(&self) -> String {
        let (open, close) = if self.host.contains(':') { ("[", "]") } else { ("", "") };
        let port = if self.port_written { format!(":{}", self.port) } else { String::new() };
        format!("{open}{}{close}{port}", self.host)
    }

    /// Whether the host may be a service and its namespace, although its last label is a top-level domain: `orders.shop`.
    pub fn may_be_service(&self) -> bool {
        const COMMON: [&str; 9] = ["com", "org", "net", "edu", "gov", "mil", "info", "biz", "name"];
        let host = self.host.trim_end_matches('.').to_ascii_lowercase();
        match host.split_once('.') {
            Some((_, last)) => !last.contains('.') && last.len() > 2 && !COMMON.contains(&last),
            None => true,
        }
    }

    /// The last label of the host, which is the namespace in `orders.shop`.
    pub fn last_label(&self) -> &str {
        let host = self.host.trim_end_matches('.');
        host.rsplit_once('.').map_or(host, |(_, last)| last)
    }

    /// Whether the host is outside the cluster: a name that is not a cluster name, or a public address.
    pub fn is_external(&self) -> bool {
        if let Ok(address) = self.host.parse::<IpAddr>() {
            return !is_private(address);
        }
        let host = self.host.trim_end_matches('.').to_ascii_lowercase();
        let inside = host == "localhost"
            || host.ends_with(".localhost")
            || host.ends_with(".svc")
            || host.ends_with(".svc.cluster.local")
            || [".internal", ".local", ".consul"].iter().any(|suffix| host.ends_with(suffix))
            || !host.contains('.')
            || is_service_and_namespace(&host);
        !inside
    }
}

/// Whether a host has two labels and no top-level domain: `orders.default` is a service and its namespace.
fn is_service_and_namespace(host: &str) -> bool {
    let Some((_, last)) = host.split_once('.') else { return false };
    // RFC 2606 reserves these for examples of names on the internet.
    let reserved = ["example", "test", "invalid"].contains(&last);
    let suffix = psl::suffix(last.as_bytes());
    !last.contains('.') && !reserved && !suffix.is_some_and(|suffix| suffix.is_known())
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

impl fmt::Display for UpstreamUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        let (open, close) = if self.host.contains(':') { ("[", "]") } else { ("", "") };
        write!(f, "{scheme}://{open}{}{close}", self.host)?;
        if self.port_written { write!(f, ":{}", self.port) } else { Ok(()) }
    }
}

/// A text with every password of a URL in it replaced by `*`, byte for byte: `http://user:******@host`.
pub fn without_passwords(text: &str) -> Cow<'_, str> {
    let mut masked = Cow::Borrowed(text);
    for (scheme, _) in text.match_indices("://") {
        let start = scheme + "://".len();
        let is_end = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'');
        let end = text[start..].find(is_end).map_or(text.len(), |at| start + at);
        let Some(at) = text[start..end].rfind('@').map(|at| start + at) else { continue };
        let Some(colon) = text[start..at].find(':').map(|colon| start + colon) else { continue };
        masked.to_mut().replace_range(colon + 1..at, &"*".repeat(at - colon - 1));
    }
    masked
}

/// Reads the URL of an upstream: a scheme, a host and maybe a port.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn parse_upstream_url(text: &str) -> Result<UpstreamUrl, String> {
    let (https, rest) = match (text.strip_prefix("http://"), text.strip_prefix("https://")) {
        (Some(rest), _) => (false, rest),
        (_, Some(rest)) => (true, rest),
        _ => return Err("expected a URL such as `http://name.namespace.svc.cluster.local:8080`".to_owned()),
    };
    if rest.contains('@') {
        return Err("remove the user and the password; the gateway identifies itself to an upstream with the certificate in `tls`".to_owned());
    }
    if let Some(at) = rest.find(['/', '?', '#']) {
        let what = match rest[at..].chars().next() {
            Some('/') => "path",
            Some('?') => "query",
            _ => "fragment",
        };
        return Err(format!("the URL of an upstream must not have a {what}; remove `{}`", &rest[at..]));
    }
    let (host, port) = match rest.strip_prefix('[') {
        Some(v6) => {
            let (host, port) = v6.split_once(']').ok_or("the `]` of the IPv6 address is missing")?;
            let valid = host.parse::<std::net::Ipv6Addr>().is_ok();
            valid.then_some(()).ok_or("expected an IPv6 address between `[` and `]`")?;
            (host, port.strip_prefix(':').or(if port.is_empty() { None } else { Some("") }))
        }
        None => match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        },
    };
    let is_v6 = rest.starts_with('[');
    if !is_v6 && !is_host_name(host) {
        return Err("expected a host name or an address after `://`".to_owned());
    }
    let written = port.map(parse_port).transpose()?;
    let port = written.unwrap_or(if https { 443 } else { 80 });
    Ok(UpstreamUrl { https, host: host.to_owned(), port, port_written: written.is_some() })
}

/// Reads the backend of a Gateway resource: the URL of an upstream, or the host and port of a Service inside the cluster.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn parse_backend(text: &str) -> Result<UpstreamUrl, String> {
    match text.contains("://") {
        true => parse_upstream_url(text),
        false => parse_upstream_url(&format!("http://{text}")),
    }
}

fn parse_port(text: &str) -> Result<u16, String> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let port = text.parse::<u16>().ok().filter(|p| *p > 0 && digits);
    port.ok_or_else(|| "expected a port from 1 to 65535".to_owned())
}

/// Whether a text is a host name by RFC 1123 (underscores are common in clusters and pass).
pub fn is_host_name(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 253
        && host.trim_end_matches('.').split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
}

/// Whether a text is an address, or a network as `10.0.0.0/8`.
pub fn is_network(text: &str) -> bool {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let most = if address.is_ipv4() { 32 } else { 128 };
    bits.is_none_or(|bits| bits.parse::<u8>().is_ok_and(|bits| bits <= most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_masked_byte_for_byte() {
        for (text, masked) in [
            ("plain", "plain"),
            ("http://user:secret@host:80/a", "http://user:******@host:80/a"),
            ("redis://:p:w@redis, http://é:ü@b", "redis://:***@redis, http://é:**@b"),
            ("http://user@host:80", "http://user@host:80"),
            ("http://host:80/a@b", "http://host:80/a@b"),
        ] {
            assert_eq!(without_passwords(text), masked);
        }
    }

    #[test]
    fn reads_and_tells_outside_from_inside() {
        for (text, external) in [
            ("http://iam.hanzo.svc.cluster.local:8000", false),
            ("http://localhost:8080", false),
            ("http://10.0.0.1", false),
            ("http://[::1]:80", false),
            ("https://inference.do-ai.run", true),
            ("https://8.8.8.8", true),
        ] {
            let url = parse_upstream_url(text).unwrap();
            assert_eq!((url.to_string().as_str(), url.is_external()), (text, external));
        }
        for text in [
            "iam:8000",
            "ftp://a",
            "http://",
            "http://a/b",
            "http://u@a",
            "http://a:0",
            "http://a:x",
            "http://a b",
            "http://[::1",
            "http://a:",
            "http://[::1]x",
        ] {
            assert!(parse_upstream_url(text).is_err(), "{text}");
        }
    }
}
