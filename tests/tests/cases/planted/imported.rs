//! Setups through the commands: `gwc import`, then `gwc build` of what it wrote. The JSON is equal to the configuration as
//! data, and KrakenD accepts it, by the judge that the recordings of KrakenD verify. What KrakenD refuses, an import
//! refuses, with the reason.

use std::fs;
use std::path::Path;

use gwc::cli::Exit;
use gwc_krakend::simulate;
use gwc_krakend::value::Format;
use gwc_krakend::verdict::Check;
use gwc_tests::generate::setups::{STYLES, Setup};
use gwc_tests::krakend::Krakend;
use gwc_tests::krakend_data;
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use serde_json::Value;

use super::fault::planted;
use super::{count, gwc, text};

pub(super) fn each(suite: &mut Suite) {
    suite.test("planted::each_setup_is_imported_and_built", each_setup_is_imported_and_built);
    suite.test(
        "planted::each_fault_is_imported_and_built_or_refused",
        each_fault_is_imported_and_built_or_refused,
    );
}

fn each_setup_is_imported_and_built() {
    let setups = (0..count()).map(|number| {
        let (name, style) = STYLES[number % STYLES.len()];
        (format!("{name} {number}"), style(number))
    });
    let wrong: Vec<String> =
        setups.filter_map(|(name, setup)| Some(format!("{name}: {}", rebuilt(&setup).err()?))).collect();
    assert!(wrong.is_empty(), "{} setups\n{}", wrong.len(), wrong.join("\n"));
}

fn each_fault_is_imported_and_built_or_refused() {
    let (mut wrong, mut built, mut refused) = (Vec::new(), 0, 0);
    for planted in planted(count()) {
        let accepts = accepted(planted.setup.config.to_string().as_bytes());
        let result = if accepts { rebuilt(&planted.setup) } else { is_refused(&planted.setup) };
        *(if accepts { &mut built } else { &mut refused }) += 1;
        if let Err(why) = result {
            wrong.push(format!("{} {}: {why}", planted.number, planted.fault.name));
        }
    }
    assert!(wrong.is_empty(), "{} setups\n{}", wrong.len(), wrong.join("\n"));
    assert!(built > 8 * refused && refused > 0, "{built} built, {refused} refused");
}

/// Whether KrakenD accepts a file. Where `GWC_KRAKEND` names its binary, `check -t` must agree.
fn accepted(bytes: &[u8]) -> bool {
    let accepts = simulate::verdict("krakend.json", bytes, Format::Json).check == Check::Accept;
    if let Ok(binary) = Oracle::krakend().path() {
        let answer = Krakend::at(binary).check("krakend.json", bytes);
        assert_eq!(answer.refused, !accepts, "{:?}: {}", answer.message, String::from_utf8_lossy(bytes));
    }
    accepts
}

/// Imports a setup into `routes/mine` of a folder.
fn imported(setup: &Setup, folder: &Path) -> (Exit, String) {
    let file = setup.write(folder);
    gwc(&["import", text(&file), "-o", text(&folder.join("routes/mine"))])
}

/// Imports a setup and builds it; what is wrong. Route files without endpoints are not built, which the import tells.
fn rebuilt(setup: &Setup) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (exit, imported) = imported(setup, folder.path());
    if exit != Exit::Clean {
        return Err(format!("it is not imported: {imported}"));
    }
    let (routes, dist) = (folder.path().join("routes"), folder.path().join("dist"));
    let (exit, out) = gwc(&["build", text(&routes), "-o", text(&dist), "--fail-on", "error"]);
    if setup.endpoints() == 0 {
        let is_told =
            exit == Exit::Findings && imported.contains("`gwc build` writes nothing until each is corrected");
        return if is_told { Ok(()) } else { Err(format!("a gateway without endpoints: {imported}{out}")) };
    }
    if exit != Exit::Clean {
        return Err(format!("it is not built: {out}"));
    }
    let bytes = fs::read(dist.join("mine/krakend.json")).map_err(|error| format!("{error}: {out}"))?;
    let built: Value = serde_json::from_slice(&bytes).expect("JSON");
    let differences =
        krakend_data::differences(&krakend_data::canonical(&setup.config), &krakend_data::canonical(&built));
    match (differences.is_empty(), accepted(&bytes)) {
        (true, true) => Ok(()),
        (true, false) => Err("KrakenD refuses what was built".to_owned()),
        (false, _) => Err(format!("{differences:#?}")),
    }
}

/// Nothing is written of what KrakenD refuses, and an error gives the reason.
fn is_refused(setup: &Setup) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (exit, out) = imported(setup, folder.path());
    let is_written = folder.path().join("routes").exists();
    let is_told = exit == Exit::Findings && out.contains("error[GW");
    if is_told && !is_written { Ok(()) } else { Err(format!("KrakenD refuses it: {exit:?}: {out}")) }
}
