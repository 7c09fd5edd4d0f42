//! Bytes as a KrakenD configuration, JSON and YAML, for each target: no panic, no hang, no place outside of the file.
//!
//! What begins with a brace is JSON; the last byte picks the target, so that a whole file may be an input.
#![no_main]

use gwc::compile::{GatewayInput, compile_gateway};
use gwc::load::Configuration;
use gwc::render::{Format, Report};
use gwc::settings::Settings;
use gwc_krakend::value::Format as Language;
use gwc_syntax::source::{SourceMap, Span};
use gwc_syntax::tree::json;
use gwc_syntax::value::parse_target;
use libfuzzer_sys::fuzz_target;

const TARGETS: [&str; 3] = ["krakend-ce", "krakend-ce@2.5", "hanzo"];

fuzz_target!(|input: &[u8]| {
    let Some((choice, bytes)) = input.split_last() else { return };
    let is_json = bytes.trim_ascii_start().starts_with(b"{");
    let format = if is_json { Language::Json } else { Language::Yaml };
    if format == Language::Yaml && std::str::from_utf8(bytes).is_err() {
        return;
    }
    let target = parse_target(TARGETS[usize::from(*choice) % TARGETS.len()]).expect("a target");
    let name = if format == Language::Json { "krakend.json" } else { "krakend.yaml" };
    let mut sources = SourceMap::default();
    let file = sources.add(name, json::display_text(bytes));
    let configuration = Configuration::parse(&sources, file, name, format, bytes);
    let input = GatewayInput::Krakend { configuration, target, compat: *choice & 0x80 != 0 };
    let compilation = compile_gateway(&sources, input, &Settings::default());
    let inside = |span: Span| {
        let text = &sources.file(span.file).text;
        span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some()
    };
    for finding in compilation.diagnostics.iter() {
        let related = finding.related.iter().map(|label| label.span);
        let edited = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        assert!(finding.spans().chain(related).chain(edited).all(inside), "{finding:?}");
    }
    let report = Report::new(&sources, compilation.diagnostics.as_slice());
    for format in [Format::Human, Format::Json] {
        gwc::render::write(format, &report, false, &mut std::io::sink()).expect("the sink takes everything");
    }
    if let Some(gateway) = &compilation.gateway {
        let _ = gwc::lower::krakend_verbatim(gateway);
    }
});
