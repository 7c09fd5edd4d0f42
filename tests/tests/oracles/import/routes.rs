//! Random route tables: whatever KrakenD accepts is imported, and the proof of a build holds.

use gwc::{import, verify};
use gwc_krakend::simulate;
use gwc_krakend::value::Format;
use gwc_krakend::verdict::Check;
use gwc_syntax::source::SourceMap;
use gwc_tests::generate::routes::config;
use gwc_tests::suite::Suite;
use proptest::prelude::*;

use super::read;

/// Adds the test below.
pub(crate) fn add(suite: &mut Suite) {
    suite.test("import::whatever_the_routes_they_are_built", whatever_the_routes_they_are_built);
}

proptest! {
    // Of a table in two, KrakenD refuses something.
    #![proptest_config(ProptestConfig { cases: 128, max_global_rejects: 8192, ..ProptestConfig::default() })]

    /// What the route files of an import declare is what their JSON decides, whatever KrakenD's router makes of the paths.
    fn whatever_the_routes_they_are_built(config in config()) {
        let text = config.to_string();
        prop_assume!(simulate::verdict("krakend.json", text.as_bytes(), Format::Json).check == Check::Accept);
        let gateway = read(&text).expect("it is accepted");
        let imported = import::import(&gateway, "routes", "krakend.json");
        let proof = verify::prove(&gateway, &imported.files);
        let json = proof.map_err(|differences| TestCaseError::fail(format!("{differences:#?}")))?.json;
        let mut sources = SourceMap::default();
        let routes = imported.files.iter().map(|(name, text)| sources.add(name, text.as_str())).collect();
        let files = gwc::load::GatewayFiles { routes, ..Default::default() };
        let compilation = gwc::compile_gateway(&sources, &files, &gwc::settings::Settings::default());
        let rebuilt = compilation.gateway.as_ref().expect("it was proved");
        let target = rebuilt.targets[0].value;
        let verified = verify::verify(rebuilt, &[(target, &json)]);
        prop_assert!(verified.is_ok(), "{:#?}\n{:#?}", verified, imported.files);
    }
}
