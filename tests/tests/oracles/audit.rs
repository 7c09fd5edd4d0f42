//! `krakend audit` and `gwc check --against` beside each other, on the edits that were recorded for the former.
//!
//! `audit/labels.txt` says of each edit whether it is dangerous, harmless, or cannot be told from the file alone, and
//! why. Each dangerous one has to be *introduced*, at the place that was edited; of a harmless one nothing may be.

mod edited;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use gwc::cli::Io;
use gwc::cli::session::{Inputs, Session};
use gwc::compile::NEWEST;
use gwc::{baseline, compared, load};
use gwc_diff::{Change, Comparison, Exposure};
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Date;
use gwc_tests::golden;
use gwc_tests::krakend::Krakend;
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use serde_json::Value as Json;

/// What somebody who knows only the file can say of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Dangerous,
    Harmless,
    Undecidable,
}

/// Labels and their reasons, by the id of the recording.
fn labels() -> BTreeMap<&'static str, (Label, &'static str)> {
    let lines = include_str!("audit/labels.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    let read = |line: &'static str| {
        let mut words = line.splitn(3, ' ');
        let (id, label, reason) = (words.next()?, words.next()?, words.next()?);
        let label = match label {
            "dangerous" => Label::Dangerous,
            "harmless" => Label::Harmless,
            "undecidable" => Label::Undecidable,
            _ => return None,
        };
        Some((id, (label, reason)))
    };
    lines.map(|line| read(line).unwrap_or_else(|| panic!("`{line}` is no label"))).collect()
}

/// The edit that shows KrakenD's version. It opens nothing by itself, so a note is enough.
const VERSION_SHOWN: &str = "a-e604496bb460";

/// Dangerous edits that expose nothing by themselves.
const NOT_EXPOSING: [&str; 8] = [
    "a-67035378e91e", // KrakenD refuses every caller
    "a-b3586bb1b241", // KrakenD does not start
    "a-0df341f27b94", // the same
    "a-2d8eeade0ce2", // the same
    "a-9bb3551dffee", // a gated route reaches the upstream path of another gated route
    "a-b3724bb23b98", // a breaker that never opens is added
    "a-06a80b2d8318", // a breaker without values is the default one
    VERSION_SHOWN,
];

/// Edits that `gwc diff` judges in another way than the label.
const JUDGED_ALONE: [&str; 2] = [
    "a-5e233b2af4d2", // the limit at the root takes effect in the engine that the file is written for
    "a-56e58f0b96ba", // pages of one more origin read the answers, however harmless that origin is
];

/// One recorded edit, and what both tools say of it.
struct Row {
    id: String,
    edit: String,
    /// Rules of the audit that are new.
    audit: Vec<String>,
    /// The changes that widen exposure, each with a request that shows it, in `gwc diff`.
    widens: Vec<String>,
    /// Whether there are such, and each has a request that shows it, or concerns the gateway as a whole.
    shown: bool,
    /// The other changes.
    changes: Vec<String>,
    /// New findings inside the edited text, then those elsewhere.
    inside: Vec<String>,
    elsewhere: Vec<String>,
}

impl Row {
    /// The changes, those that widen exposure in bold and first.
    fn compared(&self) -> Vec<String> {
        let widens = self.widens.iter().map(|title| format!("**{title}**"));
        widens.chain(self.changes.iter().cloned()).collect()
    }

    /// Whether anything new is more than a note: that is what fails a run.
    fn weighs(&self) -> bool {
        self.inside.iter().chain(&self.elsewhere).any(|rule| !rule.ends_with("(note)"))
    }
}

fn rows(shared: &Path) -> Vec<Row> {
    let recording = shared.join("conformance/krakend-verdicts/audit.jsonl");
    let recording = std::fs::read_to_string(recording).expect("the recording");
    let records = recording.lines().map(|line| serde_json::from_str::<Json>(line).expect("a record"));
    let mut bases: BTreeMap<String, (Json, Session)> = BTreeMap::new();
    let edits = records.filter(|record| !record["edit"].is_null());
    let judge = |record: Json| {
        let name = record["base"].as_str().expect("a base").to_owned();
        let (config, base) = bases.entry(name).or_insert_with_key(|name| {
            let text = std::fs::read_to_string(shared.join(name)).expect("the base");
            let config: Json = serde_json::from_str(&text).expect("JSON");
            let session = check(&edited::pretty(&config));
            (config, session)
        });
        row(&record, config, base)
    };
    edits.map(judge).collect()
}

fn row(record: &Json, config: &Json, base: &Session) -> Row {
    let after = edited::apply(config, record["patch"].as_array().expect("a patch"));
    let session = check(&after.text);
    let before = (base.findings.clone(), &base.sources);
    let now = (session.findings.clone(), &session.sources);
    let mut introduced = baseline::compare(before, now).introduced;
    base.protections().weigh_lost(&session.protections(), &mut introduced, &session.sources);
    let inside = |d: &&Diagnostic| {
        let span = d.primary.span;
        after.places.iter().any(|p| p.start <= span.start as usize && span.end as usize <= p.end)
    };
    let shown = |d: &Diagnostic| {
        let severity = if d.severity == Severity::Note { " (note)" } else { "" };
        format!("{}{severity}", d.rule.title())
    };
    let (inside, elsewhere): (Vec<&Diagnostic>, Vec<&Diagnostic>) = introduced.iter().partition(inside);
    let list = |findings: Vec<&Diagnostic>| {
        let mut names: Vec<String> = findings.into_iter().map(shown).collect();
        names.sort();
        names.dedup();
        names
    };
    let texts = |key: &str| {
        record[key].as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
    };
    let comparison = compared(base, &session);
    let (widens, others): (Vec<&Change>, Vec<&Change>) =
        comparison.changes.iter().partition(|change| change.exposure() == Exposure::Widens);
    let titles = |changes: &[&Change]| {
        let titles = changes.iter().map(|change| format!("{} {}", change.kind.code(), change.kind.name()));
        titles.collect::<BTreeSet<String>>().into_iter().collect()
    };
    Row {
        widens: titles(&widens),
        shown: !widens.is_empty()
            && widens.iter().all(|change| change.witness.is_some() || change.endpoints.is_empty()),
        changes: titles(&others),
        id: record["id"].as_str().unwrap_or_default().to_owned(),
        edit: record["edit"].as_str().unwrap_or_default().to_owned(),
        audit: texts("added"),
        inside: list(inside),
        elsewhere: list(elsewhere),
    }
}

/// What `gwc diff` compares: a configuration that KrakenD does not read has no endpoints.
fn compared(before: &Session, after: &Session) -> Comparison {
    let side = |session: &Session| {
        let gateway = session.compiled.compilations().find_map(|compilation| compilation.gateway.as_ref());
        gateway.map(|gateway| compared::of_model(gateway, Some(NEWEST)).expect("a configuration is a side"))
    };
    let old = side(before).expect("the base is read");
    let new = side(after).unwrap_or_else(|| old.without_endpoints());
    gwc_diff::compare(&old.side, &new.side).expect("it is not too large")
}

fn check(text: &str) -> Session {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("krakend.json");
    std::fs::write(&path, text).expect("a file can be written");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, today, environment: BTreeMap::new() };
    // Both states are the same file to people.
    let sources = SourceMap::default().copied(load::display(folder.path()), "");
    Session::over(&Inputs::one(&path, None), sources, &io)
}

/// The page that shows both tools side by side.
fn page(rows: &[Row], labels: &BTreeMap<&str, (Label, &str)>) -> String {
    let mut page = String::from(
        "# Two audits and a comparison side by side\n\n\
        This page lets you compare `krakend audit` of KrakenD CE 2.13.8 with `gwc check --against BASE` and `gwc diff`. \
        Each row is one edit of a configuration. Whether an edit is dangerous is judged by hand, from the file alone. The \
        next two columns have the rules that report something new after the edit; the answers of `krakend audit` were \
        recorded from the program. The last column has the changes that `gwc diff` reports, with those that widen \
        exposure in bold.\n\n\
        | edit | judged | krakend audit | gwc check, at the edited place | gwc diff |\n|---|---|---|---|---|\n",
    );
    for row in rows {
        let (label, reason) = labels[row.id.as_str()];
        let label = format!("{label:?}").to_lowercase();
        let list = |items: &[String]| if items.is_empty() { "-".to_owned() } else { items.join(", ") };
        let _ = writeln!(
            page,
            "| {} | {label}: {reason} | {} | {} | {} |",
            row.edit,
            list(&row.audit),
            list(&row.inside),
            list(&row.compared())
        );
    }
    let count = |label: Label, hit: &dyn Fn(&Row) -> bool| {
        rows.iter().filter(|r| labels[r.id.as_str()].0 == label && hit(r)).count()
    };
    let total = count(Label::Dangerous, &|_| true);
    let _ = write!(
        page,
        "\nOf {total} dangerous edits, `krakend audit` reports {} and gwc {}. Of {} harmless ones, {} and {}. {} cannot be \
        told from the file alone.\n",
        count(Label::Dangerous, &|r| !r.audit.is_empty()),
        count(Label::Dangerous, &|r| !r.inside.is_empty()),
        count(Label::Harmless, &|_| true),
        count(Label::Harmless, &|r| !r.audit.is_empty()),
        count(Label::Harmless, &Row::weighs),
        count(Label::Undecidable, &|_| true),
    );
    page
}

/// The recorded edits, judged once.
fn judged(shared: &Path) -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| rows(shared))
}

/// A test for each labelled edit.
pub(crate) fn each(suite: &mut Suite, shared: &Oracle) {
    for (id, (label, _)) in labels() {
        suite.with(shared, format!("audit::{id}"), move |shared| is_as_labelled(shared, id, label));
        suite.with(shared, format!("audit::compared::{id}"), move |shared| is_compared(shared, id, label));
    }
}

/// What is dangerous fails a change, and what is harmless does not.
fn is_as_labelled(shared: &Path, id: &str, label: Label) {
    let row = judged(shared).iter().find(|row| row.id == id).expect("a label is about a recorded edit");
    let right = match label {
        Label::Dangerous => !row.inside.is_empty() && (row.weighs() || id == VERSION_SHOWN),
        Label::Harmless => !row.weighs(),
        Label::Undecidable => true,
    };
    assert!(right, "{} ({label:?}): inside {:?}, elsewhere {:?}", row.edit, row.inside, row.elsewhere);
}

/// `gwc diff` reports what is exposed, with a request that shows it, and exposes nothing where nothing is.
fn is_compared(shared: &Path, id: &str, label: Label) {
    let row = judged(shared).iter().find(|row| row.id == id).expect("a label is about a recorded edit");
    let is_as_labelled = match label {
        Label::Dangerous if NOT_EXPOSING.contains(&id) => row.widens.is_empty(),
        Label::Dangerous => row.shown,
        Label::Harmless => row.widens.is_empty(),
        Label::Undecidable => true,
    };
    // An entry of the list that is not needed any more is refused.
    let right = is_as_labelled != JUDGED_ALONE.contains(&id);
    assert!(right, "{} ({label:?}): {:?}", row.edit, row.compared());
}

pub(crate) fn the_page_is_current(shared: &Path) {
    let (rows, labels) = (judged(shared), labels());
    let unlabelled: Vec<&str> = rows.iter().map(|r| &*r.id).filter(|id| !labels.contains_key(id)).collect();
    assert!(unlabelled.is_empty(), "without a label: {unlabelled:?}");
    golden::file("docs/audit.md", &page(rows, &labels));
}

/// The left side of the page: what the binary that `GWC_KRAKEND` names prints, before and after each edit.
pub(crate) fn live_krakend_audits_as_recorded(shared: &Path) {
    let krakend = Krakend::at(Oracle::krakend().path().expect("the suite asked for it"));
    let recording = shared.join("conformance/krakend-verdicts/audit.jsonl");
    let recording = std::fs::read_to_string(recording).expect("the recording");
    let mut compared = 0;
    for line in recording.lines() {
        let record: Json = serde_json::from_str(line).expect("a record");
        let base = std::fs::read_to_string(shared.join(record["base"].as_str().expect("a base")));
        let base: Json = serde_json::from_str(&base.expect("the base")).expect("JSON");
        let text = match record["patch"].as_array() {
            Some(patch) => edited::apply(&base, patch).text,
            None => edited::pretty(&base),
        };
        let rules: Vec<&str> =
            record["rules"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        assert_eq!(krakend.audit(text.as_bytes()), rules, "{}: {}", record["id"], record["edit"]);
        compared += 1;
    }
    assert!(compared > 50, "the recording is not whole: {compared}");
}
