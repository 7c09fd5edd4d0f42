//! `security/cors` and `security/bot-detector` of the root.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::martian::canonical;
use crate::model::Gateway;
use gwc_artifact::{Bots, Cors, CorsHeaders, CorsMethods, OriginPattern, Origins};
use gwc_syntax::value::Duration;

/// `security/cors` (krakend-cors v2.2). What it does not list, KrakenD decides otherwise: it admits `GET`, `POST` and
/// `HEAD` alone if no methods are listed.
pub(super) fn cors(gateway: &Gateway, cors: &Cors) -> Value {
    let mut map = Map::new();
    map.insert("allow_origins".into(), origins(cors).into());
    map.insert("allow_methods".into(), methods(gateway, cors).into_iter().collect::<Vec<_>>().into());
    let names = |names: &[String]| Value::from(names.iter().map(|name| canonical(name)).collect::<Vec<_>>());
    map.insert(
        "allow_headers".into(),
        match &cors.headers {
            CorsHeaders::Any => json!(["*"]),
            CorsHeaders::List(list) => names(list),
        },
    );
    if !cors.expose.is_empty() {
        map.insert("expose_headers".into(), names(&cors.expose));
    }
    map.insert("allow_credentials".into(), cors.credentials.into());
    if cors.private_network {
        map.insert("allow_private_network".into(), true.into());
    }
    if let Some(age) = cors.max_age {
        map.insert("max_age".into(), Duration::from_secs(age.as_secs()).to_string().into());
    }
    Value::Object(map)
}

fn origins(cors: &Cors) -> Vec<String> {
    match &cors.origins {
        Origins::Any => vec!["*".to_owned()],
        Origins::List(patterns) => patterns.iter().map(OriginPattern::to_string).collect(),
    }
}

fn methods(gateway: &Gateway, cors: &Cors) -> BTreeSet<String> {
    match &cors.methods {
        CorsMethods::List(methods) => methods.iter().map(|method| method.as_str().to_owned()).collect(),
        CorsMethods::OfPath => gateway.endpoints.iter().map(|e| e.method.as_str().to_owned()).collect(),
    }
}

/// `security/bot-detector` (krakend-botdetector v2.3).
pub(super) fn bots(bots: &Bots) -> Value {
    let mut map = Map::new();
    for (name, list) in [("allow", &bots.allow), ("deny", &bots.deny), ("patterns", &bots.patterns)] {
        if !list.is_empty() {
            map.insert(name.into(), list.to_vec().into());
        }
    }
    if bots.refuses_empty {
        map.insert("empty_user_agent_is_bot".into(), true.into());
    }
    Value::Object(map)
}
