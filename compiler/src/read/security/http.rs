//! `security/http`: response headers and a list of hosts (krakend-httpsecure v2.2, unrolled/secure v1.15).

use gwc_artifact::HeaderEdit;
use serde_json::Value;

use super::options::Options;

/// What `gwr` does of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Http {
    /// The hosts that may be called, lower case, without port; all when empty.
    pub(crate) hosts: Vec<String>,
    /// The headers of every response.
    pub(crate) headers: Vec<HeaderEdit>,
}

/// Options that change what a client is answered in a way that `gwr` does not have.
const FLAGS: [&str; 2] = ["allowed_hosts_are_regex", "ssl_redirect"];

/// Reads the component.
///
/// # Errors
/// What `gwr` does not do, in a sentence.
pub(crate) fn http(value: &Value) -> Result<Http, String> {
    let options = Options::of(value)?;
    let in_development = options.flag("is_development")?;
    let hosts = if in_development { Vec::new() } else { options.texts("allowed_hosts")? };
    for name in FLAGS {
        if options.flag(name)? && (name == "ssl_redirect" && !in_development || !hosts.is_empty()) {
            return Err(format!("`{name}` is set"));
        }
    }
    if !hosts.is_empty() && !options.texts("host_proxy_headers")?.is_empty() {
        return Err("`host_proxy_headers` takes the host from a header".to_owned());
    }
    let is_host = |host: &&&str| gwc_syntax::value::is_host_name(host);
    if let Some(host) = hosts.iter().find(|host| !is_host(host)) {
        return Err(format!("`{host}` in `allowed_hosts` is not a host name alone"));
    }
    let hosts = hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
    Ok(Http { hosts, headers: headers(&options, in_development)? })
}

fn headers(options: &Options<'_>, in_development: bool) -> Result<Vec<HeaderEdit>, String> {
    let mut edits = Vec::new();
    let mut set = |name: &str, value: String| edits.push(HeaderEdit::Set { name: name.to_owned(), value });
    if let Some(value) = transport_security(options, in_development)? {
        set("strict-transport-security", value);
    }
    match options.text("custom_frame_options_value")? {
        "" if options.flag("frame_deny")? => set("x-frame-options", "DENY".to_owned()),
        "" => {}
        custom => set("x-frame-options", custom.to_owned()),
    }
    if options.flag("content_type_nosniff")? {
        set("x-content-type-options", "nosniff".to_owned());
    }
    if options.flag("browser_xss_filter")? {
        set("x-xss-protection", "1; mode=block".to_owned());
    }
    for (option, header) in
        [("content_security_policy", "content-security-policy"), ("referrer_policy", "referrer-policy")]
    {
        match options.text(option)? {
            "" => {}
            value if value.contains(char::is_control) => return Err(format!("`{option}` has a line break")),
            value => set(header, value.to_owned()),
        }
    }
    Ok(edits)
}

/// `Strict-Transport-Security`: without `force_sts_header`, KrakenD sends it over TLS only, which it learns from
/// `ssl_proxy_headers` where a proxy ends TLS.
fn transport_security(options: &Options<'_>, in_development: bool) -> Result<Option<String>, String> {
    let seconds = options.number("sts_seconds")?.unwrap_or(0);
    if seconds == 0 || in_development {
        return Ok(None);
    }
    let by_header =
        options.get("ssl_proxy_headers").and_then(Value::as_object).is_some_and(|map| !map.is_empty());
    match (options.flag("force_sts_header")?, by_header) {
        (false, true) => Err("`ssl_proxy_headers` decides whether `sts_seconds` applies".to_owned()),
        // KrakenD itself ends no TLS here: `tls` at the root is refused.
        (false, false) => Ok(None),
        (true, _) => {
            let domains = if options.flag("sts_include_subdomains")? { "; includeSubdomains" } else { "" };
            Ok(Some(format!("max-age={seconds}{domains}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_what_a_client_sees() {
        let read = http(&json!({
            "allowed_hosts": ["API.example.com"], "sts_seconds": 60, "force_sts_header": true,
            "sts_include_subdomains": true, "frame_deny": true, "content_type_nosniff": true,
        }));
        let read = read.unwrap();
        assert_eq!(read.hosts, ["api.example.com"]);
        let lines: Vec<String> = read.headers.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "strict-transport-security: max-age=60; includeSubdomains",
                "x-frame-options: DENY",
                "x-content-type-options: nosniff",
            ]
        );
        assert_eq!(http(&json!({ "sts_seconds": 60 })), Ok(Http::default()), "without TLS it is not sent");
        for refused in [
            json!({ "ssl_redirect": true }),
            json!({ "allowed_hosts": ["a"], "host_proxy_headers": ["X-Host"] }),
            json!({ "allowed_hosts": ["^a$"], "allowed_hosts_are_regex": true }),
            json!({ "allowed_hosts": ["a:8080"] }),
            json!({ "sts_seconds": 60, "ssl_proxy_headers": { "X-Forwarded-Proto": "https" } }),
            json!({ "frame_deny": "yes" }),
            json!([]),
        ] {
            assert!(http(&refused).is_err(), "{refused}");
        }
    }
}
