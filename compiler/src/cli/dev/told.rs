//! The findings that `gwc dev` has reported: after an edit, only new ones are.

use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::SourceMap;

use crate::baseline::{self, Comparison};
use crate::cli::dev_issuer::Accepted;

/// The findings that were reported.
#[derive(Default)]
pub(super) struct Told {
    /// Of the gateway that is served.
    served: Option<Reported>,
    /// Of the last edit, if it had errors. Errors prevent some rules from running, so it lacks earlier findings.
    broken: Option<Reported>,
    lock_differs: bool,
    unenforced: String,
    credentials: Vec<(String, Accepted)>,
}

/// Findings, and the sources that they point into.
struct Reported {
    findings: Vec<Diagnostic>,
    sources: SourceMap,
}

/// The changes since the last report.
pub(super) struct News {
    /// Those that were not reported yet.
    pub(super) introduced: Vec<Diagnostic>,
    /// The number of fixed ones.
    pub(super) fixed: usize,
}

impl Reported {
    fn compared(&self, findings: &[Diagnostic], sources: &SourceMap) -> Comparison {
        baseline::compare((self.findings.clone(), &self.sources), (findings.to_vec(), sources))
    }
}

impl Told {
    /// The changes of an edit. In an edit with errors, a missing finding may only be hidden by them.
    pub(super) fn news(&self, findings: &[Diagnostic], sources: &SourceMap, is_broken: bool) -> News {
        let last = self.broken.as_ref().or(self.served.as_ref()).filter(|_| !is_broken);
        let fixed = last.map_or(0, |last| last.compared(findings, sources).fixed.len());
        let mut introduced = findings.to_vec();
        for before in self.served.iter().chain(&self.broken) {
            introduced = before.compared(&introduced, sources).introduced;
        }
        News { introduced, fixed }
    }

    /// The findings of an edit were reported.
    pub(super) fn reported(&mut self, findings: Vec<Diagnostic>, sources: SourceMap, is_broken: bool) {
        let reported = Reported { findings, sources };
        self.broken = None;
        match is_broken {
            true => self.broken = Some(reported),
            false => self.served = Some(reported),
        }
    }

    /// Whether the endpoints differ from the lock since the last edit.
    pub(super) fn is_lock_news(&mut self, differs: bool) -> bool {
        let is_news = differs && !self.lock_differs;
        self.lock_differs = differs;
        is_news
    }

    /// The list of policies that are not enforced, if it is another one than before.
    pub(super) fn unenforced_news(&mut self, list: String) -> Option<String> {
        let is_news = !list.is_empty() && list != self.unenforced;
        self.unenforced.clone_from(&list);
        is_news.then_some(list)
    }

    /// What the auths accept, if it is not what they accepted before.
    pub(super) fn credential_news(
        &mut self,
        accepted: Vec<(String, Accepted)>,
    ) -> Option<&[(String, Accepted)]> {
        let is_news = accepted != self.credentials;
        self.credentials = accepted;
        is_news.then_some(&self.credentials)
    }
}
