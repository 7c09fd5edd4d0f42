//! The configurations of KrakenD's recordings through the commands: whatever KrakenD accepts is imported and built, or
//! refused with the reason.

use std::fs;
use std::path::Path;

use gwc::cli::Exit;
use gwc::verify;
use gwc_krakend::simulate;
use gwc_krakend::value::Format;
use gwc_krakend::verdict::Check;
use gwc_syntax::value::Target;

use super::command::{gwc, path};
use super::read;

/// What became of a configuration.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// What a build writes decides the same.
    Built,
    /// An import writes nothing, because KrakenD refuses the file.
    Refused,
    /// An import names errors that keep KrakenD from serving, and a build writes nothing.
    DiesAtStart,
}

pub(crate) fn recorded_configurations_are_built_or_refused(shared: &Path) {
    let folder = fs::read_dir(shared.join("conformance/krakend-recorded/configs")).expect("readable");
    let (mut wrong, mut ends) = (Vec::new(), Vec::new());
    for file in folder.map(|entry| entry.expect("readable").path()) {
        match end(&filled(&file)) {
            Ok(end) => ends.push(end),
            Err(why) => wrong.push(format!("{}: {why}", file.display())),
        }
    }
    assert!(wrong.is_empty(), "{} configurations\n{}", wrong.len(), wrong.join("\n"));
    let count = |wanted: End| ends.iter().filter(|end| **end == wanted).count();
    assert_eq!((count(End::Built), count(End::Refused), count(End::DiesAtStart)), (107, 15, 3));
}

/// The text of a recorded configuration, with values for its placeholders.
fn filled(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("readable").replace("{{dir}}", "/keys");
    let ports =
        [("{{port}}", "18080"), ("{{backend}}", "18081"), ("{{backend2}}", "18082"), ("{{dead}}", "18083")];
    ports.iter().fold(text, |text, (name, port)| text.replace(name, port))
}

fn end(text: &str) -> Result<End, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, routes) = (folder.path().join("krakend.json"), folder.path().join("routes"));
    fs::write(&file, text).expect("written");
    let mine = routes.join("mine");
    let (exit, out) = gwc(&["import", path(&file), "-o", path(&mine), "--keep-secrets"]);
    let accepts = simulate::verdict("krakend.json", text.as_bytes(), Format::Json).check == Check::Accept;
    match (exit, accepts) {
        (Exit::Clean, true) => built(text, folder.path(), &out),
        (Exit::Findings, false) if out.contains("error[GW") && !mine.exists() => Ok(End::Refused),
        (exit, accepts) => {
            Err(format!("KrakenD accepts it: {accepts}, the import ends with {exit:?}: {out}"))
        }
    }
}

fn built(text: &str, folder: &Path, imported: &str) -> Result<End, String> {
    let (routes, dist) = (folder.join("routes"), folder.join("dist"));
    let (exit, out) = gwc(&["build", path(&routes), "-o", path(&dist), "--fail-on", "error"]);
    let targets =
        [("gateway.json", Target::Hanzo), ("krakend.json", Target::KrakendCe { minor: 13, patch: 8 })];
    let mut written =
        targets.into_iter().map(|(name, target)| (fs::read(dist.join("mine").join(name)), target));
    match (exit, written.find_map(|(bytes, target)| Some((bytes.ok()?, target)))) {
        (Exit::Clean, Some((json, target))) => {
            // The recordings spell keys in every way that KrakenD reads, so that they are not equal as data.
            let compared = verify::compare(&read(text).expect("it was imported"), &json, target);
            compared.map(|_| End::Built).map_err(|differences| format!("{differences:#?}"))
        }
        (Exit::Findings, None) if imported.contains("the configuration has errors: GW153") => {
            Ok(End::DiesAtStart)
        }
        (exit, _) => Err(format!("the build ends with {exit:?}: {out}")),
    }
}
