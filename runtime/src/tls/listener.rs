//! TLS of listeners: certificates from files, chosen by the server name that the client sends, and read again when a file
//! changes.

use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use gwc_artifact::{CertificateFiles, ListenerTls};
use rustls::client::verify_server_name;
use rustls::pki_types::ServerName;
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

use super::files;
use crate::report;

/// The certificates of one listener, as the files had them last.
pub(crate) struct Certificates {
    files: ListenerTls,
    config: ArcSwap<ServerConfig>,
    seen: Mutex<Vec<Stamp>>,
}

/// What tells two contents of one path apart; a Secret that Kubernetes mounts is another file after each change.
type Stamp = Option<(u64, i64, i64, u64)>;

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    /// What is wrong with them, in words for an operator.
    pub(crate) fn of(files: &ListenerTls) -> Result<Certificates, String> {
        let seen = stamps(files);
        let config = ArcSwap::new(Arc::new(config(files)?));
        Ok(Certificates { files: files.clone(), config, seen: Mutex::new(seen) })
    }

    /// For the next connection.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.config.load_full())
    }

    /// Reads the files again if one of them changed, and returns whether it did. Connections keep what they began with.
    ///
    /// # Errors
    /// What is wrong with the new files; the old certificates stay in use.
    pub(crate) fn refresh(&self) -> Result<bool, String> {
        let now = stamps(&self.files);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == now {
            return Ok(false);
        }
        // Also where the new files are wrong: they are reported once.
        *seen = now;
        self.config.store(Arc::new(config(&self.files)?));
        Ok(true)
    }
}

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(2);

/// Reads the files again whenever they change, until the process ends.
pub(crate) async fn watch(all: Vec<Arc<Certificates>>) {
    loop {
        tokio::time::sleep(EVERY).await;
        for certificates in &all {
            if let Err(reason) = certificates.refresh() {
                report::warning(format!("the certificates of a listener stay as they were: {reason}"));
            }
        }
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").field("files", &self.files).finish_non_exhaustive()
    }
}

fn stamps(files: &ListenerTls) -> Vec<Stamp> {
    let own = files.certificates.iter().flat_map(|files| [&files.certificate, &files.key]);
    let stamp = |path: &String| {
        let found = fs::metadata(path).ok()?;
        Some((found.ino(), found.mtime(), found.mtime_nsec(), found.size()))
    };
    own.chain(&files.client_ca).map(stamp).collect()
}

fn config(files: &ListenerTls) -> Result<ServerConfig, String> {
    let failed = |error: rustls::Error| format!("TLS failed: {error}");
    let provider = super::provider();
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let builder = match &files.client_ca {
        None => builder.with_no_client_auth(),
        Some(file) => {
            let roots: Arc<RootCertStore> = Arc::new(files::authorities(file)?);
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider).build();
            builder.with_client_cert_verifier(
                verifier.map_err(|error| format!("cannot verify clients by `{file}`: {error}"))?,
            )
        }
    };
    let keys = files.certificates.iter().map(certified).collect::<Result<Vec<_>, _>>()?;
    let mut config = builder.with_cert_resolver(Arc::new(ByName(keys)));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn certified(own: &CertificateFiles) -> Result<Arc<CertifiedKey>, String> {
    let chain = files::chain(&own.certificate)?;
    let key = CertifiedKey::from_der(chain, files::key(&own.key)?, &super::provider());
    key.map(Arc::new).map_err(|error| format!("cannot use `{}` with `{}`: {error}", own.certificate, own.key))
}

/// The first certificate that is valid for the name; the first of all for a client that sends none of them.
#[derive(Debug)]
struct ByName(Vec<Arc<CertifiedKey>>);

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asked = hello.server_name().and_then(|name| ServerName::try_from(name.to_owned()).ok());
        let is_for = |key: &&Arc<CertifiedKey>, name: &ServerName<'_>| {
            let parsed = key.end_entity_cert().and_then(ParsedCertificate::try_from);
            parsed.and_then(|parsed| verify_server_name(&parsed, name)).is_ok()
        };
        let named = asked.and_then(|name| self.0.iter().find(|key| is_for(key, &name)));
        named.or(self.0.first()).cloned()
    }
}
