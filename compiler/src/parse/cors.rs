//! `cors`.

use gwc_artifact::{Cors, CorsHeaders, CorsMethods, EndpointPolicy, Method, OriginPattern, Origins};

use super::fields::Fields;
use crate::codes;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_duration;

/// The status of the answer to a preflight, which no key changes: browsers accept any of 200 to 299.
const NO_CONTENT: u16 = 204;

/// Reads the map; nothing if it has an error.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<EndpointPolicy> {
    let origins = origins(fields, out)?;
    let credentials = fields.bool("credentials").unwrap_or(false);
    if credentials && origins == Origins::Any {
        let span = fields.key_span("credentials")?;
        out.push(
            codes::CONFLICTING_KEYS
                .at(
                    span,
                    "`credentials: true` does not work with the origin `*`: browsers reject the response",
                )
                .help("list the origins that may call with credentials"),
        );
        return None;
    }
    Some(EndpointPolicy::Cors(Cors {
        origins,
        methods: methods(fields, out)?,
        headers: match fields.get("headers") {
            None => CorsHeaders::Any,
            Some(_) => CorsHeaders::List(names(fields, "headers").collect()),
        },
        expose: names(fields, "expose").collect(),
        credentials,
        private_network: fields.bool("private_network").unwrap_or(false),
        max_age: fields
            .parsed("max_age", parse_duration)
            .map(|age| std::time::Duration::from_secs(age.value.nanos / 1_000_000_000)),
        status: NO_CONTENT,
    }))
}

fn origins(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Origins> {
    let texts = fields.texts("origins");
    let any = texts.iter().find(|origin| origin.value == "*");
    match any {
        Some(any) if texts.len() > 1 => {
            out.push(
                codes::CONFLICTING_KEYS
                    .at(any.span, "`*` admits every origin, so the others have no effect")
                    .help("remove `*`, or the other origins"),
            );
            None
        }
        Some(_) => Some(Origins::Any),
        None if texts.is_empty() => {
            let span = fields.key_span("origins")?;
            let finding = codes::BAD_VALUE.at(span, "`origins` lists no origin");
            out.push(finding.help("list origins such as `https://app.example.com`, or remove `cors`"));
            None
        }
        None => Some(Origins::List(texts.iter().map(|text| OriginPattern::parse(&text.value)).collect())),
    }
}

fn methods(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<CorsMethods> {
    let Some(span) = fields.key_span("methods") else { return Some(CorsMethods::OfPath) };
    let method = |text: Spanned<String>| Method::parse(&text.value);
    let methods: gwc_artifact::Set<Method> = fields.texts("methods").into_iter().filter_map(method).collect();
    if methods.is_empty() {
        let finding = codes::BAD_VALUE.at(span, "`methods` lists no method");
        out.push(finding.help("list methods, or remove the key to allow the methods of the path"));
        return None;
    }
    Some(CorsMethods::List(methods))
}

fn names<'f>(fields: &'f Fields<'_>, key: &str) -> impl Iterator<Item = String> + use<'f> {
    fields.texts(key).into_iter().map(|name| name.value.to_ascii_lowercase())
}
