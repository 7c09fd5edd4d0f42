//! Which layer's value counts, held against a reference that is as plain as the sentence in the docs: the path, its
//! profile, the service, its profile, the defaults of the file, their profile unless the service names one, the
//! gateway. Lists with `+` are appended to what the layers behind say.

use std::fmt::Write as _;

use gwc::load::GatewayFiles;
use gwc::model::Headers;
use gwc::settings::Settings;
use gwc_syntax::source::SourceMap;
use proptest::prelude::*;

/// What one layer says.
#[derive(Debug, Clone)]
struct LayerValues {
    /// Seconds.
    timeout: Option<u64>,
    limit: Option<&'static str>,
    /// Headers, and whether they are appended.
    headers: Option<(Vec<&'static str>, bool)>,
}

fn layer_values() -> impl Strategy<Value = LayerValues> {
    let headers = (proptest::sample::subsequence(vec!["A", "B", "C", "D"], 1..3), any::<bool>());
    (
        proptest::option::of(1u64..60),
        proptest::option::of(proptest::sample::select(vec!["slow", "fast", "none"])),
        proptest::option::of(headers),
    )
        .prop_map(|(timeout, limit, headers)| LayerValues { timeout, limit, headers })
}

/// A stack of layers. `None` where there is no profile.
#[derive(Debug, Clone)]
struct Layers {
    path: LayerValues,
    path_profile: Option<LayerValues>,
    service: LayerValues,
    service_profile: Option<LayerValues>,
    defaults: LayerValues,
    defaults_profile: Option<LayerValues>,
    gateway: LayerValues,
}

fn layers() -> impl Strategy<Value = Layers> {
    let profile = || proptest::option::of(layer_values());
    (layer_values(), profile(), layer_values(), profile(), layer_values(), profile(), layer_values())
        .prop_map(|(path, path_profile, service, service_profile, defaults, defaults_profile, gateway)| {
            Layers { path, path_profile, service, service_profile, defaults, defaults_profile, gateway }
        })
}

impl Layers {
    /// Nearest first.
    fn stack(&self) -> Vec<&LayerValues> {
        let mut stack = vec![&self.path];
        stack.extend(&self.path_profile);
        stack.push(&self.service);
        stack.extend(&self.service_profile);
        stack.push(&self.defaults);
        if self.service_profile.is_none() {
            stack.extend(&self.defaults_profile);
        }
        stack.push(&self.gateway);
        stack
    }

    fn timeout(&self) -> u64 {
        self.stack().iter().find_map(|s| s.timeout).unwrap_or(30)
    }

    /// The gateway's limit is a bucket of its own and never inherited.
    fn limit(&self) -> Option<&'static str> {
        let stack = self.stack();
        stack[..stack.len() - 1].iter().find_map(|s| s.limit).filter(|l| *l != "none")
    }

    fn headers(&self) -> Vec<String> {
        let mut list: Vec<&str> = vec!["Accept", "Content-Type"];
        for layer in self.stack().iter().rev() {
            let Some((items, appended)) = &layer.headers else { continue };
            if !appended {
                list.clear();
            }
            items.iter().for_each(|item| {
                if !list.contains(item) {
                    list.push(item)
                }
            });
        }
        list.iter().map(|h| (*h).to_owned()).collect()
    }

    fn gateway_file(&self) -> String {
        let mut text = "gateway: demo\nupstreams: { a: \"http://a\" }\nrate_limits: { slow: { total: 1/s }, fast: { total: 9/s } }\n".to_owned();
        write_values(&mut text, &self.gateway, "");
        text.push_str("profiles:\n  unused: {}\n");
        for (name, profile) in
            [("p", &self.path_profile), ("s", &self.service_profile), ("d", &self.defaults_profile)]
        {
            if let Some(profile) = profile {
                let _ = writeln!(text, "  {name}:\n    auth: public");
                write_values(&mut text, profile, "    ");
            }
        }
        text
    }

    fn services_file(&self) -> String {
        let profile = |name: &str, profile: &Option<LayerValues>| {
            if profile.is_some() { format!("profile: {name}\n") } else { String::new() }
        };
        let mut text = format!("defaults:\n  auth: public\n  {}", profile("d", &self.defaults_profile));
        text.push('\n');
        write_values(&mut text, &self.defaults, "  ");
        let _ = write!(
            text,
            "services:\n  s:\n    at: /s\n    upstream: a\n    {}",
            profile("s", &self.service_profile)
        );
        text.push('\n');
        write_values(&mut text, &self.service, "    ");
        let _ = write!(
            text,
            "    paths:\n      /p:\n        GET:\n          auth: public\n          {}",
            profile("p", &self.path_profile)
        );
        text.push('\n');
        write_values(&mut text, &self.path, "          ");
        text
    }
}

fn write_values(text: &mut String, layer_values: &LayerValues, indent: &str) {
    if let Some(seconds) = layer_values.timeout {
        let _ = writeln!(text, "{indent}timeout: {seconds}s");
    }
    if let Some(limit) = layer_values.limit.filter(|l| !indent.is_empty() || *l != "none") {
        let _ = writeln!(text, "{indent}rate_limit: {limit}");
    }
    if let Some((items, appended)) = &layer_values.headers {
        let plus = if *appended { "+" } else { "" };
        let items: Vec<String> = items.iter().map(|item| format!("{plus}{item}")).collect();
        let _ = writeln!(text, "{indent}forward: {{ headers: [{}] }}", items.join(", "));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_nearest_layer_counts(layers in layers()) {
        let mut sources = SourceMap::default();
        let routes = vec![
            sources.add("gateway.yaml", layers.gateway_file()),
            sources.add("services.yaml", layers.services_file()),
        ];
        let files = GatewayFiles { routes, ..GatewayFiles::default() };
        let compiled = gwc::compile_gateway(&sources, &files, &Settings::default());
        let errors: Vec<_> = compiled.diagnostics.iter().filter(|d| d.severity == gwc_syntax::diagnostic::Severity::Error).collect();
        prop_assert!(errors.is_empty(), "{errors:#?}\n{}\n{}", layers.gateway_file(), layers.services_file());
        let gateway = compiled.gateway.expect("a gateway");
        let [endpoint] = gateway.endpoints.as_slice() else { panic!("one endpoint") };

        let total = endpoint.timeouts.value.total.map(|d| d.nanos / 1_000_000_000);
        prop_assert_eq!(total, Some(layers.timeout()));
        let limit = endpoint.limit.map(|l| gateway.limit(l.value).name.value.clone());
        prop_assert_eq!(limit.as_deref(), layers.limit());
        let Headers::List(headers) = &*endpoint.forward.headers.value else { panic!("a list") };
        let headers: Vec<String> = headers.iter().map(|h| h.value.clone()).collect();
        prop_assert_eq!(headers, layers.headers());
    }
}
