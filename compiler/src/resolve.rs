//! Names into ids: each use of an upstream, auth, limit or profile is resolved, or reported with the nearest name.
//! Definitions are sorted, so the order of files and lines has no effect.

mod unused;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::codes;
use crate::decl::{self, Section, Unread};
use crate::layer::{Assigned, Layer, Named, Written, WrittenSplit};
use crate::model::{Auth, AuthId, Balance, Credential, Limit, LimitId, Quota, SplitTarget, UpstreamId};
use gwc_artifact::EndpointPolicy;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Diagnostics, Edit};
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::suggest;

pub use unused::Unused;

/// Declarations with resolved names.
#[derive(Debug)]
pub struct Resolved {
    /// The settings of `gateway.yaml`.
    pub gateway: decl::Gateway,
    /// Upstreams by name.
    pub upstreams: Vec<decl::Upstream>,
    /// Auths by name.
    pub auths: Vec<Auth>,
    /// Limits by name.
    pub limits: Vec<Limit>,
    /// Quotas by name.
    pub quotas: Vec<Quota>,
    /// Balances by name.
    pub balances: Vec<Balance>,
    /// Profiles by name.
    pub profiles: Vec<(Spanned<String>, Layer<Named>)>,
    /// The gateway's own layer.
    pub layer: Layer<Named>,
    /// Services by name, each with the defaults of its file.
    pub services: Vec<Service>,
    /// Endpoints in KrakenD's words, in the order of the files.
    pub krakend_endpoints: Vec<Spanned<serde_json::Value>>,
    /// Upstreams and auths that nothing refers to.
    pub unused: Unused,
}

/// A service with resolved names.
#[derive(Debug)]
pub struct Service {
    /// Name, prefixes and paths as written.
    pub decl: decl::Service,
    /// Its layer.
    pub layer: Layer<Named>,
    /// The defaults of its file.
    pub defaults: Layer<Named>,
    /// The upstream of each prefix that has its own; the inner `None` is one that could not be resolved.
    pub prefix_upstreams: Vec<Option<Assigned<Option<UpstreamId>>>>,
    /// The layers of its endpoints, by path and method.
    pub endpoints: Vec<Vec<Layer<Named>>>,
}

/// Resolves all names; nothing without a gateway.
pub fn resolve(decls: decl::Decls, out: &mut Diagnostics) -> Option<Resolved> {
    let mut gateway = decls.gateway?;
    let upstreams = sorted(std::mem::take(&mut gateway.upstreams), |u| &u.name.value);
    let mut auths = sorted(std::mem::take(&mut gateway.auths), |a| &a.name.value);
    let limits = sorted(std::mem::take(&mut gateway.limits), |l| &l.name.value);
    let quotas = sorted(std::mem::take(&mut gateway.quotas), |q| &q.name.value);
    let balances = sorted(std::mem::take(&mut gateway.balances), |b| &b.name.value);
    let mut profiles = sorted(std::mem::take(&mut gateway.profiles), |p| &p.0.value);
    reserved(auths.iter().map(|a| &a.name), "public", "an auth", out);
    reserved(limits.iter().map(|l| &l.name), "none", "a rate limit", out);
    reserved(quotas.iter().map(|q| &q.name), "none", "a quota", out);
    reserved(balances.iter().map(|b| &b.name), "none", "a balance", out);

    let unread = std::mem::take(&mut gateway.unread);
    let mut names = Names {
        unread: &unread,
        upstreams: index(upstreams.iter().map(|u| &u.name.value)),
        auths: index(auths.iter().map(|a| &a.name.value)),
        limits: index(limits.iter().map(|l| &l.name.value)),
        quotas: index(quotas.iter().map(|q| &q.name.value)),
        balances: index(balances.iter().map(|b| &b.name.value)),
        profiles: index(profiles.iter().map(|p| &p.0.value)),
        used: Used::default(),
        out,
    };
    let layer = names.layer(std::mem::take(&mut gateway.layer));
    let profile_layers: Vec<(Spanned<String>, Layer<Named>)> =
        profiles.drain(..).map(|(name, layer)| (name, names.layer(layer))).collect();
    let (mut services, mut krakend_endpoints, mut without_services) = (Vec::new(), Vec::new(), Vec::new());
    for file in decls.files {
        without_services.extend(file.defaults_span.filter(|_| file.services.is_empty()));
        krakend_endpoints.extend(file.krakend_endpoints);
        let defaults = names.layer(file.defaults);
        services.extend(file.services.into_iter().map(|service| names.service(service, &defaults)));
    }
    for attached in auths.iter_mut().filter_map(|auth| auth.rate_limit.as_mut()) {
        attached.id = names.limit(&attached.name.value, attached.name.span).flatten();
    }
    let mut used = names.used;
    if auths.iter().any(Auth::is_verified_key) {
        // A record of a key may name it.
        used.limits
            .extend(limits.iter().enumerate().filter(|(_, limit)| limit.is_of_a_key()).map(|(at, _)| at));
    }
    services.sort_by(|a, b| a.decl.name.value.cmp(&b.decl.name.value));
    duplicate_services(&services, out);
    let unused_upstreams =
        upstreams.iter().enumerate().filter(|(i, _)| !used.upstreams.contains(i)).map(|(_, u)| &u.name);
    let unused_auths =
        auths.iter().enumerate().filter(|(i, _)| !used.auths.contains(i)).map(|(_, a)| &a.name);
    let unused =
        Unused { upstreams: unused_upstreams.cloned().collect(), auths: unused_auths.cloned().collect() };
    let unused_limits =
        limits.iter().enumerate().filter(|(i, _)| !used.limits.contains(i)).map(|(_, l)| &l.name);
    let unused_profiles =
        profile_layers.iter().enumerate().filter(|(i, _)| !used.profiles.contains(i)).map(|(_, p)| &p.0);
    unused::report("rate limit", unused_limits, out);
    let unused_quotas =
        quotas.iter().enumerate().filter(|(i, _)| !used.quotas.contains(i)).map(|(_, q)| &q.name);
    unused::report("quota", unused_quotas, out);
    let unused_balances =
        balances.iter().enumerate().filter(|(i, _)| !used.balances.contains(i)).map(|(_, b)| &b.name);
    unused::report("balance", unused_balances, out);
    unused::report("profile", unused_profiles, out);
    out.extend(without_services.into_iter().map(unused::defaults));
    Some(Resolved {
        gateway,
        upstreams,
        auths,
        limits,
        quotas,
        balances,
        profiles: profile_layers,
        layer,
        services,
        krakend_endpoints,
        unused,
    })
}

fn sorted<T>(mut items: Vec<T>, name: impl Fn(&T) -> &String) -> Vec<T> {
    items.sort_by(|a, b| name(a).cmp(name(b)));
    // A name that is defined twice is a duplicate key, which the grammar check reports.
    items.dedup_by(|a, b| name(a) == name(b));
    items
}

fn index<'a>(names: impl Iterator<Item = &'a String>) -> BTreeMap<String, usize> {
    names.enumerate().map(|(i, name)| (name.clone(), i)).collect()
}

fn reserved<'a>(
    names: impl Iterator<Item = &'a Spanned<String>>,
    word: &str,
    what: &str,
    out: &mut Diagnostics,
) {
    for name in names.filter(|n| n.value == word) {
        out.push(
            codes::RESERVED_NAME
                .at(name.span, format!("`{word}` is a reserved name and cannot be the name of {what}"))
                .help("choose another name"),
        );
    }
}

fn duplicate_services(services: &[Service], out: &mut Diagnostics) {
    for pair in services.windows(2) {
        let [first, second] = pair else { continue };
        if first.decl.name.value == second.decl.name.value {
            out.push(
                codes::DUPLICATE_NAME
                    .at(second.decl.name.span, format!("duplicate service name `{}`", second.decl.name.value))
                    .label("defined again here")
                    .related(first.decl.name.span, "first defined here")
                    .help("rename one of them; two services may have the same prefix in `at`"),
            );
        }
    }
}

#[derive(Default)]
struct Used {
    upstreams: BTreeSet<usize>,
    auths: BTreeSet<usize>,
    limits: BTreeSet<usize>,
    quotas: BTreeSet<usize>,
    balances: BTreeSet<usize>,
    profiles: BTreeSet<usize>,
}

struct Names<'a> {
    unread: &'a Unread,
    upstreams: BTreeMap<String, usize>,
    auths: BTreeMap<String, usize>,
    limits: BTreeMap<String, usize>,
    quotas: BTreeMap<String, usize>,
    balances: BTreeMap<String, usize>,
    profiles: BTreeMap<String, usize>,
    used: Used,
    out: &'a mut Diagnostics,
}

impl Names<'_> {
    fn service(&mut self, mut service: decl::Service, defaults: &Layer<Named>) -> Service {
        let layer = self.layer(std::mem::take(&mut service.layer));
        let prefix_upstreams = service
            .at
            .iter()
            .map(|(_, upstream)| {
                let upstream = upstream.as_ref()?;
                let id = self.upstream(&upstream.value, upstream.span);
                Some(Assigned { value: id, span: upstream.span, merged_at: None })
            })
            .collect();
        let endpoints = service
            .paths
            .iter_mut()
            .map(|path| path.endpoints.iter_mut().map(|e| self.layer(std::mem::take(&mut e.layer))).collect())
            .collect();
        Service { decl: service, layer, defaults: defaults.clone(), prefix_upstreams, endpoints }
    }

    fn layer(&mut self, written: Layer<Written>) -> Layer<Named> {
        let set = [
            ("profile", written.profile.is_some()),
            ("upstream", written.upstream.is_some()),
            ("auth", written.auth.is_some()),
            ("rate_limit", written.rate_limit.is_some()),
            ("split", written.split.is_some()),
        ];
        let mut layer = Layer {
            profile: written.profile.and_then(|p| p.map_found(|name, at| self.profile(&name, at))),
            upstream: written.upstream.and_then(|u| u.map_found(|name, at| self.upstream(&name, at))),
            auth: written.auth.and_then(|a| a.map_found(|names, _| self.credential(&names))),
            rate_limit: written.rate_limit.and_then(|l| l.map_found(|name, at| self.limit(&name, at))),
            split: written.split.and_then(|s| s.map_found(|targets, _| self.split(targets))),
            values: written.values,
            in_error: written.in_error,
        };
        let found = [
            layer.profile.is_some(),
            layer.upstream.is_some(),
            layer.auth.is_some(),
            layer.rate_limit.is_some(),
            layer.split.is_some(),
        ];
        let lost = set.into_iter().zip(found).filter(|((_, is_set), is_found)| *is_set && !is_found);
        layer.in_error.keys.extend(lost.map(|((key, _), _)| key));
        self.policies(&mut layer);
        layer
    }

    /// Policies that are a name keep it; one that is not defined is reported, and the key is in error.
    fn policies(&mut self, layer: &mut Layer<Named>) {
        for (key, assigned) in &layer.values.policies {
            let (names, used, section, name) = match &assigned.value {
                Some(EndpointPolicy::Quota(name)) => {
                    (&self.quotas, &mut self.used.quotas, Section::Quotas, name)
                }
                Some(EndpointPolicy::Balance(name)) => {
                    (&self.balances, &mut self.used.balances, Section::Balances, name)
                }
                _ => continue,
            };
            match find(names, self.unread, name, assigned.span, section, self.out) {
                Some(found) => drop(used.insert(found)),
                None => layer.in_error.keys.push(key),
            }
        }
    }

    fn profile(&mut self, name: &str, span: Span) -> Option<usize> {
        let found = find(&self.profiles, self.unread, name, span, Section::Profiles, self.out)?;
        self.used.profiles.insert(found);
        Some(found)
    }

    fn upstream(&mut self, name: &str, span: Span) -> Option<UpstreamId> {
        let found = find(&self.upstreams, self.unread, name, span, Section::Upstreams, self.out)?;
        self.used.upstreams.insert(found);
        Some(UpstreamId(found as u32))
    }

    /// All of them; nothing if one is not defined.
    fn split(&mut self, targets: Option<WrittenSplit>) -> Option<Option<Arc<[SplitTarget]>>> {
        let Some(targets) = targets else { return Some(None) };
        let found: Vec<Option<SplitTarget>> = targets
            .into_iter()
            .map(|(name, by)| {
                let id = self.upstream(&name.value, name.span)?;
                Some(SplitTarget { upstream: Spanned::new(id, name.span), by: by.value })
            })
            .collect();
        found.into_iter().collect::<Option<Arc<[SplitTarget]>>>().map(Some)
    }

    fn limit(&mut self, name: &str, span: Span) -> Option<Option<LimitId>> {
        if name == "none" {
            return Some(None);
        }
        let found = find(&self.limits, self.unread, name, span, Section::RateLimits, self.out)?;
        self.used.limits.insert(found);
        Some(Some(LimitId(found as u32)))
    }

    fn credential(&mut self, names: &[Spanned<String>]) -> Option<Credential> {
        let mut ids = Vec::new();
        let mut is_public = false;
        for name in names {
            if name.value == "public" {
                is_public = true;
                continue;
            }
            let found = find(&self.auths, self.unread, &name.value, name.span, Section::Auth, self.out)?;
            self.used.auths.insert(found);
            let id = AuthId(found as u32);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        match (is_public, ids.is_empty()) {
            (true, true) => Some(Credential::Public),
            (true, false) => Some(Credential::Optional(ids)),
            (false, true) => None,
            (false, false) => Some(Credential::AnyOf(ids)),
        }
    }
}

/// The definition with a name. A name that may be defined in text with an error is not reported.
fn find(
    names: &BTreeMap<String, usize>,
    unread: &Unread,
    name: &str,
    span: Span,
    section: Section,
    out: &mut Diagnostics,
) -> Option<usize> {
    if let Some(found) = names.get(name) {
        return Some(*found);
    }
    if !unread.may_declare(section, name) {
        out.push(undefined(names, unread, name, span, section));
    }
    None
}

fn undefined(
    names: &BTreeMap<String, usize>,
    unread: &Unread,
    name: &str,
    span: Span,
    section: Section,
) -> Diagnostic {
    let in_error = unread.names.iter().filter(|(of, _)| *of == section).map(|(_, name)| name.as_str());
    let mut choices: Vec<&str> = names.keys().map(String::as_str).chain(in_error).collect();
    if section == Section::Auth {
        choices.push("public");
    }
    let near = suggest::nearest(name, choices.iter().copied());
    let finding = codes::UNDEFINED_NAME
        .at(span, format!("{} `{}` is not defined", section.thing(), suggest::shown(name)))
        .help(help(near, &choices, name, section));
    match near {
        // The name is in the file as it is: not from a variable, and without escapes.
        Some(near) if span.len() == name.len() || span.len() == name.len() + 2 => {
            let text = suggest::spelled(near, span.len() == name.len());
            finding.fix(format!("write `{near}`"), Applicability::Unsafe, vec![Edit { span, text }])
        }
        _ => finding,
    }
}

/// What to do about a name that is not defined. All names are defined in `gateway.yaml`.
fn help(near: Option<&str>, choices: &[&str], name: &str, section: Section) -> String {
    let place = format!("`{}` at the top level of `gateway.yaml`", section.key());
    match (near, choices) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("define `{}` under {place}", suggest::shown(name)),
        (None, ["public"]) => {
            format!("define `{}` under {place}; for a public endpoint, write `public`", suggest::shown(name))
        }
        (None, [one]) => {
            format!(
                "define `{}` under {place}, or use `{one}`, the only one that is defined",
                suggest::shown(name)
            )
        }
        (None, many) => {
            let many: Vec<String> = many.iter().take(12).map(|name| format!("`{name}`")).collect();
            format!("use one of {}, or define `{}` under {place}", many.join(", "), suggest::shown(name))
        }
    }
}
