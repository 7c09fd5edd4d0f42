//! Text as `gwc.toml`: no panic, no hang, no place outside of the file; and what it says can be applied.
#![no_main]

use gwc::load::GatewayFiles;
use gwc::settings::Settings;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use libfuzzer_sys::fuzz_target;

/// A gateway with findings of several severities.
const GATEWAY: &str = "gateway: a\nupstreams: { b: http://example.com:443, c: http://c }\n\
    services: { d: { at: /d, upstream: b, methods: GET POST, auth: public, timeout: 1h } }\n";

fuzz_target!(|text: &str| {
    let mut sources = SourceMap::default();
    let file = sources.add(Settings::FILE, text);
    let mut out = Diagnostics::default();
    let settings = Settings::parse(&sources, file, gwc::rules::catalog(), &mut out);
    for finding in out.iter() {
        let span = finding.primary.span;
        assert!(
            span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some(),
            "{finding:?}"
        );
    }
    let routes = vec![sources.add("routes/gateway.yaml", GATEWAY)];
    let files = GatewayFiles { routes, ..GatewayFiles::default() };
    let mut found = gwc::compile_gateway(&sources, &files, &settings).diagnostics;
    settings.apply(&mut found, &sources);
    let _ = (settings.trusts("example.com"), settings.is_public("GET /d/*"), settings.thresholds());
});
