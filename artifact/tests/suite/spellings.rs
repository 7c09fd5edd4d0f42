//! No spelling of a path leads from a public endpoint to a gated upstream path.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use gwc_artifact::*;

use crate::readings::readings;
use crate::support::{Chance, endpoint, gateway, large};

/// `GET /public/*` for anyone, `GET /admin/*` with a token, both to the same upstream, both unchanged.
fn guarded() -> Artifact {
    let mut admin = endpoint(Method::Get, "/admin/*");
    admin.credential = Credential::AnyOf(vec!["iam".into()]);
    let Gateway { auth, stripped, .. } = large();
    let gateway = Gateway { auth, stripped, ..gateway(vec![endpoint(Method::Get, "/public/*"), admin]) };
    Artifact::open(encode(&gateway).unwrap()).unwrap()
}

/// What a spelling leads to, and the path its upstream would see if anyone may call.
fn outcome(artifact: &Artifact, spelling: &[u8]) -> (String, Option<String>) {
    let Ok(path) = std::str::from_utf8(spelling) else {
        return ("refused: not UTF-8, so no HTTP path".into(), None);
    };
    let found = match artifact.find(Method::Get, path) {
        Err(Miss::NotFound) => return ("404".into(), None),
        Err(Miss::MethodNotAllowed(_)) => return ("405".into(), None),
        Err(Miss::Refused(refusal)) => return (format!("400 {refusal}"), None),
        Ok(found) => found,
    };
    let endpoint = artifact.endpoint(found.endpoint).unwrap();
    let Backend::Upstream { path: template, .. } = &endpoint.backend else {
        panic!("all endpoints have an upstream")
    };
    let mut sent = String::new();
    template.expand(&found.params, &mut sent);
    match endpoint.credential {
        Credential::Public => (format!("public -> {sent}"), Some(sent)),
        Credential::AnyOf(_) | Credential::Optional(_) => (format!("gated -> {sent}"), None),
    }
}

/// A line of the list: `\xNN` is a byte, all else stands for itself.
fn bytes(line: &str) -> Vec<u8> {
    let mut parts = line.split("\\x");
    let mut out = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                out.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => out.extend_from_slice(format!("\\x{part}").as_bytes()),
        }
    }
    out
}

#[test]
fn spellings_lead_where_the_table_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(root.join("tests/fixtures/spellings.txt")).unwrap();
    let spellings: Vec<&str> = list.lines().filter(|line| line.starts_with('/')).collect();
    assert!(spellings.len() >= 80, "only {} spellings", spellings.len());
    assert_eq!(spellings.iter().collect::<BTreeSet<_>>().len(), spellings.len(), "a spelling is there twice");
    let artifact = guarded();
    let mut table =
        String::from("# `GET /public/*` is public, `GET /admin/*` wants a token; both go on unchanged.\n");
    for spelling in spellings {
        let (outcome, sent) = outcome(&artifact, &bytes(spelling));
        writeln!(table, "{spelling:44} {outcome}").unwrap();
        sent.iter().for_each(|sent| assert_not_admin(sent));
    }
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(root.join("../snapshots/paths"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("spellings", table));
}

/// However an upstream reads the path, it does not read one below `/admin`.
fn assert_not_admin(sent: &str) {
    for reading in readings(sent) {
        assert!(!reading.starts_with("/admin"), "{sent} can be read as {reading}");
    }
}

/// The list is what people thought of; this is what they did not.
#[test]
fn no_mixture_of_tricks_reaches_the_gated_path() {
    const TRICKS: [&str; 34] = [
        "/", "/", "/", ".", "..", "admin", "admin", "public", "a", "%2e", "%2E", "%2f", "%5c", "\\", ";",
        "%3b", "%25", "2e", "2f", "5c", "%00", "%c0%ae", "%c0%af", "%61", "%64min", "%", "\u{e9}", "%e9",
        "%252e", "%252f", "?", "#", " ", "%0a",
    ];
    let artifact = guarded();
    let mut chance = Chance(7);
    let mut public = 0;
    for _ in 0..200_000 {
        let mut spelling = chance.pick(&["/public/", "/public", "/", "/public/a/"]).to_owned();
        (0..1 + chance.below(7)).for_each(|_| spelling.push_str(chance.pick(&TRICKS)));
        if let (_, Some(sent)) = outcome(&artifact, spelling.as_bytes()) {
            public += 1;
            assert_not_admin(&sent);
        }
    }
    assert!(public > 1_000, "only {public} of the spellings were answered, so little was tried");
}
