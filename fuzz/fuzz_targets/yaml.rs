//! Bytes as the files of a gateway, and everything the compiler does with them: no panic, no hang.
//!
//! The input is split at NUL bytes: route files, of which the first is `gateway.yaml`, and after a byte 1 the lock file.
#![no_main]

use gwc::emit::{self, Options};
use gwc::load::GatewayFiles;
use gwc::render::{Format, Report};
use gwc::settings::Settings;
use gwc_syntax::source::SourceMap;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (routes, lock) = text.split_once('\u{1}').map_or((text, None), |(routes, lock)| (routes, Some(lock)));
    let mut sources = SourceMap::default();
    let mut files = GatewayFiles::default();
    for (index, text) in routes.split('\0').take(4).enumerate() {
        let name = if index == 0 { "gateway.yaml".to_owned() } else { format!("services-{index}.yaml") };
        files.routes.push(sources.add(name, text));
    }
    files.lock = lock.map(|text| sources.add("endpoints.lock", text));
    let compilation = gwc::compile_gateway(&sources, &files, &Settings::default());
    for finding in compilation.diagnostics.iter() {
        let span = finding.primary.span;
        let file = &sources.file(span.file).text;
        assert!(
            span.start <= span.end && file.get(span.start as usize..span.end as usize).is_some(),
            "{finding:?}"
        );
    }
    let report = Report::new(&sources, compilation.diagnostics.as_slice());
    for format in [Format::Human, Format::Json] {
        gwc::render::write(format, &report, false, &mut std::io::sink()).expect("the sink takes everything");
    }
    if let Some(checked) = compilation.checked() {
        // A gateway without errors can be emitted; a template of the user's could fail, and there is none.
        emit::outputs(checked, &sources, &Options::default()).expect("what is checked can be emitted");
    }
});
