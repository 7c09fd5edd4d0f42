use crate::lint::Subject;
use crate::rules::effects::ENTERPRISE_ONLY;
use gwc_krakend::decode::{Extra, Namespace};
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::Target;

declare_rule! {
    /// A plugin is configured, but KrakenD loads no plugins.
    ///
    /// ## What it does
    /// Reports the names in `plugin/http-server`, `plugin/http-client` and `plugin/req-resp-modifier` if the file has
    /// no `plugin` block with a `folder`.
    ///
    /// ## Why is this bad?
    /// KrakenD searches plugins only in the folder of the `plugin` block. Without it, KrakenD starts and serves
    /// requests without the plugin, and only a debug line of the log shows that. If the plugin authenticates clients,
    /// every endpoint is public.
    ///
    /// ## Example
    /// The file has no `plugin` block:
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "plugin/http-server": { "name": ["my-auth"] } } }
    /// ```
    ///
    /// ## Use instead
    /// Add the `plugin` block with the folder of the compiled plugins.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "plugin": { "folder": "/opt/krakend/plugins/", "pattern": ".so" }, "extra_config": { "plugin/http-server": { "name": ["my-auth"] } } }
    /// ```
    ///
    /// ## References
    /// - lura v2.14, `transport/http/server/plugin/server.go`
    pub(crate) UNLOADED_PLUGIN { code: "GW474", name: "unloaded-plugin", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

const COMPONENTS: [&str; 3] = ["plugin/http-server", "plugin/http-client", "plugin/req-resp-modifier"];

/// Plugins that come with KrakenD Enterprise (krakend-schema v2.13, plugin/).
const ENTERPRISE: [&str; 12] = [
    "content-replacer",
    "geoip",
    "http-logger",
    "http-proxy",
    "ip-filter",
    "jwk-aggregator",
    "no-redirect",
    "redis-ratelimit",
    "response-schema-validator",
    "static-filesystem",
    "url-rewrite",
    "wildcard",
];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    // The Hanzo gateway has plugins of its own.
    let Some(service) = subject.service.filter(|_| subject.target != Target::Hanzo) else { return };
    let loads = service.plugin.value.as_ref().is_some_and(|plugin| !plugin.folder.is_empty());
    let mut report = |extra: &Extra, route: Option<&str>| {
        for (name, node) in names(subject, extra) {
            let finding = match (ENTERPRISE.contains(&name) || name == "virtualhost", loads) {
                (true, _) => enterprise(subject, name, node),
                (false, false) => unloaded(subject, name, node),
                (false, true) => continue,
            };
            out.push(match route {
                Some(route) => finding.route(route),
                None => finding,
            });
        }
    };
    report(&service.extra_config, None);
    subject.endpoints().for_each(|endpoint| report(&endpoint.config.extra_config, Some(endpoint.route)));
    subject.backends().for_each(|(endpoint, backend)| report(&backend.extra_config, Some(endpoint.route)));
}

fn names<'a>(subject: &Subject<'a>, extra: &Extra) -> Vec<(&'a str, NodeId)> {
    let found = COMPONENTS.iter().filter_map(|name| extra.component(name));
    found.flat_map(|component| of_component(subject, component)).collect()
}

fn of_component<'a>(subject: &Subject<'a>, component: &Namespace) -> Vec<(&'a str, NodeId)> {
    let Some(entry) = subject.tree.get(component.value, "name") else { return Vec::new() };
    match subject.tree.value(entry.value) {
        Value::List(items) => {
            items.iter().filter_map(|item| Some((subject.tree.value(*item).as_str()?, *item))).collect()
        }
        value => value.as_str().map(|name| (name, entry.value)).into_iter().collect(),
    }
}

fn enterprise(subject: &Subject<'_>, name: &str, node: NodeId) -> Diagnostic {
    let message = format!("the plugin `{name}` does not run: only KrakenD Enterprise contains it");
    ENTERPRISE_ONLY
        .at(subject.span(node), message)
        .help("remove it, or load a plugin of your own with this name")
}

fn unloaded(subject: &Subject<'_>, name: &str, node: NodeId) -> Diagnostic {
    let message = format!(
        "the plugin `{name}` does not run: the file has no `plugin` block with a `folder`, so KrakenD loads no plugins"
    );
    let help = "add `\"plugin\": { \"folder\": \"/opt/krakend/plugins/\", \"pattern\": \".so\" }` at the top of the file";
    UNLOADED_PLUGIN.at(subject.span(node), message).help(help)
}
