//! `security/cors`, `security/bot-detector` and `security/http` of a KrakenD configuration.

mod http;

use gwc_artifact::{Bots, Cors, CorsHeaders, CorsMethods, Method, OriginPattern, Origins, Set};
use serde_json::{Map, Value};

use crate::model::Extra;
use gwc_krakend::{go, namespaces};

pub(crate) use http::http;

/// A component of an `extra_config`, in either spelling.
pub(crate) fn component<'e>(extra: &'e Extra, name: &str) -> Option<&'e Value> {
    let is = |written: &str| written == name || namespaces::short(written) == Some(name);
    extra.entries.iter().find(|(written, _)| is(&written.value)).map(|(_, value)| value)
}

/// The options of a component that are set.
struct Options<'v>(&'v Map<String, Value>);

impl<'v> Options<'v> {
    fn of(value: &'v Value) -> Result<Options<'v>, String> {
        value.as_object().map(Options).ok_or_else(|| "it is not a map".to_owned())
    }

    fn get(&self, name: &str) -> Option<&'v Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn texts(&self, name: &str) -> Result<Vec<&'v str>, String> {
        let Some(value) = self.get(name) else { return Ok(Vec::new()) };
        let items = value.as_array().map(|items| items.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
        items.flatten().ok_or_else(|| format!("`{name}` is not a list of strings"))
    }

    fn flag(&self, name: &str) -> Result<bool, String> {
        let Some(value) = self.get(name) else { return Ok(false) };
        value.as_bool().ok_or_else(|| format!("`{name}` is not a boolean"))
    }

    fn text(&self, name: &str) -> Result<&'v str, String> {
        let Some(value) = self.get(name) else { return Ok("") };
        value.as_str().ok_or_else(|| format!("`{name}` is not a string"))
    }

    fn number(&self, name: &str) -> Result<Option<u64>, String> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value.as_u64().map(Some).ok_or_else(|| format!("`{name}` is not a number"))
    }
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
