//! Text as the discovery document of an issuer. The URL that it leads to is the one that the document has, of an issuer that is
//! exactly the declared one, and in clear text only where that is allowed.
#![no_main]

use gwc_token::key_set_of;
use libfuzzer_sys::fuzz_target;

const ISSUERS: [&str; 4] =
    ["https://id.example", "https://id.example/", "http://id.example", "HTTPS://ID.EXAMPLE"];

fuzz_target!(|input: &[u8]| {
    let document = serde_json::from_slice::<serde_json::Value>(input);
    for issuer in ISSUERS {
        for allow_http in [false, true] {
            let Ok(url) = key_set_of(input, issuer, allow_http) else { continue };
            let is_http = url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
            let is_https = url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
            assert!(is_https || (is_http && allow_http), "{url} of {issuer}");
            assert!(url.bytes().all(|byte| byte.is_ascii_graphic()), "{url}");
            // A number that only `serde_json` has no room for.
            let Ok(document) = &document else { continue };
            assert_eq!(
                (document["issuer"].as_str(), document["jwks_uri"].as_str()),
                (Some(issuer), Some(url.as_str()))
            );
        }
    }
});
