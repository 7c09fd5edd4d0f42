//! A loss that makes requests fail is a warning where `deploy.runs` names the target, and a comment on that line waives
//! it for all services.

use serde_json::Value;

use super::{Run, folder, gwc};

/// Two services with a wildcard, a stream and a WebSocket, for the targets, with these lines under `deploy`.
fn check(targets: &str, deploy: &str, arguments: &[&str]) -> Run {
    let gateway = format!(
        "gateway: shop\ntargets: [{targets}]\nupstreams: {{ shop: \"http://shop.svc.cluster.local:80\" }}\n\
         auth: {{ iam: {{ jwt: {{ issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }} }} }}\n\
         rate_limits: {{ some: {{ total: 100/s, per_ip: 10/s }} }}\n\
         {deploy}\n"
    );
    let services = "defaults: { upstream: shop, auth: iam, rate_limit: some, timeout: 5s }\nservices:\n\
        \x20 orders: { at: /orders, paths: { /*: GET POST, \"/{id}/{item}\": GET } }\n\
        \x20 events:\n\
        \x20   at: /events\n\
        \x20   timeout: { idle: 5m }\n\
        \x20   paths:\n\
        \x20     /feed: { GET: { stream: sse } }\n\
        \x20     /ws: { GET: { stream: websocket } }\n\
        \x20     /users/{id}/*: GET\n";
    let place = folder(&[("gateway.yaml", &gateway), ("services.yaml", services)]);
    let command: Vec<&str> = ["check"].iter().chain(arguments).copied().collect();
    gwc(&command, place.path())
}

/// Severity and message of the open findings of the three rules, in the order of the codes.
fn found(run: &Run) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let mut found: Vec<(String, String, String)> = run
        .json
        .iter()
        .filter(|f| f["suppressed"].is_null() && ["GW720", "GW721", "GW722"].iter().any(|c| f["code"] == *c))
        .map(|f| (text(&f["code"]), text(&f["severity"]), text(&f["message"])))
        .collect();
    found.sort();
    found.into_iter().map(|(_, severity, message)| (severity, message)).collect()
}

fn severities(run: &Run) -> Vec<String> {
    found(run).into_iter().map(|(severity, _)| severity).collect()
}

#[test]
fn requests_that_fail_are_named_with_the_target_that_runs() {
    let run = check("krakend-ce, gwr", "deploy: { runs: krakend-ce }", &[]);
    let found = found(&run);
    assert!(found.iter().all(|(severity, _)| severity == "warning"), "{found:?}");
    let messages: Vec<&str> = found.iter().map(|(_, message)| &**message).collect();
    assert_eq!(
        messages,
        [
            "`GET /events/users/id/a/b` returns `404` in target `krakend-ce`, which `deploy.runs` sets: `/*` matches one segment there",
            // `/orders/{id}/{item}` is routed, so two segments are no example.
            "`GET /orders/a/b/c` returns `404` in target `krakend-ce`, which `deploy.runs` sets: `/*` matches one segment there (2 endpoints of `orders`)",
            "events of `GET /events/feed` arrive late in target `krakend-ce`, which `deploy.runs` sets, and the stream ends after `5m`",
            "`GET /events/ws` cannot open a WebSocket in target `krakend-ce`, which `deploy.runs` sets",
        ]
    );
}

#[test]
fn the_same_is_a_loss_for_a_target_that_does_not_run() {
    let loss =
        |run: &Run| severities(run).iter().all(|severity| severity == "loss") && !found(run).is_empty();
    assert!(loss(&check("hanzo, gwr", "", &[])), "nothing names what runs");
    assert!(loss(&check("hanzo, gwr", "deploy: { replicas: 2 }", &[])), "nothing names what runs");
    assert!(loss(&check("hanzo, gwr", "deploy: { runs: gwr }", &[])));
    // Both targets: one warning and one loss of each service.
    let both = severities(&check("hanzo, krakend-ce", "deploy: { runs: hanzo }", &[]));
    assert_eq!(both.iter().filter(|s| *s == "warning").count(), 4);
    assert_eq!(both.iter().filter(|s| *s == "loss").count(), 4);
}

#[test]
fn a_target_on_the_command_line_does_not_change_what_runs() {
    let plain = found(&check("hanzo", "deploy: { runs: hanzo }", &[]));
    assert_eq!(found(&check("hanzo", "deploy: { runs: hanzo }", &["--target=krakend-ce"])), plain);
}

#[test]
fn a_comment_on_the_line_of_runs_waives_all_services() {
    let above = "deploy:\n  # gwc: ignore[GW720] clients send one segment\n  # gwc: ignore[GW721, GW722] until gwr runs\n  runs: hanzo";
    let run = check("hanzo, krakend-ce", above, &[]);
    assert_eq!(severities(&run), ["loss"; 4], "the waiver is not for the target that does not run");
    assert!(run.findings.iter().all(|finding| !finding.starts_with("GW9")), "{:?}", run.findings);
    let beside = "deploy:\n  runs: hanzo # gwc: ignore[GW720] clients send one segment";
    let open = found(&check("hanzo", beside, &[]));
    assert_eq!(open.len(), 2, "{open:?}");
    // What is waived and does not occur is reported.
    let unused = check("gwr", &beside.replace("hanzo", "gwr"), &[]);
    assert!(unused.findings.iter().any(|finding| finding.starts_with("GW9")), "{:?}", unused.findings);
}

#[test]
fn the_help_is_a_way_out() {
    let help = |run: &Run| {
        let finding = run.json.iter().find(|f| f["code"] == "GW720").expect("a finding").clone();
        finding["help"].as_str().expect("text").to_owned()
    };
    let with_gwr = help(&check("hanzo, gwr", "deploy: { runs: hanzo }", &[]));
    assert!(with_gwr.contains("set `deploy: { runs: gwr }`"), "{with_gwr}");
    assert_eq!(severities(&check("hanzo, gwr", "deploy: { runs: gwr }", &[])), ["loss"; 4]);
    let without = help(&check("hanzo", "deploy: { runs: hanzo }", &[]));
    assert!(!without.contains("gwr"), "{without}");
}
