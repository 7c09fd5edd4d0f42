//! TLS: to others by the authorities that the system trusts or an artifact names, and of listeners.

pub(crate) mod listener;
pub(crate) mod upstream;
mod files;

use std::sync::{Arc, OnceLock};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A connection to the host that the other side proves to be.
///
/// # Errors
/// What went wrong, in words for an operator.
pub(crate) async fn connect(stream: TcpStream, host: &str) -> Result<TlsStream<TcpStream>, String> {
    let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(name).map_err(|error| format!("`{host}` is not a name: {error}"))?;
    let connector = TlsConnector::from(configuration()?);
    connector.connect(name, stream).await.map_err(|error| format!("TLS failed: {error}"))
}

/// The cryptography, with the hybrid post-quantum key exchange (X25519MLKEM768) for peers that have it.
fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    Arc::clone(PROVIDER.get_or_init(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider())))
}

/// The authorities of the system, read once.
fn roots() -> Result<Arc<RootCertStore>, String> {
    static ROOTS: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    if let Some(known) = ROOTS.get() {
        return Ok(Arc::clone(known));
    }
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        return Err("the system trusts no certificate authority: install `ca-certificates`".to_owned());
    }
    Ok(Arc::clone(ROOTS.get_or_init(|| Arc::new(roots))))
}

/// The same for all connections by the authorities of the system.
fn configuration() -> Result<Arc<ClientConfig>, String> {
    static CONFIGURATION: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(known) = CONFIGURATION.get() {
        return Ok(Arc::clone(known));
    }
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS failed: {error}"))?;
    let made = Arc::new(builder.with_root_certificates(roots()?).with_no_client_auth());
    Ok(Arc::clone(CONFIGURATION.get_or_init(|| made)))
}
