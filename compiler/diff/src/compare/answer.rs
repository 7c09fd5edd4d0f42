//! What answers, and what an upstream gets of a request.

use gwc_artifact::{FixedResponse, HeaderLine, Redirect, Stream};
use gwc_plan::{Answerer, Route};

use super::sides::Sides;
use super::{forward, split, timeouts, upstream};
use crate::difference::Differences;
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
        (Answerer::Redirect(before), Answerer::Redirect(after)) if leads_alike(sides, (before, after)) => {}
        (before, after) if before == after && !matches!(before, Answerer::Redirect(_)) => {}
        _ => out.push(Kind::OwnResponseChanged, values(), places),
    }
}

/// Whether two redirects lead to one place, however the paths that they are made of are written.
fn leads_alike(sides: &Sides<'_, '_>, (before, after): (&Redirect, &Redirect)) -> bool {
    let Redirect { status, origin, path } = before;
    let patterns = (&sides.before.endpoint.path, &sides.after.endpoint.path);
    *status == after.status
        && *origin == after.origin
        && url::sent(path, patterns.0, sides.segments) == url::sent(&after.path, patterns.1, sides.segments)
}

/// What answers, in words.
pub(crate) fn shown(answerer: &Answerer, view: &View<'_>) -> String {
    match answerer {
        Answerer::Health => "the health response of the gateway".to_owned(),
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
            Some((upstream, _)) => upstream::hosts_shown(&upstream.hosts),
            None => route.upstream.clone(),
        },
    }
}

fn routes(sides: &Sides<'_, '_>, (before, after): (&Route, &Route), out: &mut Differences) {
    let Route { upstream: name, method, path, query, headers, timeouts, stream } = before;
    let Route {
        upstream: name_after,
        method: method_after,
        path: path_after,
        query: query_after,
        headers: headers_after,
        timeouts: timeouts_after,
        stream: stream_after,
    } = after;
    upstream::compare(sides, (name, name_after), out);
    split::compare(sides, out);
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
