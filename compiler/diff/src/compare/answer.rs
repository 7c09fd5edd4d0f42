//! What answers, and what an upstream gets of a request.

use gwc_artifact::{FixedResponse, HeaderLine, Redirect, Scheme, Stream, Upstream, UpstreamHost};
use gwc_plan::{Answerer, Route};

use super::sides::Sides;
use super::{forward, timeouts};
use crate::difference::{Differences, apart, list};
use crate::kind::Kind;
use crate::side::Aspect;
use crate::url;
use crate::view::View;

pub(super) fn compare(sides: &Sides<'_, '_>, pair: (&Answerer, &Answerer), out: &mut Differences) {
    let places = sides.places(Aspect::Answer);
    let values = || (shown(pair.0, sides.before), shown(pair.1, sides.after));
    match pair {
        (Answerer::Upstream(before), Answerer::Upstream(after)) => routes(sides, (before, after), out),
        (Answerer::Upstream(_), _) => out.push(Kind::AnswersItself, values(), places),
        (_, Answerer::Upstream(_)) => out.push(Kind::AnsweredByUpstream, values(), places),
        (before, after) if before == after => {}
        _ => out.push(Kind::OwnResponseChanged, values(), places),
    }
}

/// What answers, in words.
pub(crate) fn shown(answerer: &Answerer, view: &View<'_>) -> String {
    match answerer {
        Answerer::Health => "the health of the upstreams".to_owned(),
        Answerer::NotImplemented => "501".to_owned(),
        Answerer::Fixed(fixed) => {
            let FixedResponse { status, headers, body } = &**fixed;
            let lines: Vec<String> =
                headers.iter().map(|HeaderLine { name, value }| format!("{name}: {value}")).collect();
            format!("{status} [{}] {body:?}", lines.join(", "))
        }
        Answerer::Redirect(to) => {
            let Redirect { status, origin, path } = &**to;
            format!("{status} to {origin}{}", url::shown(path, &view.endpoint.path))
        }
        Answerer::Upstream(route) => match view.upstream(&route.upstream) {
            Some((upstream, _)) => hosts_shown(upstream),
            None => route.upstream.clone(),
        },
    }
}

fn routes(sides: &Sides<'_, '_>, (before, after): (&Route, &Route), out: &mut Differences) {
    let Route { upstream, method, path, query, headers, timeouts, stream } = before;
    let Route {
        upstream: upstream_after,
        method: method_after,
        path: path_after,
        query: query_after,
        headers: headers_after,
        timeouts: timeouts_after,
        stream: stream_after,
    } = after;
    upstreams(sides, (upstream, upstream_after), out);
    let own = (sides.before.endpoint.method, sides.after.endpoint.method);
    // Between `HEAD` and `GET` of one endpoint the client's method is sent.
    let methods = (method.unwrap_or(own.0), method_after.unwrap_or(own.1));
    if method != method_after && methods.0 != methods.1 {
        let values = (methods.0.to_string(), methods.1.to_string());
        out.push(Kind::UpstreamMethodChanged, values, sides.places(Aspect::Answer));
    }
    let patterns = (&sides.before.endpoint.path, &sides.after.endpoint.path);
    let sent =
        (url::sent(path, patterns.0, sides.segments), url::sent(path_after, patterns.1, sides.segments));
    if sent.0 != sent.1 {
        let values = (url::shown(path, patterns.0), url::shown(path_after, patterns.1));
        out.push(Kind::UpstreamPathChanged, values, sides.places(Aspect::Answer));
    }
    forward::query((query, query_after), sides.places(Aspect::Query), out);
    forward::headers(sides, (headers, headers_after), out);
    timeouts::compare((timeouts, timeouts_after), sides.places(Aspect::Timeouts), out);
    if stream != stream_after {
        let values = (stream_shown(*stream), stream_shown(*stream_after));
        out.push(Kind::StreamChanged, values, sides.places(Aspect::Stream));
    }
}

fn stream_shown(stream: Stream) -> String {
    match stream {
        Stream::None => "no stream",
        Stream::Sse => "server-sent events",
        Stream::WebSocket => "a WebSocket",
    }
    .to_owned()
}

/// Upstreams by their hosts, whatever they are called.
fn upstreams(sides: &Sides<'_, '_>, names: (&str, &str), out: &mut Differences) {
    let (Some((before, place_before)), Some((after, place_after))) =
        (sides.before.upstream(names.0), sides.after.upstream(names.1))
    else {
        return;
    };
    let Upstream { name: _, hosts, accepts_keys, external, in_flight, options } = before;
    let Upstream {
        name: _,
        hosts: hosts_after,
        accepts_keys: accepts_keys_after,
        external: external_after,
        in_flight: in_flight_after,
        options: options_after,
    } = after;
    // The endpoint names its upstream; the upstream its hosts. The changed one of them is the place.
    let places = match names.0 == names.1 {
        true => (place_before, place_after),
        false => sides.places(Aspect::Answer),
    };
    let sorted = |hosts: &[UpstreamHost]| {
        let mut texts: Vec<String> = hosts.iter().map(host).collect();
        texts.sort();
        texts
    };
    let values = || (hosts_shown(before), hosts_shown(after));
    if sorted(hosts) != sorted(hosts_after) {
        let (_, new) = apart(hosts, hosts_after);
        let is_clear = |hosts: &[UpstreamHost]| hosts.iter().any(|host| host.scheme == Scheme::Http);
        let kind = match () {
            () if *external_after && (!external || !new.is_empty()) && leaves(hosts, &new, *external) => {
                Kind::UpstreamOutside
            }
            () if !is_clear(hosts) && is_clear(&new) => Kind::UpstreamCleartext,
            () => Kind::UpstreamChanged,
        };
        out.push(kind, values(), places);
    }
    if in_flight != in_flight_after {
        let shown = |limit: &Option<u64>| limit.map(|limit| format!("{limit} concurrent requests"));
        out.push(Kind::UpstreamInFlightChanged, (shown(in_flight), shown(in_flight_after)), places);
    }
    if options != options_after {
        let shown = (format!("{:?}", **options), format!("{:?}", **options_after));
        out.push(Kind::UpstreamChanged, shown, places);
    }
    let checks_keys = sides
        .before
        .checks()
        .iter()
        .chain(&sides.after.checks())
        .any(|check| matches!(check.kind, Some(gwc_artifact::AuthKind::ApiKey(_))));
    if accepts_keys != accepts_keys_after && checks_keys {
        let shown = |checks: bool| if checks { "checks keys" } else { "does not check keys" }.to_owned();
        out.push(Kind::KeyCheckChanged, (shown(*accepts_keys), shown(*accepts_keys_after)), places);
    }
}

/// Whether requests go outside that did not, or to somebody else outside.
fn leaves(before: &[UpstreamHost], new: &[UpstreamHost], was_external: bool) -> bool {
    !was_external || new.iter().any(|host| !before.iter().any(|known| known.host == host.host))
}

fn host(host: &UpstreamHost) -> String {
    let UpstreamHost { scheme, host, port } = host;
    format!("{}://{host}:{port}", scheme.as_str())
}

fn hosts_shown(upstream: &Upstream) -> String {
    let hosts: Vec<String> = upstream.hosts.iter().map(host).collect();
    list(hosts.iter().map(String::as_str))
}
