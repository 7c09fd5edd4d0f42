//! `docs/compat.md`: the differences, and which recorded configurations are not served.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use gwc_tests::golden;

use super::backend::Backend;
use super::deviations::Deviations;
use super::gateway::{Gateway, NotStarted};

/// Compares the page with what is printed for the configurations.
pub(crate) fn is_current(folder: &Path, names: &[String], deviations: &Deviations) {
    let mut page = include_str!("intro.md").to_owned();
    page += "\n## Where the answers differ\n\n| recorded requests | because |\n|---|---|\n";
    for (reason, cases) in deviations.by_reason() {
        let _ = writeln!(page, "| {} | {reason} |", cases.join(", "));
    }
    let (refused, endpoints) = not_served(folder, names);
    page += "\n## Which recorded configurations are refused\n\n| why | configurations |\n|---|---|\n";
    for (reason, names) in refused {
        let _ = writeln!(page, "| {reason} | {} |", names.join(", "));
    }
    page += "\n## Which endpoints return 501\n\n| why | endpoints |\n|---|---|\n";
    for (reason, count) in endpoints {
        let _ = writeln!(page, "| {reason} | {count} |");
    }
    golden::file("docs/compat.md", &page);
}

/// The refused configurations by reason, and the number of endpoints that return 501 by reason.
fn not_served(folder: &Path, names: &[String]) -> (BTreeMap<String, Vec<String>>, BTreeMap<String, usize>) {
    let (mut refused, mut endpoints) = (BTreeMap::<String, Vec<String>>::new(), BTreeMap::new());
    for name in names.iter().filter(|name| !name.starts_with("boot-")) {
        let backend = Backend::start(folder);
        match Gateway::start(folder, name, &backend, false) {
            Err(NotStarted(printed)) => {
                refused.entry(reason(&printed)).or_default().push(format!("`{name}`"))
            }
            Ok(gateway) => {
                for line in &gateway.skipped {
                    *endpoints.entry(of_endpoint(line)).or_insert(0) += 1;
                }
            }
        }
    }
    (refused, endpoints)
}

/// The last line of what the command printed, without the name of the file.
fn reason(printed: &str) -> String {
    let line = printed.lines().rfind(|line| line.starts_with("gwc: ")).unwrap_or(printed);
    let line = line.trim_start_matches("gwc: ");
    let after_file = line.split_once("krakend.json` ").map_or(line, |(_, rest)| rest);
    after_file.split(", which `gwr` does not support").next().unwrap_or(after_file).to_owned()
}

/// The reason at the end of a line about an endpoint, without names of the configuration.
fn of_endpoint(line: &str) -> String {
    let reason = line.split_once("`: ").map_or(line, |(_, reason)| reason);
    let reason = reason.split_once(" to an artifact: ").map_or(reason, |(_, reason)| reason);
    let reason = reason.rsplit_once("`: ").map_or(reason, |(_, reason)| reason);
    let named = ["to upstream", "credential", "placeholder", "`output_encoding` `no-op`"];
    let cut = named.iter().find_map(|end| reason.find(end).map(|at| at + end.len()));
    cut.map_or(reason, |at| &reason[..at]).to_owned()
}
