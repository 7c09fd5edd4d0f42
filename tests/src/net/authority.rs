//! An authority that issues certificates into a folder of its own.

use gwc_artifact::CertificateFiles;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

/// Issues certificates for both ends of TLS. Dropping it removes their files.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: tempfile::TempDir,
}

impl Default for Authority {
    fn default() -> Self {
        Authority::new()
    }
}

impl Authority {
    /// An authority with a key of its own.
    pub fn new() -> Authority {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ca.crt"), issuer.pem()).expect("a file");
        Authority { issuer, folder }
    }

    /// The file with its own certificate.
    pub fn file(&self) -> String {
        self.path("ca.crt")
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("a path in UTF-8").to_owned()
    }

    /// A certificate for these names.
    pub fn issue(&self, file: &str, names: &[&str]) -> CertificateFiles {
        self.write(file, &for_names(names))
    }

    /// One that ended long ago.
    pub fn issue_expired(&self, file: &str, names: &[&str]) -> CertificateFiles {
        self.issue_with(file, names, |params| {
            params.not_before = rcgen::date_time_ymd(2019, 1, 1);
            params.not_after = rcgen::date_time_ymd(2020, 1, 1);
        })
    }

    /// One that is changed before it is issued.
    pub fn issue_with(
        &self,
        file: &str,
        names: &[&str],
        change: impl FnOnce(&mut CertificateParams),
    ) -> CertificateFiles {
        let mut params = for_names(names);
        change(&mut params);
        self.write(file, &params)
    }

    /// Another certificate in the same files.
    pub fn replace(&self, files: &CertificateFiles, names: &[&str]) {
        let new = self.issue("new", names);
        std::fs::rename(new.key, &files.key).expect("the key is replaced");
        std::fs::rename(new.certificate, &files.certificate).expect("the certificate is replaced");
    }

    fn write(&self, file: &str, params: &CertificateParams) -> CertificateFiles {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let files = CertificateFiles {
            certificate: self.path(&format!("{file}.crt")),
            key: self.path(&format!("{file}.key")),
        };
        std::fs::write(&files.certificate, certificate.pem()).expect("a file");
        std::fs::write(&files.key, key.serialize_pem()).expect("a file");
        files
    }
}

fn for_names(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    CertificateParams::new(names).expect("names of hosts")
}
