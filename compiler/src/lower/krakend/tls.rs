//! `tls` and `client_tls` of the root (lura v2.14, config/config.go).

use serde_json::{Map, Value, json};

use crate::model::{Gateway, Upstream};
use gwc_artifact::{CertificateFiles, ListenerTls, UpstreamTls};

/// `tls`: the certificates of the listener.
pub(super) fn listener(tls: &ListenerTls) -> Value {
    let mut map = Map::new();
    let pair =
        |files: &CertificateFiles| json!({ "public_key": files.certificate, "private_key": files.key });
    map.insert("keys".into(), tls.certificates.iter().map(pair).collect());
    if let Some(authorities) = &tls.client_ca {
        map.insert("enable_mtls".into(), true.into());
        map.insert("ca_certs".into(), json!([authorities]));
    }
    Value::Object(map)
}

/// The options that all upstreams with `https` agree on; nothing where there is no such upstream, or they are those of the
/// system.
///
/// # Errors
/// An upstream with other options than another one, or with one that KrakenD has not.
pub(crate) fn upstreams(gateway: &Gateway) -> Result<Option<&UpstreamTls>, &Upstream> {
    let mut secured = gateway.upstreams.iter().filter(|u| u.urls.iter().any(|url| url.value.https));
    let Some(first) = secured.next() else { return Ok(None) };
    let is_other = |upstream: &&Upstream| {
        upstream.options.tls != first.options.tls || upstream.options.tls.server_name.is_some()
    };
    match [first].into_iter().chain(secured).find(is_other) {
        Some(other) => Err(other),
        None => Ok((first.options.tls != UpstreamTls::default()).then_some(&first.options.tls)),
    }
}

/// `client_tls`.
pub(super) fn client(tls: &UpstreamTls) -> Value {
    let mut map = Map::new();
    if let Some(authorities) = &tls.ca {
        map.insert("ca_certs".into(), json!([authorities]));
        map.insert("disable_system_ca_pool".into(), true.into());
    }
    if let Some(files) = &tls.certificate {
        let pair = json!({ "certificate": files.certificate, "private_key": files.key });
        map.insert("client_certs".into(), json!([pair]));
    }
    Value::Object(map)
}
