//! The two ends of TLS, as tests make them of the certificates of an authority.

use std::sync::Arc;
use std::time::Duration;

use gwc_artifact::CertificateFiles;
use gwc_tests::net::Authority;
use rustls::crypto::{CryptoProvider, SupportedKxGroup};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::TlsConnector;

/// A runtime of a client, or of a server that stands in for an upstream.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

fn roots(authority: &Authority) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority.file()).unwrap()).unwrap();
    roots
}

/// A client that trusts one authority.
pub(crate) fn connector(
    authority: &Authority,
    alpn: &[&[u8]],
    own: Option<&CertificateFiles>,
) -> TlsConnector {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots(authority));
    let mut config = match own {
        None => builder.with_no_client_auth(),
        Some(files) => builder.with_client_auth_cert(chain(files), key(files)).unwrap(),
    };
    config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
    TlsConnector::from(Arc::new(config))
}

/// A client that offers these key exchanges, the best first.
pub(crate) fn connector_offering(
    authority: &Authority,
    groups: &[&'static dyn SupportedKxGroup],
) -> TlsConnector {
    let offering =
        CryptoProvider { kx_groups: groups.to_vec(), ..rustls::crypto::aws_lc_rs::default_provider() };
    let config = ClientConfig::builder_with_provider(Arc::new(offering))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots(authority))
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// Verifies the certificates of clients.
fn verifier(authority: &Authority) -> Arc<dyn rustls::server::danger::ClientCertVerifier> {
    let roots = Arc::new(roots(authority));
    rustls::server::WebPkiClientVerifier::builder_with_provider(roots, provider()).build().unwrap()
}

/// What a server with this certificate speaks.
pub(crate) fn server_config(
    files: &CertificateFiles,
    clients: Option<&Authority>,
    alpn: &[u8],
) -> ServerConfig {
    let builder =
        ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => builder.with_client_cert_verifier(verifier(authority)),
    };
    let mut config = builder.with_single_cert(chain(files), key(files)).unwrap();
    config.alpn_protocols = vec![alpn.to_vec()];
    config
}

/// How long a server waits for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

fn chain(files: &CertificateFiles) -> Vec<CertificateDer<'static>> {
    vec![CertificateDer::from_pem_file(&files.certificate).unwrap()]
}

fn key(files: &CertificateFiles) -> PrivateKeyDer<'static> {
    PrivateKeyDer::from_pem_file(&files.key).unwrap()
}
