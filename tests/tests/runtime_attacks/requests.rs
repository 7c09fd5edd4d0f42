//! Requests with a token that passes, where no token is read, or where it is read twice.

use super::corpus::Corpus;

/// Headers of a request; each is 401.
pub(crate) fn headers(corpus: &mut Corpus<'_>) {
    let token = corpus.issued.signed(&corpus.with(""));
    let bearer = format!("Authorization: Bearer {token}\r\n");
    let broken = "Authorization: Bearer x.y.z\r\n";
    for (name, lines) in [
        ("duplicate header", format!("{bearer}{bearer}")),
        ("duplicate header, the second valid", format!("{broken}{bearer}")),
        ("duplicate header, the first valid", format!("{bearer}{broken}")),
        ("duplicate header, one empty", format!("{bearer}Authorization:\r\n")),
        ("duplicate header in another case", format!("{bearer}AUTHORIZATION: Bearer {token}\r\n")),
        ("two in one line", format!("Authorization: Bearer {token}, Bearer {token}\r\n")),
        ("two tokens in one line", format!("Authorization: Bearer {token},{token}\r\n")),
        ("basic and bearer in one line", format!("Authorization: Basic eDp5, Bearer {token}\r\n")),
        ("no scheme", format!("Authorization: {token}\r\n")),
        ("the scheme with a tab", format!("Authorization: Bearer\t{token}\r\n")),
        ("the scheme without a blank", format!("Authorization: Bearer{token}\r\n")),
        ("the scheme with a colon", format!("Authorization: Bearer: {token}\r\n")),
        ("the scheme with an equals sign", format!("Authorization: Bearer={token}\r\n")),
        ("the scheme alone", "Authorization: Bearer\r\n".to_owned()),
        ("the scheme and a blank", "Authorization: Bearer \r\n".to_owned()),
        ("two blanks", format!("Authorization: Bearer  {token}\r\n")),
        ("a blank and a tab", format!("Authorization: Bearer \t{token}\r\n")),
        ("empty", "Authorization: \r\n".to_owned()),
        ("absent", String::new()),
        ("a cookie", format!("Cookie: Authorization={token}\r\n")),
        ("a cookie of the usual name", format!("Cookie: access_token={token}; token={token}\r\n")),
    ] {
        corpus.lines(name, lines);
    }
    for scheme in
        ["Basic", "Token", "JWT", "DPoP", "Digest", "Negotiate", "OAuth", "Bearer Bearer", "Bearers", "B"]
    {
        corpus.lines(format!("the scheme {scheme}"), format!("Authorization: {scheme} {token}\r\n"));
    }
    for header in [
        "X-Authorization",
        "Proxy-Authorization",
        "X-Forwarded-Authorization",
        "X-Original-Authorization",
        "Authorization2",
        "X-Access-Token",
        "X-API-Key",
        "X-Auth-Token",
        "Authentication",
        "X-User-Id",
        "Sec-WebSocket-Protocol",
    ] {
        corpus.lines(format!("the header {header}"), format!("{header}: Bearer {token}\r\n"));
    }
    for lines in [
        "X-Original-URL: /open",
        "X-Rewrite-URL: /open",
        "X-HTTP-Method-Override: OPTIONS",
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-User: admin",
        "X-Remote-User: admin",
        "X-User-Id: admin",
        "X-Auth-Request-User: admin",
        "Forwarded: for=127.0.0.1",
        "Upgrade: websocket\r\nConnection: Upgrade",
        "Connection: Authorization",
        "Expect: 100-continue",
    ] {
        corpus.lines(format!("no credential, {lines}"), format!("{lines}\r\n"));
    }
    // A header that is for the next hop alone is read as ever, and is no token of the upstream.
    corpus.lines("a broken token for the next hop", format!("Connection: Authorization\r\n{broken}"));
}

/// Whole requests that are refused before any credential is read, or meet no endpoint; none reaches an upstream. Each
/// has a token that passes, so nothing else refuses it.
pub(crate) fn raw(token: &str) -> Vec<(&'static str, Vec<u8>, &'static [u16])> {
    let with = |head: &str, lines: &str| format!("{head} HTTP/1.1\r\nHost: x\r\n{lines}\r\n").into_bytes();
    let bearer = format!("Authorization: Bearer {token}\r\n");
    let get = |lines: String| with("GET /user", &lines);
    vec![
        ("a folded header", get(format!("Authorization: Bearer\r\n {token}\r\n")), &[400]),
        ("a blank before the colon", get(format!("Authorization : Bearer {token}\r\n")), &[400]),
        ("a zero in the name", get(format!("Authorization\0: Bearer {token}\r\n")), &[400]),
        ("a zero in the value", get(format!("Authorization: Bearer {token}\0\r\n")), &[400]),
        (
            "a bare line feed",
            get(format!("Authorization: Bearer x\nAuthorization: Bearer {token}\r\n")),
            &[400, 401],
        ),
        ("a bare carriage return", get(format!("Authorization: Bearer {token}\rx\r\n")), &[400, 401]),
        ("no host", format!("GET /user HTTP/1.1\r\n{bearer}\r\n").into_bytes(), &[400]),
        ("two hosts", get(format!("Host: y\r\n{bearer}")), &[400]),
        ("dots", with("GET /open/../user", &bearer), &[400]),
        ("encoded dots", with("GET /open/%2e%2e/user", &bearer), &[400]),
        ("a backslash", with("GET /open\\user", &bearer), &[400, 404]),
        ("an encoded zero", with("GET /user%00", &bearer), &[400]),
        ("a fragment", with("GET /user#x", &bearer), &[400]),
        ("two slashes", with("GET //user", &bearer), &[400, 404]),
        ("a slash behind", with("GET /user/", &bearer), &[400, 404]),
        ("a parameter", with("GET /user;x=1", &bearer), &[400, 404]),
        ("another case", with("GET /USER", &bearer), &[404]),
        ("a token in the query", with(&format!("GET /user?access_token={token}"), ""), &[401]),
        ("the path encoded", with("GET /%75ser", ""), &[401]),
        ("an absolute target", with("GET http://x/user", ""), &[401]),
        ("HTTP/1.0", b"GET /user HTTP/1.0\r\n\r\n".to_vec(), &[401]),
        ("a method in lower case", with("get /user", ""), &[400, 401, 404, 405]),
        ("another method", with("POST /user", "Content-Length: 0\r\n"), &[405]),
        (
            "bytes that are no text",
            b"GET /user HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\n\r\n".to_vec(),
            &[401],
        ),
    ]
}
