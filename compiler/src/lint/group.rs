//! One finding for one cause: endpoints that were expanded from the same authored text.

use std::collections::BTreeMap;

use super::Context;
use crate::model::{Endpoint, Field, OriginId, Source, Via};
use gwc_syntax::diagnostic::{Diagnostic, Rule};
use gwc_syntax::source::Span;

/// Endpoints with one cause, and its place.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    /// The authored place.
    pub(crate) span: Span,
    /// The endpoints, in the gateway's order.
    pub(crate) endpoints: Vec<&'a Endpoint>,
}

impl<'a> Group<'a> {
    /// A finding at the place of the group, keyed by its first endpoint.
    pub(crate) fn at(&self, rule: &'static Rule, message: String) -> Diagnostic {
        rule.at(self.span, message).route(self.endpoints[0].key())
    }
}

impl<'a> Context<'a> {
    /// Endpoints by the place that causes the finding.
    pub(crate) fn groups(&self, hits: impl IntoIterator<Item = (Span, &'a Endpoint)>) -> Vec<Group<'a>> {
        let mut groups: BTreeMap<Span, Vec<&'a Endpoint>> = BTreeMap::new();
        for (span, endpoint) in hits {
            groups.entry(span).or_default().push(endpoint);
        }
        groups.into_iter().map(|(span, endpoints)| Group { span, endpoints }).collect()
    }

    /// Reports a defect of many endpoints: one finding per endpoint for a KrakenD configuration, which people see as one
    /// with the message for all; one finding per place for route files.
    pub(crate) fn crowd(
        &self,
        rule: &'static Rule,
        hits: Vec<(Span, &'a Endpoint)>,
        message: impl Fn(&[&Endpoint]) -> String,
        of_one: impl Fn(&Endpoint) -> String,
    ) -> Vec<Diagnostic> {
        let groups = self.groups(hits);
        if self.gateway.source == Source::Routes {
            return groups.iter().map(|group| group.at(rule, message(&group.endpoints))).collect();
        }
        if groups.is_empty() {
            return Vec::new();
        }
        let hits: Vec<(Span, &Endpoint)> =
            groups.iter().flat_map(|g| g.endpoints.iter().map(|e| (g.span, *e))).collect();
        let all: Vec<&Endpoint> = hits.iter().map(|(_, endpoint)| *endpoint).collect();
        let together = message(&all);
        let finding = |(span, endpoint): (Span, &Endpoint)| {
            let finding = rule.at(span, of_one(endpoint)).route(endpoint.key());
            Diagnostic { together: Some(together.clone()), ..finding }
        };
        hits.into_iter().map(finding).collect()
    }

    /// The place to report for a value of an endpoint: where it is written. For a value of the gateway or a default,
    /// the place is the profile of the endpoint or the endpoint, because it is missing there.
    pub(crate) fn blame<T>(&self, endpoint: &Endpoint, field: &Field<T>) -> Span {
        let origin = self.gateway.origin(field.origin);
        let inherited = origin.used_at.iter().any(|s| matches!(s.via, Via::Gateway | Via::BuiltIn));
        match inherited && self.gateway.source == Source::Routes {
            true => self.missing(endpoint),
            false => origin.written,
        }
    }

    /// The place to report for a missing value: the profile of the endpoint, or else the endpoint itself.
    pub(crate) fn missing(&self, endpoint: &Endpoint) -> Span {
        self.profile(endpoint).unwrap_or_else(|| self.gateway.span(endpoint.origin))
    }

    /// Where the profile is declared that gave the endpoint any of its values.
    fn profile(&self, endpoint: &Endpoint) -> Option<Span> {
        let limit = endpoint.limit.map(|limit| limit.origin);
        let origins = [
            Some(endpoint.credential.origin),
            Some(endpoint.timeouts.origin),
            limit,
            Some(endpoint.stream.origin),
            Some(endpoint.forward.headers.origin),
            Some(endpoint.forward.query.origin),
        ];
        origins.into_iter().flatten().find_map(|id| self.profile_step(id))
    }

    fn profile_step(&self, id: OriginId) -> Option<Span> {
        let steps = &self.gateway.origin(id).used_at;
        steps.iter().find(|step| step.via == Via::Profile).map(|step| step.span)
    }
}
