//! How paths and methods are matched, in words.

use gwc_artifact::{KrakendRouter, Method, Semantics};

use crate::difference::list;
use crate::side::Routing;

/// The program, and what it does with requests that match no endpoint exactly. Other rules have another text.
pub(super) fn shown(routing: Routing, semantics: Semantics, krakend: &KrakendRouter) -> String {
    match (routing, semantics) {
        (Routing::Gwr, Semantics::Gwr) => "gwr".to_owned(),
        (Routing::Gwr, Semantics::Krakend) => {
            format!("gwr with the rules of KrakenD: {}", of_krakend(krakend))
        }
        (Routing::Gin(gin), _) => {
            let on = [
                (gin.trailing_slash, "redirects `/a/` to `/a`"),
                (gin.fixed_path, "redirects `//A` to `/a`"),
                (gin.method_not_allowed, "answers other methods with 405"),
                (gin.auto_options, "answers `OPTIONS`"),
            ];
            let on = on.into_iter().filter(|(on, _)| *on).map(|(_, what)| what);
            list(["KrakenD"].into_iter().chain(on))
        }
    }
}

fn of_krakend(router: &KrakendRouter) -> String {
    let KrakendRouter {
        hide_version,
        redirects_trailing_slash,
        redirects_fixed_path,
        answers_other_methods,
        answers_options,
        states_errors,
        debug,
        health_path,
        not_found_body,
        other_method_body,
        methods,
    } = router;
    let flags = [
        (hide_version, "hides its version"),
        (redirects_trailing_slash, "redirects `/a/` to `/a`"),
        (redirects_fixed_path, "redirects `//A` to `/a`"),
        (answers_other_methods, "answers other methods with 405"),
        (answers_options, "answers `OPTIONS`"),
        (states_errors, "states errors in responses"),
        (debug, "serves `/__debug/`"),
    ];
    let mut texts: Vec<String> =
        flags.into_iter().filter(|(on, _)| **on).map(|(_, what)| what.to_owned()).collect();
    texts.extend(health_path.as_ref().map(|path| format!("health at {path}")));
    texts.extend(not_found_body.as_ref().map(|body| format!("body of 404 {body:?}")));
    texts.extend(other_method_body.as_ref().map(|body| format!("body of 405 {body:?}")));
    texts.push(format!("order of `Allow`: {}", list(methods.iter().copied().map(Method::as_str))));
    list(texts.iter().map(String::as_str))
}
