//! Claims that no token may have, signed by the issuer itself.

use gwc_tests::net::now;

use super::corpus::Corpus;

/// Times that have passed, have not come, or are no times.
pub(crate) fn times(corpus: &mut Corpus<'_>) {
    let time = now();
    for more in [
        format!(r#","nbf":{}"#, time + 3600),
        format!(r#","nbf":{}"#, time * 2),
        format!(r#","iat":{}"#, time + 3600),
        r#","nbf":"0""#.to_owned(),
        r#","nbf":1e309"#.to_owned(),
        r#","nbf":-1"#.to_owned(),
        r#","nbf":null"#.to_owned(),
        r#","nbf":{}"#.to_owned(),
        r#","iat":[1]"#.to_owned(),
        r#","iat":9007199254740993"#.to_owned(),
    ] {
        let payload = corpus.with(&more);
        corpus.claims("a time", &payload);
    }
    let base = format!(r#""iss":"{}","aud":"api""#, corpus.issuer);
    for exp in [
        (time - 3600).to_string(),
        format!("{}.999", time - 3600),
        format!(r#""{}""#, time + 300),
        format!("[{}]", time + 300),
        format!(r#"{{"exp":{}}}"#, time + 300),
        format!("0{}", time + 300),
        format!("+{}", time + 300),
        format!("-{}", time + 300),
        format!("{}e0x", time + 300),
        format!("0x{:x}", time + 300),
        format!("{},", time + 300),
    ]
    .iter()
    .map(String::as_str)
    .chain(["0", "-0", "-0.0", "0e999", "1e-999", "-1", "1e309", "1e999", "-1e309", "9007199254740993"])
    .chain(["99999999999999999999999", "null", "true", "false", "{}", "[]", r#""""#, r#""never""#])
    .chain(["NaN", "Infinity", "-Infinity", "١٢٣", ".5", "1.", "1_000"])
    {
        corpus.claims("exp", &format!(r#"{{{base},"exp":{exp}}}"#));
    }
    for without in [
        String::new(),
        format!(r#","EXP":{}"#, time + 300),
        format!(r#","exp ":{}"#, time + 300),
        format!(r#","exp\u0000":{}"#, time + 300),
        format!(r#","claims":{{"exp":{}}}"#, time + 300),
    ] {
        corpus.claims("no exp", &format!("{{{base}{without}}}"));
    }
}

/// Issuers that are nearly the accepted one.
pub(crate) fn issuers(corpus: &mut Corpus<'_>) {
    let (exp, issuer) = (now() + 300, corpus.issuer);
    let host = issuer.trim_start_matches("https://");
    for stated in [
        format!("{issuer}/"),
        format!("{issuer}."),
        format!("{issuer} "),
        format!(" {issuer}"),
        format!("{issuer}.attacker.example"),
        format!("https://attacker.example/{issuer}"),
        format!("https://{}", host.to_uppercase()),
        format!("HTTPS://{host}"),
        format!("http://{host}"),
        format!("https://user@{host}"),
        format!("https://{host}:443"),
        format!("{issuer}\\u0000"),
        format!("{issuer}\\n"),
        format!("{issuer}?"),
        format!("{issuer}#"),
        issuer.replace('i', "\\u0456"),
        issuer.replace("https", "%68ttps"),
        issuer.replace("//", "\\/"),
        host.to_owned(),
        "https://attacker.example".to_owned(),
        "*".to_owned(),
        String::new(),
    ] {
        corpus.claims("an issuer", &format!(r#"{{"exp":{exp},"aud":"api","iss":"{stated}"}}"#));
    }
    for stated in
        [format!(r#"["{issuer}"]"#), format!(r#"{{"0":"{issuer}"}}"#), "null".to_owned(), "1".to_owned()]
    {
        corpus.claims("an issuer", &format!(r#"{{"exp":{exp},"aud":"api","iss":{stated}}}"#));
    }
    corpus.claims("no issuer", &format!(r#"{{"exp":{exp},"aud":"api"}}"#));
    corpus.claims("an issuer below", &format!(r#"{{"exp":{exp},"aud":"api","ISS":"{issuer}"}}"#));
}

/// Audiences that are not the accepted one.
pub(crate) fn audiences(corpus: &mut Corpus<'_>) {
    let (exp, issuer) = (now() + 300, corpus.issuer);
    let with = |aud: &str| format!(r#"{{"exp":{exp},"iss":"{issuer}"{aud}}}"#);
    corpus.claims("no audience", &with(""));
    corpus.claims("an audience of another case", &with(r#","AUD":"api""#));
    for aud in [
        r#""other""#,
        r#""api other""#,
        r#""api,other""#,
        r#""api ""#,
        r#"" api""#,
        r#""API""#,
        r#""ap""#,
        r#""apis""#,
        r#""api\u0000""#,
        r#""\u0430pi""#,
        r#""*""#,
        r#""""#,
        "[]",
        r#"["api",1]"#,
        r#"[["api"]]"#,
        r#"[{"aud":"api"}]"#,
        r#"["other",["api"]]"#,
        r#"["api",null]"#,
        r#"{"0":"api"}"#,
        r#"{"api":true}"#,
        "null",
        "true",
        "0",
    ] {
        corpus.claims("an audience", &with(&format!(r#","aud":{aud}"#)));
    }
}

/// Claims that are no JSON, or two texts in one.
pub(crate) fn texts(corpus: &mut Corpus<'_>) {
    let time = now();
    for more in [
        r#","sub":"admin""#.to_owned(),
        r#","\u0073ub":"admin""#.to_owned(),
        r#","s\u0075b":"admin""#.to_owned(),
        format!(r#","exp":{}"#, time + 9000),
        format!(r#","\u0065xp":{}"#, time + 9000),
        r#","aud":"api""#.to_owned(),
        r#","realm":{"roles":["user"],"roles":["admin"]}"#.to_owned(),
        r#","x":[{"a":1,"\u0061":2}]"#.to_owned(),
        r#","n":NaN"#.to_owned(),
        r#","n":00"#.to_owned(),
        r#","x":"\ud800""#.to_owned(),
        r#","x":"\udc00\ud800""#.to_owned(),
        "\u{0},\"x\":1".to_owned(),
        ",\"x\":\"a\u{1}b\"".to_owned(),
        r#",/**/"x":1"#.to_owned(),
        r#",#"#.to_owned(),
        ",".to_owned(),
        format!(r#","x":{}1{}"#, "[".repeat(2000), "]".repeat(2000)),
        format!(r#","x":{}1{}"#, r#"{"a":"#.repeat(1500), "}".repeat(1500)),
        format!(r#","x":{}"#, "[".repeat(4000)),
        format!(r#","x":"{}""#, "x".repeat(20_000)),
    ] {
        let payload = corpus.with(&more);
        corpus.claims("claims", &payload);
    }
    for sub in ["0", "null", "true", "[]", "{}", r#"["u1"]"#] {
        let payload = corpus.with("").replace(r#""sub":"u1""#, &format!(r#""sub":{sub}"#));
        corpus.claims("a subject", &payload);
    }
    for payload in ["[]", r#""sub""#, "", "null", "1", "{", "{}", "{}{}", "\u{feff}{}"] {
        corpus.claims("no claims", payload);
    }
    let good = corpus.with("");
    for (name, payload) in [
        ("a byte order mark", [b"\xef\xbb\xbf", good.as_bytes()].concat()),
        ("a zero behind", [good.as_bytes(), b"\0"].concat()),
        ("text behind", [good.as_bytes(), b"x"].concat()),
        ("two objects", [good.as_bytes(), good.as_bytes()].concat()),
        ("UTF-16", good.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("no UTF-8", good.replace("u1", "\u{1}").bytes().map(|b| if b == 1 { 0xff } else { b }).collect()),
        (
            "an overlong form",
            good.replace("u1", "\u{1}")
                .bytes()
                .flat_map(|b| if b == 1 { vec![0xc0, 0xaf] } else { vec![b] })
                .collect(),
        ),
    ] {
        corpus.bytes(name, &payload);
    }
}
