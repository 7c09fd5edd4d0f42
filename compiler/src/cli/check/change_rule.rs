//! Kinds of changes as rules, so that formats of findings can show them.

use std::sync::LazyLock;

use gwc_diff::Kind;
use gwc_syntax::diagnostic::{Category, Input, Rule, Severity};

/// The rule of a kind. It is in no catalogue: a comment cannot suppress a change, which `[[approve]]` does.
pub(super) fn rule(kind: Kind) -> Option<&'static Rule> {
    /// Rules live as long as the process, like those that are declared.
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| Kind::ALL.iter().copied().map(of).collect());
    RULES.iter().find(|rule| rule.code == kind.code())
}

fn of(kind: Kind) -> Rule {
    let summary = format!(" The change `{}` widens exposure.", kind.name());
    let page = format!(" `gwc explain {}` describes it, and `gwc diff` shows a request.", kind.code());
    let doc: Vec<&'static str> = vec![summary.leak(), "", " ## What it does", page.leak()];
    Rule {
        code: kind.code(),
        name: kind.name(),
        category: Category::Security,
        severity: Severity::Error,
        since: "0.1.0",
        inputs: &[Input::RouteFiles, Input::Krakend],
        suppressible: false,
        convention: false,
        fails_if_run: false,
        doc: doc.leak(),
    }
}
