//! TLS to upstreams: by the authorities that the artifact names, else those of the system.

use std::io;
use std::sync::Arc;

use gwc_artifact::UpstreamHttp;
use rustls::pki_types::ServerName;
use rustls::{AlertDescription, CertificateError, ClientConfig};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::files;
use crate::error::TlsFailure;
use crate::transport::Transport;

/// How the hosts of one upstream are connected to.
#[derive(Debug)]
pub(crate) struct UpstreamTls {
    connector: Arc<ClientConfig>,
    server_name: Option<ServerName<'static>>,
    http: UpstreamHttp,
}

impl UpstreamTls {
    /// Reads the files that the options name.
    ///
    /// # Errors
    /// What is wrong with them, in words for an operator.
    pub(crate) fn of(tls: &gwc_artifact::UpstreamTls, http: UpstreamHttp) -> Result<UpstreamTls, String> {
        let roots = match &tls.ca {
            Some(file) => Arc::new(files::authorities(file)?),
            None => super::roots()?,
        };
        let builder = ClientConfig::builder_with_provider(super::provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("TLS failed: {error}"))?
            .with_root_certificates(roots);
        let mut connector = match &tls.certificate {
            None => builder.with_no_client_auth(),
            Some(own) => builder
                .with_client_auth_cert(files::chain(&own.certificate)?, files::key(&own.key)?)
                .map_err(|error| format!("cannot use `{}` with `{}`: {error}", own.certificate, own.key))?,
        };
        connector.alpn_protocols = match http {
            UpstreamHttp::One => vec![b"http/1.1".to_vec()],
            UpstreamHttp::Two => vec![b"h2".to_vec()],
        };
        let server_name = tls.server_name.as_deref().map(name).transpose()?;
        Ok(UpstreamTls { connector: Arc::new(connector), server_name, http })
    }

    /// A connection to the host that the other side proves to be.
    ///
    /// # Errors
    /// What the other side does not prove, or does not speak.
    pub(crate) async fn connect(&self, stream: TcpStream, host: &str) -> Result<Transport, TlsFailure> {
        let name = match &self.server_name {
            Some(name) => name.clone(),
            None => name(host).map_err(|_| TlsFailure::Name)?,
        };
        let connected = TlsConnector::from(Arc::clone(&self.connector)).connect(name, stream).await;
        let stream = connected.map_err(|error| failure(&error))?;
        let transport = Transport::Tls(Box::new(stream.into()));
        match self.http == UpstreamHttp::Two && !transport.agreed_on_http2() {
            true => Err(TlsFailure::NoHttp2),
            false => Ok(transport),
        }
    }
}

fn name(host: &str) -> Result<ServerName<'static>, String> {
    let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    ServerName::try_from(bare).map_err(|error| format!("`{host}` is not a name: {error}"))
}

/// Why a handshake failed, for the log: the other side is told by an alert.
fn failure(error: &io::Error) -> TlsFailure {
    let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
        return TlsFailure::Broken;
    };
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsFailure::Name
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsFailure::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsFailure::NotYetValid
            }
            // Another authority of the same name signs with another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsFailure::Authority,
            _ => TlsFailure::Certificate,
        },
        rustls::Error::AlertReceived(AlertDescription::NoApplicationProtocol) => TlsFailure::NoHttp2,
        rustls::Error::AlertReceived(_) => TlsFailure::Refused,
        _ => TlsFailure::Broken,
    }
}
