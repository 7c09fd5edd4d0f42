//! An authority that issues certificates into a folder of its own.

use std::sync::Arc;
use std::time::Duration;

use gwc_artifact::CertificateFiles;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::TlsConnector;

pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: tempfile::TempDir,
}

/// A runtime of a client, or of a server that stands in for an upstream.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

impl Authority {
    pub(crate) fn new() -> Authority {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.crt"), issuer.pem()).unwrap();
        Authority { issuer, folder }
    }

    /// The file with its own certificate.
    pub(crate) fn file(&self) -> String {
        self.path("ca.crt")
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// A certificate for these names.
    pub(crate) fn issue(&self, file: &str, names: &[&str]) -> CertificateFiles {
        self.write(
            file,
            CertificateParams::new(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap(),
        )
    }

    /// One that ended long ago.
    pub(crate) fn issue_expired(&self, file: &str, names: &[&str]) -> CertificateFiles {
        let mut params =
            CertificateParams::new(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap();
        params.not_before = rcgen::date_time_ymd(2019, 1, 1);
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
        self.write(file, params)
    }

    /// Another certificate in the same files.
    pub(crate) fn replace(&self, files: &CertificateFiles, names: &[&str]) {
        let new = self.issue("new", names);
        std::fs::rename(new.key, &files.key).unwrap();
        std::fs::rename(new.certificate, &files.certificate).unwrap();
    }

    fn write(&self, file: &str, params: CertificateParams) -> CertificateFiles {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let files = CertificateFiles {
            certificate: self.path(&format!("{file}.crt")),
            key: self.path(&format!("{file}.key")),
        };
        std::fs::write(&files.certificate, certificate.pem()).unwrap();
        std::fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }

    fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.file()).unwrap()).unwrap();
        roots
    }

    /// A client that trusts this authority alone.
    pub(crate) fn connector(&self, alpn: &[&[u8]], own: Option<&CertificateFiles>) -> TlsConnector {
        let builder = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(self.roots());
        let mut config = match own {
            None => builder.with_no_client_auth(),
            Some(files) => builder.with_client_auth_cert(chain(files), key(files)).unwrap(),
        };
        config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
        TlsConnector::from(Arc::new(config))
    }

    /// Verifies the certificates of clients.
    pub(crate) fn verifier(&self) -> Arc<dyn rustls::server::danger::ClientCertVerifier> {
        let roots = Arc::new(self.roots());
        rustls::server::WebPkiClientVerifier::builder_with_provider(roots, provider()).build().unwrap()
    }
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
        Some(authority) => builder.with_client_cert_verifier(authority.verifier()),
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
