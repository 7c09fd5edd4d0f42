//! One request of the gateway itself to a service: no redirect, bounded in size and time.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap};
use hyper::http::uri::Authority;
use hyper::{Method, Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// A request.
pub(crate) struct Ask<'a> {
    pub(crate) url: &'a str,
    pub(crate) accept: &'static str,
    /// The value of `Authorization`.
    pub(crate) authorization: Option<String>,
    /// The type and the bytes of a body: it makes the request a `POST`.
    pub(crate) body: Option<(&'static str, Bytes)>,
    /// How long all of it may take.
    pub(crate) longest: Duration,
    /// How many bytes the response may have; with 0, only its head is read.
    pub(crate) largest: usize,
}

/// Whether this build can reach such an address at all.
pub(crate) fn can_reach(url: &str) -> bool {
    cfg!(feature = "tls") || !url.starts_with("https://")
}

/// The status and the body of the response. Redirects are not followed: a redirect would let another server answer.
///
/// # Errors
/// What went wrong, in words for an operator.
pub(crate) async fn ask(ask: Ask<'_>) -> Result<(u16, Vec<u8>), String> {
    let response = answer(ask, HeaderMap::new()).await?;
    Ok((response.status().as_u16(), response.into_body().to_vec()))
}

/// The whole response to a request that has these headers besides.
///
/// # Errors
/// As for [`ask`].
pub(crate) async fn answer(ask: Ask<'_>, headers: HeaderMap) -> Result<Response<Bytes>, String> {
    let longest = ask.longest;
    match tokio::time::timeout(longest, send(ask, headers)).await {
        Ok(answer) => answer,
        Err(_) => Err(format!("no complete response within {longest:?}")),
    }
}

async fn send(ask: Ask<'_>, headers: HeaderMap) -> Result<Response<Bytes>, String> {
    let url: Uri = ask.url.parse().map_err(|error| format!("not an address: {error}"))?;
    let authority = url.authority().ok_or("the address has no host")?;
    match url.scheme_str() {
        Some("http") => {
            let stream = connect(authority, 80).await?;
            request(stream, &url, authority, (ask, headers)).await
        }
        Some("https") => {
            let stream = connect(authority, 443).await?;
            tls(stream, &url, authority, (ask, headers)).await
        }
        _ => Err("the address begins with neither `https://` nor `http://`".to_owned()),
    }
}

async fn connect(authority: &Authority, default_port: u16) -> Result<TcpStream, String> {
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let port = authority.port_u16().unwrap_or(default_port);
    TcpStream::connect((host, port)).await.map_err(|error| format!("no connection: {error}"))
}

#[cfg(feature = "tls")]
async fn tls(
    stream: TcpStream,
    url: &Uri,
    authority: &Authority,
    ask: (Ask<'_>, HeaderMap),
) -> Result<Response<Bytes>, String> {
    let stream = crate::tls::connect(stream, authority.host()).await?;
    request(stream, url, authority, ask).await
}

#[cfg(not(feature = "tls"))]
async fn tls(
    _: TcpStream,
    _: &Uri,
    _: &Authority,
    _: (Ask<'_>, HeaderMap),
) -> Result<Response<Bytes>, String> {
    Err("this build has no TLS".to_owned())
}

async fn request<S>(
    stream: S,
    url: &Uri,
    authority: &Authority,
    (ask, headers): (Ask<'_>, HeaderMap),
) -> Result<Response<Bytes>, String>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let failed = |error: hyper::Error| format!("invalid response: {error}");
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let connection = AbortOnDrop(tokio::task::spawn_local(connection));
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::builder()
        .method(if ask.body.is_some() { Method::POST } else { Method::GET })
        .uri(path)
        .header(HOST, authority.as_str().rsplit('@').next().unwrap_or_default())
        .header(ACCEPT, ask.accept);
    if let Some(authorization) = ask.authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    let (content_type, body) = ask.body.unwrap_or_default();
    if !content_type.is_empty() {
        request = request.header(CONTENT_TYPE, content_type);
    }
    let mut request = request.body(Full::new(body)).map_err(|_| "the request cannot be made".to_owned())?;
    request.headers_mut().extend(headers);
    let (head, body) = sender.send_request(request).await.map_err(failed)?.into_parts();
    if ask.largest == 0 {
        return Ok(Response::from_parts(head, Bytes::new()));
    }
    let body = Limited::new(body, ask.largest).collect().await;
    drop(connection);
    let largest = ask.largest;
    let body = body.map_err(|error| format!("no complete response of at most {largest} bytes: {error}"))?;
    Ok(Response::from_parts(head, body.to_bytes()))
}

/// A connection that ends with the request, also with one that is given up.
struct AbortOnDrop(tokio::task::JoinHandle<hyper::Result<()>>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
