//! A finding about a secret never shows it, in any format.

use super::gwc;

const SECRET: &str = "hunter2-hunter2-hunter2";

fn configuration() -> String {
    format!(
        r#"{{ "version": 3, "endpoints": [ {{ "endpoint": "/x", "backend": [ {{ "host": ["http://shop:8080"], "url_pattern": "/x",
  "extra_config": {{ "auth/client-credentials": {{
    "client_id": "shop",
    "client_secret": "{SECRET}", "scope": "a",
    "token_url": "https://id.example.com/token" }} }} }} ] }} ] }}"#
    )
}

fn routes() -> String {
    format!(
        "gateway: shop\ntargets: [gwr]\nvariables: {{ DB_PASSWORD: {SECRET} }}\n\
         upstreams: {{ orders: \"http://orders.shop.svc.cluster.local:80\" }}\n\
         services:\n  orders: {{ at: /orders, upstream: orders, methods: GET, auth: public, \
         request_headers: {{ X-Api-Key: {SECRET} }} }}\n"
    )
}

/// The secret itself, where a reference to it belongs.
fn credentials() -> String {
    format!(
        "gateway: shop\ntargets: [gwr]\nupstreams: {{ orders: \"http://orders.shop.svc.cluster.local:80\" }}\n\
         auth: {{ own: {{ jwt: {{ issuer: \"https://id.example.com\", algorithms: [HS256], audiences: any, \
         secret: {SECRET} }} }} }}\nstore: {{ redis: {{ url: \"redis://redis:6379\", password: {SECRET} }}, \
         on_error: open }}\n\
         services:\n  orders: {{ at: /orders, upstream: orders, methods: GET, auth: own }}\n"
    )
}

#[test]
fn no_format_shows_a_secret() {
    let files = [
        ("krakend.json", configuration(), "GW220"),
        ("gateway.yaml", routes(), "GW431"),
        ("gateway.yaml", credentials(), "GW022"),
    ];
    for (name, text, code) in files {
        let place = tempfile::tempdir().expect("a folder");
        std::fs::write(place.path().join(name), text).expect("a file can be written");
        for format in ["human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"]
        {
            let run = gwc(place.path()).run(&["check", name, "--format", format, "--show", "note"]);
            assert_eq!(run.code, Some(1), "{name} {format}: {}", run.stderr);
            assert!(run.stdout.contains(code), "{name} {format}: {}", run.stdout);
            assert!(
                !format!("{}{}", run.stdout, run.stderr).contains(SECRET),
                "{name} {format}: {}",
                run.stdout
            );
        }
        let full = gwc(place.path()).run(&["check", name, "--full", "--show", "note"]);
        assert!(full.stdout.contains("****") && !full.stdout.contains(SECRET), "{}", full.stdout);
    }
}
