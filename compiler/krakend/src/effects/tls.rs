//! Keys of `tls` and `client_tls` (lura v2.14, config.go and transport/http/server).

use super::row::Kind::{Bool, Ints, Objects, Text, Texts, Word};
use super::row::{Key, key};

const VERSIONS: &[&str] = &["SSL3.0", "TLS10", "TLS11", "TLS12", "TLS13"];

pub(super) const SERVER: &[Key] = &[
    key("disabled", Bool, "disables TLS").or("false"),
    key("keys", Objects(PAIR), "certificates of the server").since(7),
    key("public_key", Text, "file with the certificate; former form of `keys`"),
    key("private_key", Text, "file with the private key; former form of `keys`"),
    key("ca_certs", Texts, "certificate authorities of client certificates").since(1),
    key("min_version", Word(VERSIONS), "minimum version of TLS").or("\"TLS13\""),
    key("max_version", Word(VERSIONS), "maximum version of TLS").or("\"TLS13\""),
    key("curve_preferences", Ints, "elliptic curves, by number"),
    key("cipher_suites", Ints, "cipher suites, by number"),
    key("prefer_server_cipher_suites", Bool, "has no effect"),
    key("enable_mtls", Bool, "requires a client certificate").or("false"),
    key("disable_system_ca_pool", Bool, "trusts only `ca_certs`").or("false").since(1),
];

const PAIR: &[Key] = &[
    key("public_key", Text, "file with the certificate").required(),
    key("private_key", Text, "file with the private key").required(),
];

pub(super) const CLIENT: &[Key] = &[
    key("allow_insecure_connections", Bool, "accepts any certificate").or("false"),
    key("ca_certs", Texts, "certificate authorities of the backends"),
    key("disable_system_ca_pool", Bool, "trusts only `ca_certs`").or("false"),
    key("min_version", Word(VERSIONS), "minimum version of TLS").or("\"TLS13\""),
    key("max_version", Word(VERSIONS), "maximum version of TLS").or("\"TLS13\""),
    key("curve_preferences", Ints, "elliptic curves, by number"),
    key("cipher_suites", Ints, "cipher suites, by number"),
    key("client_certs", Objects(CERTIFICATE), "client certificates").since(5),
];

const CERTIFICATE: &[Key] = &[
    key("certificate", Text, "file with the certificate").required(),
    key("private_key", Text, "file with the private key").required(),
];
