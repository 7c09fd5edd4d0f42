//! `cors` and `bots` of the root, in the words of the language.

use serde_json::{Map, Value, json};

use super::yaml::{Entry, Yaml};
use crate::grammar::format;
use crate::model::{Gateway, Source};
use gwc_artifact::{Bots, Cors, CorsHeaders, CorsMethods, OriginPattern, Origins};
use gwc_syntax::value::{Duration, Target};

/// The status that the language answers a preflight with.
const NO_CONTENT: u16 = 204;

/// The entries of `gateway.yaml`.
pub(super) fn entries(gateway: &Gateway) -> Vec<Entry> {
    let cors = gateway.cors.as_ref().filter(|_| covers_cors(gateway));
    let cors = cors.map(|cors| Entry::new("cors", Yaml::json(&self::cors(&cors.value))));
    let bots = gateway.bots.as_ref().filter(|_| covers_bots(gateway));
    let bots = bots.map(|bots| Entry::new("bots", Yaml::json(&self::bots(&bots.value))));
    cors.into_iter().chain(bots).collect()
}

/// Whether `cors` sets all that the root does. The engine of `hanzo` would not get it from `cors`.
pub(super) fn covers_cors(gateway: &Gateway) -> bool {
    let is_hanzo = gateway.targets.iter().any(|target| target.value == Target::Hanzo);
    gateway.source == Source::Krakend
        && !is_hanzo
        && gateway.cors.as_ref().is_some_and(|cors| fits(&cors.value))
}

/// Whether `bots` sets all that the root does.
pub(super) fn covers_bots(gateway: &Gateway) -> bool {
    gateway.source == Source::Krakend && gateway.bots.as_ref().is_some_and(|bots| !bots.value.is_none())
}

fn fits(cors: &Cors) -> bool {
    let is_header = |name: &String| (format::HEADER.check)(name).is_ok();
    let origins = match &cors.origins {
        Origins::Any => true,
        Origins::List(list) => list.iter().all(|origin| (format::ORIGIN.check)(&origin.to_string()).is_ok()),
    };
    let headers = match &cors.headers {
        CorsHeaders::Any => true,
        CorsHeaders::List(list) => list.iter().all(is_header),
    };
    origins && headers && cors.expose.iter().all(is_header) && cors.status == NO_CONTENT
}

fn cors(cors: &Cors) -> Value {
    let mut map = Map::new();
    let origins = match &cors.origins {
        Origins::Any => vec!["*".to_owned()],
        Origins::List(list) => list.iter().map(OriginPattern::to_string).collect(),
    };
    map.insert("origins".into(), origins.into());
    if let CorsMethods::List(methods) = &cors.methods {
        let methods: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
        map.insert("methods".into(), methods.into());
    }
    if let CorsHeaders::List(names) = &cors.headers {
        map.insert("headers".into(), names.to_vec().into());
    }
    if !cors.expose.is_empty() {
        map.insert("expose".into(), cors.expose.to_vec().into());
    }
    for (key, flag) in [("credentials", cors.credentials), ("private_network", cors.private_network)] {
        if flag {
            map.insert(key.into(), true.into());
        }
    }
    if let Some(age) = cors.max_age {
        map.insert("max_age".into(), Duration::from_secs(age.as_secs()).to_string().into());
    }
    Value::Object(map)
}

fn bots(bots: &Bots) -> Value {
    let mut map = Map::new();
    for (key, list) in [("allow", &bots.allow), ("deny", &bots.deny), ("patterns", &bots.patterns)] {
        if !list.is_empty() {
            map.insert(key.into(), json!(list.to_vec()));
        }
    }
    if bots.refuses_empty {
        map.insert("empty_user_agent".into(), "deny".into());
    }
    Value::Object(map)
}
