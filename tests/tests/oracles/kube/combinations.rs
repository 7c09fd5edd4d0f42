//! `deploy:` with keys drawn at random: each option of each key is in some combination.

use std::collections::BTreeSet;

use super::build::gateway;

/// A set of options of which a combination has one; an empty one leaves the key out.
const OPTIONS: [&[&str]; 13] = [
    &[
        "runs: hanzo",
        "runs: krakend-ce",
        "runs: gwr",
        "runs: gwr\n  monitor: servicemonitor",
        "runs: gwr\n  monitor: annotations",
    ],
    &["", "ingress: { class: nginx, tls_secret: tls }", "ingress: {}", "httproute: { parent: public }"],
    &[
        "",
        "replicas: 1",
        "replicas: 5",
        "autoscale: { max: 4 }",
        "autoscale: { min: 1, max: 9, memory: 75% }",
    ],
    &["", "disruption: none", "disruption: { max_unavailable: 30% }", "disruption: { min_available: 0 }"],
    &["", "spread: zone", "spread: node", "spread: none"],
    &["", "affinity: { kubernetes.io/arch: [amd64] }"],
    &["", "egress: declared"],
    &[
        "",
        "service: { type: NodePort }",
        "service: { type: LoadBalancer, port: 80 }",
        "service: { port: 8081 }",
    ],
    &[
        "",
        "volumes: [{ secret: a, mount: /a }, { secret: a, mount: /b }, { config_map: a, mount: /c/d, optional: true }]",
    ],
    &["", "env_from: [{ secretRef: a, optional: true }, { configMapRef: b, prefix: B_ }]"],
    &["", "tolerations: [{ operator: Exists }, { key: a, effect: NoExecute, seconds: 0 }]"],
    &["", "priority_class: system-cluster-critical", "labels: { team: a }"],
    &["", "config: hashed", "config: image\n  image: registry.example.com/shop:1"],
];

/// The number of combinations.
const COUNT: usize = 12;

/// Gateways whose `deploy` differs. Each list of options is walked at a pace of its own, so that combinations differ in
/// many keys and every option is used.
pub(crate) fn all() -> Vec<String> {
    let pick = |number: usize| {
        let chosen = OPTIONS.iter().enumerate().map(move |(at, options)| {
            let pace = [1, 3, 7, 5][at % 4];
            options[(number * pace + at + number / options.len()) % options.len()]
        });
        chosen.filter(|line| !line.is_empty()).map(|line| format!("  {line}\n")).collect::<String>()
    };
    (0..COUNT)
        .map(|number| gateway(&format!("targets: [hanzo, krakend-ce, gwr]\ndeploy:\n{}", pick(number))))
        .collect()
}

pub(crate) fn each_option_is_in_a_combination() {
    let all = all();
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), COUNT, "two combinations are the same");
    for option in OPTIONS.iter().copied().flatten() {
        assert!(all.iter().any(|text| text.contains(option)), "{option} is in none");
    }
}
