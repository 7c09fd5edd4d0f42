//! The gateway that `gwc dev` serves, from its files.

use std::path::Path;

use gwc_artifact::{Artifact, Credential, Endpoint, Gateway};
use gwc_runtime::Unenforced;
use gwc_syntax::diagnostic::Diagnostic;

use super::told::Told;
use crate::cli::dev_issuer::{Accepted, Publisher, trusted, without_accounts};
use crate::cli::inputs::Inputs;
use crate::cli::io::Io;
use crate::cli::reporting::Reporting;
use crate::cli::serve;
use crate::cli::session::Session;
use crate::codes;
use crate::rules::targets;

/// The gateway in its files, and what was reported about it.
pub(super) struct Project<'a> {
    pub(super) path: &'a Path,
    pub(super) reporting: &'a Reporting,
    pub(super) inputs: Inputs,
    pub(super) told: Told,
    /// What is trusted in place of the issuers.
    pub(super) publisher: Option<Publisher>,
}

impl Project<'_> {
    /// Builds the gateway and reports what is new about it.
    ///
    /// # Errors
    /// The reason as a message.
    pub(super) fn build(&mut self, io: &mut Io<'_>) -> Result<Artifact, String> {
        let mut session = Session::new(&self.inputs, io);
        let lock_differs = !session.set_aside(|finding| finding.rule == &codes::LOCK_DIFFERS).is_empty();
        session.set_aside(is_of_no_concern);
        let artifact = serve::artifact(&session, self.path);
        let artifact = match &self.publisher {
            Some(publisher) => artifact.and_then(|artifact| trusted(&artifact, publisher)),
            None => artifact.and_then(|artifact| without_accounts(&artifact)),
        };
        let is_broken = artifact.is_err();
        let news = self.told.news(&session.findings, &session.sources, is_broken);
        if !news.introduced.is_empty() {
            session.report_these(&news.introduced, self.reporting, io);
        }
        if news.fixed > 0 {
            let _ = writeln!(io.err, "{} fixed", news.fixed);
        }
        // The findings must be printed before the outcome on standard error.
        let _ = io.out.flush();
        self.told.reported(session.findings, session.sources, is_broken);
        // A broken gateway is not compared with its lock.
        if !is_broken && self.told.is_lock_news(lock_differs) {
            let _ =
                writeln!(io.err, "`endpoints.lock` differs from the endpoints; to update it, run `gwc lock`");
        }
        let skipped = artifact.as_ref().map(|artifact| self.skipped(artifact.gateway()));
        if let Some(list) = skipped.ok().and_then(|list| self.told.unenforced_news(list)) {
            let _ = writeln!(io.err, "not enforced by `gwc dev`:\n{list}");
        }
        artifact
    }

    /// The checks that are skipped, a line each: a developer's machine may not reach the issuer.
    fn skipped(&self, gateway: &Gateway) -> String {
        let gated = |endpoint: &Endpoint| matches!(endpoint.credential, Credential::AnyOf(_));
        let gated = gateway.endpoints.iter().filter(|endpoint| gated(endpoint)).count();
        let mut lines = vec![Unenforced::of(gateway).to_string()];
        if gated > 0 && self.publisher.is_none() {
            lines.push(format!("credentials: {gated} endpoints accept requests without a credential"));
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// Prints what each auth accepts, ready for `curl`, if it is not what was printed before.
    pub(super) fn credentials(&mut self, gateway: &Gateway, io: &mut Io<'_>) {
        if self.publisher.is_none() {
            return;
        }
        let accepted =
            gateway.auth.iter().map(|auth| (auth.name.clone(), Accepted::by(gateway, auth))).collect();
        let Some(news) = self.told.credential_news(accepted) else { return };
        let _ = writeln!(
            io.err,
            "credentials for `curl`; the key that signs them is public, and only `gwc dev --echo` trusts it:"
        );
        for (name, accepted) in news {
            let _ = match accepted.header() {
                Ok(header) => writeln!(io.err, "  {name}: -H '{header}'"),
                Err(reason) => writeln!(io.err, "  {name}: {reason}"),
            };
        }
    }
}

/// Policies that `gwr` does not enforce are reported as a list, and a suppression may be used for other targets.
pub(in crate::cli) fn is_of_no_concern(finding: &Diagnostic) -> bool {
    finding.rule == &codes::NO_LOCK
        || finding.rule == &codes::UNUSED_SUPPRESSION
        || targets::is_waivable(finding.rule)
}
