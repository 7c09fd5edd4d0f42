//! Certificates and keys from files in PEM. No message contains any part of a key.

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The authorities in a file; at least one.
pub(super) fn authorities(file: &str) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in chain(file)? {
        roots
            .add(certificate)
            .map_err(|error| format!("an authority in `{file}` cannot be used: {error}"))?;
    }
    Ok(roots)
}

/// The certificates in a file; at least one.
pub(super) fn chain(file: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = read.map_err(|error| format!("cannot read the certificates in `{file}`: {error}"))?;
    match chain.is_empty() {
        true => Err(format!("`{file}` contains no certificate in PEM")),
        false => Ok(chain),
    }
}

/// The private key in a file.
pub(super) fn key(file: &str) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_file(file)
        .map_err(|error| format!("cannot read a private key in `{file}`: {error}"))
}
