//! Inputs that git cannot hold, or that are too large to keep.

use std::fs;
use std::path::Path;

use gwc_tests::folder;

const GATEWAY: &str = "gateway: demo\nupstreams: { billing: \"http://billing.demo.svc:80\" }\n";
const SERVICES: &str =
    "services:\n  billing: { at: /billing, upstream: billing, methods: GET, auth: public }\n";

/// Makes the input in a folder that does not exist yet.
type Make = fn(&Path);

pub(super) const CASES: &[(&str, Make)] = &[
    ("generated-missing-folder", |_| {}),
    ("generated-empty-folder", |at| fs::create_dir(at).expect("a folder")),
    ("generated-folder-without-gateway", |at| write(at, &[("services.yaml", SERVICES.as_bytes())])),
    ("generated-gateway-is-a-folder", |at| write(at, &[("gateway.yaml/gateway.txt", b"gateway: demo\n")])),
    ("generated-services-is-a-folder", |at| sound(at, &[("more.yaml/services.yaml", SERVICES.as_bytes())])),
    ("generated-input-is-a-file", |at| fs::write(at, SERVICES).expect("a file")),
    ("generated-input-is-an-empty-file", |at| fs::write(at, "").expect("a file")),
    ("generated-dangling-link", |at| {
        sound(at, &[]);
        link("nowhere.yaml", &at.join("billing.yaml"));
    }),
    ("generated-link-to-itself", |at| {
        sound(at, &[]);
        link("billing.yaml", &at.join("billing.yaml"));
    }),
    ("generated-dangling-lock", |at| {
        sound(at, &[]);
        link("nowhere.lock", &at.join("endpoints.lock"));
    }),
    ("generated-lock-is-a-folder", |at| sound(at, &[("endpoints.lock/a", b"")])),
    ("generated-pipe", |at| {
        sound(at, &[]);
        let made = std::process::Command::new("mkfifo").arg(at.join("pipe.yaml")).status();
        assert!(made.is_ok_and(|s| s.success()), "mkfifo makes a pipe");
    }),
    ("generated-not-utf8", |at| sound(at, &[("latin1.yaml", b"# caf\xe9\nservices: {}\n")])),
    ("generated-utf16", |at| sound(at, &[("utf16.yaml", b"\xff\xfes\0e\0r\0v\0i\0c\0e\0s\0:\0\n\0")])),
    ("generated-gateway-not-utf8", |at| {
        write(at, &[("gateway.yaml", b"gateway: d\xe9mo\n"), ("services.yaml", SERVICES.as_bytes())]);
    }),
    ("generated-lock-not-utf8", |at| {
        sound(at, &[("endpoints.lock", b"GET /billing/* public bill\xffing\n")])
    }),
    ("generated-control-characters", |at| sound(at, &[("nul.yaml", b"services:\n  a\0b: { at: /a }\n")])),
    ("generated-utf-16", |at| {
        let text = "services:\n  a: { at: /a }\n";
        let bytes: Vec<u8> = text.bytes().flat_map(|byte| [byte, 0]).collect();
        sound(at, &[("wide.yaml", bytes.as_slice())]);
    }),
    ("generated-escape-sequences", |at| {
        sound(at, &[("red.yaml", b"services: { \"\\e[31mred\": { at: \"/\\e[0m\" } }\n")])
    }),
    ("generated-byte-order-mark", |at| {
        let text = format!("\u{feff}{}", SERVICES.replace("upstream", "upstreem"));
        write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", text.as_bytes())]);
    }),
    ("generated-crlf", |at| {
        let text = SERVICES.replace("upstream", "upstreem").replace('\n', "\r\n");
        write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", text.as_bytes())]);
    }),
    ("generated-cr-only", |at| {
        let text = SERVICES.replace("upstream", "upstreem").replace('\n', "\r");
        write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", text.as_bytes())]);
    }),
    ("generated-wide-characters", |at| {
        let text = "services:\n  計費: { at: /billing, upstream: billing, methods: GET, auth: public }\n";
        write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", text.as_bytes())]);
    }),
    ("generated-empty-file", |at| sound(at, &[("empty.yaml", b"")])),
    ("generated-only-comments", |at| sound(at, &[("comments.yaml", b"# to be written\n\n")])),
    ("generated-only-a-document-mark", |at| sound(at, &[("mark.yaml", b"---\n")])),
    ("generated-empty-gateway", |at| {
        write(at, &[("gateway.yaml", b""), ("services.yaml", SERVICES.as_bytes())]);
    }),
    ("generated-depth-bomb", |at| {
        let text = format!("services: {}{}\n", "[".repeat(50_000), "]".repeat(50_000));
        sound(at, &[("deep.yaml", text.as_bytes())]);
    }),
    ("generated-depth-bomb-of-maps", |at| {
        let text = format!("services: {}x\n", "{a: ".repeat(50_000));
        sound(at, &[("deep.yaml", text.as_bytes())]);
    }),
    ("generated-depth-bomb-of-blocks", |at| {
        let lines: Vec<String> = (0..2000).map(|i| format!("{}a:", " ".repeat(i))).collect();
        sound(at, &[("deep.yaml", lines.join("\n").as_bytes())]);
    }),
    ("generated-alias-bomb", |at| {
        let mut text = "gateway: demo\nupstreams: { billing: \"http://billing.demo.svc:80\" }\nkrakend:\n  a0: &a0 [x, x]\n".to_owned();
        for i in 1..40 {
            text.push_str(&format!("  a{i}: &a{i} [*a{0}, *a{0}]\n", i - 1));
        }
        write(at, &[("gateway.yaml", text.as_bytes()), ("services.yaml", SERVICES.as_bytes())]);
    }),
    ("generated-merge-bomb", |at| {
        let mut text =
            "services:\n  s0: &s0 { at: /a, upstream: billing, methods: GET, auth: public }\n".to_owned();
        for i in 1..40 {
            let merges = vec![format!("*s{}", i - 1); 20].join(", ");
            text.push_str(&format!("  s{i}: &s{i} {{ <<: [{merges}], at: /a{i} }}\n"));
        }
        text.push_str("  last: { at: /last, upstreem: billing }\n");
        write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", text.as_bytes())]);
    }),
    ("generated-expansion-bomb", |at| {
        let prefixes: Vec<String> = (0..1100).map(|i| format!("/p{i}")).collect();
        let paths: Vec<String> = (0..1000).map(|i| format!("/q{i}: GET")).collect();
        let service = format!(
            "  bomb: {{ at: [{}], upstream: billing, rewrite_prefix: /, auth: public, paths: {{ {} }} }}\n",
            prefixes.join(", "),
            paths.join(", ")
        );
        write(
            at,
            &[
                ("gateway.yaml", GATEWAY.as_bytes()),
                ("services.yaml", format!("{SERVICES}{service}").as_bytes()),
            ],
        );
    }),
    ("generated-nine-megabytes", |at| {
        let text = format!(
            "{SERVICES}# {}\n  pricing: {{ at: /pricing, upstreem: billing }}\n",
            "x".repeat(9 << 20)
        );
        write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", text.as_bytes())]);
    }),
    ("generated-nine-megabytes-in-a-line", |at| {
        let text = format!("services: {{ billing: {{ upstreem: \"{}\" }} }}\n", "x".repeat(9 << 20));
        write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", text.as_bytes())]);
    }),
    ("generated-too-large", |at| {
        sound(at, &[]);
        let file = fs::File::create(at.join("huge.yaml")).expect("a file");
        file.set_len((64 << 20) + 1).expect("a sparse file");
    }),
    ("generated-long-names", |at| {
        let name = "n".repeat(10_000);
        let text = format!(
            "services:\n  {name}: {{ at: /{name}, upstream: {name}, methods: {name}, auth: public }}\n"
        );
        write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", text.as_bytes())]);
    }),
    ("generated-many-segments", |at| {
        let text = format!(
            "services:\n  a: {{ at: {}, upstream: billing, methods: GET, auth: public }}\n",
            "/a".repeat(100)
        );
        write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", text.as_bytes())]);
    }),
];

/// A sound gateway, and more files beside it.
fn sound(at: &Path, more: &[(&str, &[u8])]) {
    write(at, &[("gateway.yaml", GATEWAY.as_bytes()), ("services.yaml", SERVICES.as_bytes())]);
    write(at, more);
}

fn write(at: &Path, files: &[(&str, &[u8])]) {
    folder::write(at, files.iter().copied());
}

fn link(to: &str, at: &Path) {
    std::os::unix::fs::symlink(to, at).expect("a link");
}
