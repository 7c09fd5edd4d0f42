//! A declaration in error is still declared, and hides nothing elsewhere.
//!
//! `tests/in_error/` is a gateway whose `other.yaml` has findings. Here each value and each key of what the other
//! services use is broken in each way, one at a time. Then no name that is declared is reported as undefined, one slip
//! is one error, and the findings of `other.yaml` and of the root stay.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use gwc::cli::session::Session;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::{SourceMap, Span};
use gwc_syntax::tree::{Document, Kind, NodeId, yaml};
use gwc_tests::check;
use gwc_tests::suite::Suite;

/// Texts in place of a value; those that a value may be are no error, and prove nothing.
const VALUES: [&str; 7] = ["[[]]", "{}", "\"? ?\"", "~", "-1", "true", "\"${NO_SUCH}\""];
/// Sections that hold declarations and, in their keys, names.
const SECTIONS: [&str; 4] = ["upstreams", "auth", "rate_limits", "profiles"];

/// The gateway without a slip.
struct Base {
    files: BTreeMap<String, String>,
    /// What is found of what no slip touches.
    elsewhere: BTreeSet<String>,
    /// All that is found.
    all: BTreeSet<String>,
}

static BASE: LazyLock<Base> = LazyLock::new(|| {
    let files = check::folder("tests/in_error");
    let session = check::files(&files);
    let all = session.findings.iter().map(|d| place(&session, d)).collect();
    Base { files, elsewhere: elsewhere(&session), all }
});

/// A text in place of another.
struct Slip {
    file: &'static str,
    span: Span,
    text: String,
    /// Whether a whole section is in error.
    is_of_section: bool,
}

/// A test for each slip.
pub(crate) fn each(suite: &mut Suite) {
    suite.test("in_error::there_is_something_to_hide", || {
        let found = &BASE.elsewhere;
        for code in ["GW209", "GW260", "GW407", "GW460"] {
            assert!(found.iter().any(|line| line.contains(code)), "{found:#?}");
        }
    });
    for file in ["gateway.yaml", "services.yaml"] {
        let (document, text) = read(file);
        for slip in slips(file, &document) {
            let (line, span) = (text[..span_start(&slip)].lines().count(), slip.span);
            let was = &text[span.start as usize..span.end as usize];
            let name = format!("in_error::{file}:{line}:{was}_is_{}", slip.text);
            suite.test(name, move || is_one_error_and_hides_nothing(&slip));
        }
    }
}

fn span_start(slip: &Slip) -> usize {
    slip.span.start as usize + 1
}

fn read(file: &'static str) -> (Document, String) {
    let text = check::folder("tests/in_error").remove(file).expect("the file");
    let mut sources = SourceMap::default();
    let id = sources.add(file, &*text);
    (yaml::parse(&sources, id, &mut Diagnostics::default()), text)
}

/// Every slip of a file: each of its values in each way, and each key that is no name.
fn slips(file: &'static str, doc: &Document) -> Vec<Slip> {
    let mut slips = Vec::new();
    let root = doc.root.expect("the file holds something");
    for entry in doc.map(root).expect("the file is a map") {
        let key = doc.scalar(entry.key).map_or("", |key| &key.text);
        if SECTIONS.contains(&key) {
            slips.push(Slip { is_of_section: true, ..misspelt(file, doc, entry.key) });
            for named in doc.map(entry.value).expect("a section is a map") {
                if doc.scalar(named.key).is_none_or(|name| &*name.text != "other") {
                    of_value(file, doc, named.value, &mut slips);
                }
            }
        } else if key == "defaults" {
            of_value(file, doc, entry.value, &mut slips);
        } else if key == "services" {
            let services = doc.map(entry.value).expect("services are a map");
            services.iter().for_each(|service| of_value(file, doc, service.value, &mut slips));
        }
    }
    slips
}

fn of_value(file: &'static str, doc: &Document, node: NodeId, slips: &mut Vec<Slip>) {
    let span = doc.span(node);
    slips.extend(VALUES.iter().map(|text| Slip {
        file,
        span,
        text: (*text).to_owned(),
        is_of_section: false,
    }));
    match &doc.node(node).kind {
        Kind::Seq(items) => items.iter().for_each(|item| of_value(file, doc, *item, slips)),
        Kind::Map(entries) => {
            for entry in entries {
                slips.push(misspelt(file, doc, entry.key));
                of_value(file, doc, entry.value, slips);
            }
        }
        _ => {}
    }
}

fn misspelt(file: &'static str, doc: &Document, key: NodeId) -> Slip {
    let key_text = doc.scalar(key).map_or("", |key| &key.text);
    Slip { file, span: doc.span(key), text: format!("\"{key_text}?\""), is_of_section: false }
}

fn is_one_error_and_hides_nothing(slip: &Slip) {
    let mut files = BASE.files.clone();
    let text = files.get_mut(slip.file).expect("the file");
    text.replace_range(slip.span.start as usize..slip.span.end as usize, &slip.text);
    let session = check::files(&files);
    let errors: Vec<&Diagnostic> = session.findings.iter().filter(|d| is_of_text(d)).collect();
    if errors.is_empty() {
        return;
    }
    let lines: Vec<String> = session.findings.iter().map(|d| line(&session, d)).collect();
    let listed = lines.join("\n");
    assert!(errors.iter().all(|d| d.rule.code != "GW030"), "a declared name is undefined\n{listed}");
    assert!(errors.len() == 1, "one slip, {} errors\n{listed}", errors.len());
    // A section that is not understood declares what `other.yaml` uses, too.
    let stays = |found: &&String| !slip.is_of_section || found.starts_with("gateway.yaml");
    let after: BTreeSet<String> = session.findings.iter().map(|d| place(&session, d)).collect();
    let hidden: Vec<_> = BASE.elsewhere.difference(&after).filter(stays).collect();
    assert!(hidden.is_empty(), "hidden: {hidden:#?}\nfound:\n{listed}");
    let new: Vec<_> = after.difference(&BASE.all).collect();
    assert!(new.len() <= 1, "something follows from the slip: {new:#?}\nfound:\n{listed}");
}

/// Errors about what is written, and not about what it does.
fn is_of_text(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error && finding.rule.code.starts_with("GW0")
}

/// What is found in `other.yaml` and about the root.
fn elsewhere(session: &Session) -> BTreeSet<String> {
    session.findings.iter().filter(|d| is_elsewhere(session, d)).map(|d| place(session, d)).collect()
}

fn is_elsewhere(session: &Session, finding: &Diagnostic) -> bool {
    let span = finding.primary.span;
    let file = session.sources.file(span.file);
    let root = file.text.find("security/cors");
    file.path.ends_with("other.yaml") || root.is_some_and(|root| root <= span.start as usize)
}

/// The rule of a finding, and the text it points at.
fn place(session: &Session, finding: &Diagnostic) -> String {
    let span = finding.primary.span;
    let path = &session.sources.file(span.file).path;
    let name = path.rsplit('/').next().unwrap_or_default();
    format!("{name} {} {:?}", finding.rule.title(), session.sources.text(span))
}

fn line(session: &Session, finding: &Diagnostic) -> String {
    format!("{}: {}", place(session, finding), finding.message)
}
