//! `security/cors`, `security/bot-detector` and `security/http` of a KrakenD configuration.

mod http;
mod options;

use gwc_artifact::{Bots, Cors, CorsHeaders, CorsMethods, Method, OriginPattern, Origins, Set};
use serde_json::Value;

use crate::model::Extra;
use gwc_krakend::{go, namespaces};

pub(crate) use http::http;
use options::Options;

/// A component of an `extra_config`, in either spelling.
pub(crate) fn component<'e>(extra: &'e Extra, name: &str) -> Option<&'e Value> {
    let is = |written: &str| written == name || namespaces::short(written) == Some(name);
    extra.entries.iter().find(|(written, _)| is(&written.value)).map(|(_, value)| value)
}

/// The policy of `security/cors`, with the defaults of krakend-cors v2.2 and rs/cors v1.11.
///
/// # Errors
/// What `gwr` does not do, in a sentence.
pub(crate) fn cors(value: &Value) -> Result<Cors, String> {
    let options = Options::of(value)?;
    if options.flag("options_passthrough")? {
        return Err("`options_passthrough` forwards preflights".to_owned());
    }
    let origins = options.texts("allow_origins")?;
    let origins = match origins.is_empty() || origins.contains(&"*") {
        true => Origins::Any,
        false => Origins::List(origins.into_iter().map(origin).collect::<Result<_, _>>()?),
    };
    let headers: Vec<String> =
        options.texts("allow_headers")?.iter().map(|h| h.to_ascii_lowercase()).collect();
    let headers = match headers.is_empty() || headers.iter().any(|name| name == "*") {
        true => CorsHeaders::Any,
        // rs/cors admits it in any case, because some browsers list it.
        false => CorsHeaders::List(headers.into_iter().chain(["origin".to_owned()]).collect()),
    };
    let status = options.number("options_success_status")?.unwrap_or(204);
    let status = u16::try_from(status).ok().filter(|status| (200..300).contains(status));
    Ok(Cors {
        methods: CorsMethods::List(methods(&options.texts("allow_methods")?)?),
        headers,
        expose: options.texts("expose_headers")?.iter().map(|name| name.to_ascii_lowercase()).collect(),
        // KrakenD sends both, and browsers reject that: nothing is admitted with credentials.
        credentials: options.flag("allow_credentials")? && origins != Origins::Any,
        private_network: options.flag("allow_private_network")?,
        max_age: max_age(options.text("max_age")?)?,
        status: status.ok_or("`options_success_status` is not between 200 and 299")?,
        origins,
    })
}

fn origin(text: &str) -> Result<OriginPattern, String> {
    let whole = !text.is_empty() && !text.contains(char::is_whitespace) && text.matches('*').count() < 2;
    whole.then(|| OriginPattern::parse(text)).ok_or_else(|| format!("the origin `{text}` cannot be matched"))
}

fn methods(listed: &[&str]) -> Result<Set<Method>, String> {
    let listed = if listed.is_empty() { &["GET", "POST", "HEAD"][..] } else { listed };
    let method = |name: &&str| {
        Method::parse(&name.to_ascii_uppercase()).ok_or_else(|| format!("the method `{name}` is unknown"))
    };
    listed.iter().map(method).collect()
}

fn max_age(text: &str) -> Result<Option<std::time::Duration>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let age = gwc_syntax::value::parse_duration(text).map_err(|_| format!("`max_age` is `{text}`"))?;
    let seconds = age.nanos / 1_000_000_000;
    Ok((seconds > 0).then(|| std::time::Duration::from_secs(seconds)))
}

/// The rules of `security/bot-detector`.
///
/// # Errors
/// Why KrakenD does not start the detector.
pub(crate) fn bots(value: &Value) -> Result<Bots, String> {
    let options = Options::of(value)?;
    let texts = |name| -> Result<Set<String>, String> {
        Ok(options.texts(name)?.into_iter().filter(|text| !text.is_empty()).map(str::to_owned).collect())
    };
    let mut patterns = Vec::new();
    for pattern in options.texts("patterns")? {
        go::regexp(pattern).map_err(|_| format!("the pattern `{pattern}` does not compile"))?;
        patterns.push(go::unquoted(pattern));
    }
    Ok(Bots {
        refuses_empty: options.flag("empty_user_agent_is_bot")?,
        allow: texts("allow")?,
        deny: texts("deny")?,
        patterns: patterns.into(),
    })
}
