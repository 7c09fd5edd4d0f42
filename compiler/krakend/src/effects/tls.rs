//! Keys of `tls` and `client_tls` (lura v2.14, config.go and transport/http/server).

use super::row::Kind::{Bool, Ints, Objects, Text, Texts, Word};
use super::row::{Key, key};

const VERSIONS: &[&str] = &["SSL3.0", "TLS10", "TLS11", "TLS12", "TLS13"];

pub(super) const SERVER: &[Key] = &[
    key("disabled", Bool, "serves without TLS all the same").or("false"),
    key("keys", Objects(PAIR), "certificates to serve with").since(7),
    key("public_key", Text, "file of the certificate; old form of `keys`"),
    key("private_key", Text, "file of its key; old form of `keys`"),
    key("ca_certs", Texts, "who may sign clients' certificates").since(1),
    key("min_version", Word(VERSIONS), "oldest version").or("\"TLS13\""),
    key("max_version", Word(VERSIONS), "newest version").or("\"TLS13\""),
    key("curve_preferences", Ints, "curves by number"),
    key("cipher_suites", Ints, "cipher suites by number"),
    key("prefer_server_cipher_suites", Bool, "has no effect any more"),
    key("enable_mtls", Bool, "clients must show a certificate").or("false"),
    key("disable_system_ca_pool", Bool, "trusts `ca_certs` only").or("false").since(1),
];

const PAIR: &[Key] = &[
    key("public_key", Text, "file of the certificate").required(),
    key("private_key", Text, "file of its key").required(),
];

pub(super) const CLIENT: &[Key] = &[
    key("allow_insecure_connections", Bool, "trusts any certificate").or("false"),
    key("ca_certs", Texts, "who may sign backends' certificates"),
    key("disable_system_ca_pool", Bool, "trusts `ca_certs` only").or("false"),
    key("min_version", Word(VERSIONS), "oldest version").or("\"TLS13\""),
    key("max_version", Word(VERSIONS), "newest version").or("\"TLS13\""),
    key("curve_preferences", Ints, "curves by number"),
    key("cipher_suites", Ints, "cipher suites by number"),
    key("client_certs", Objects(CERTIFICATE), "certificates to show").since(5),
];

const CERTIFICATE: &[Key] = &[
    key("certificate", Text, "file of the certificate").required(),
    key("private_key", Text, "file of its key").required(),
];
