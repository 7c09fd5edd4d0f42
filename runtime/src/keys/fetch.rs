//! One document of an issuer: `GET`, no redirect, bounded in size and time.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::header::{ACCEPT, HOST};
use hyper::http::uri::Authority;
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// How long an attempt may take.
const LONGEST: Duration = Duration::from_secs(10);
/// How many bytes a document may have.
const LARGEST: usize = 256 * 1024;

/// Whether this build can fetch from such an address at all.
pub(crate) fn can_fetch(url: &str) -> bool {
    cfg!(feature = "tls") || !url.starts_with("https://")
}

/// The document at an address. Redirects are not followed: a redirect would let another server choose the keys.
///
/// # Errors
/// What went wrong, in words for an operator.
pub(super) async fn document(url: &str) -> Result<Vec<u8>, String> {
    match tokio::time::timeout(LONGEST, get(url)).await {
        Ok(document) => document,
        Err(_) => Err(format!("no complete response within {} s", LONGEST.as_secs())),
    }
}

async fn get(url: &str) -> Result<Vec<u8>, String> {
    let url: Uri = url.parse().map_err(|error| format!("not an address: {error}"))?;
    let authority = url.authority().ok_or("the address has no host")?;
    match url.scheme_str() {
        Some("http") => {
            let stream = connect(authority, 80).await?;
            request(stream, &url, authority).await
        }
        Some("https") => {
            let stream = connect(authority, 443).await?;
            tls(stream, &url, authority).await
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
async fn tls(stream: TcpStream, url: &Uri, authority: &Authority) -> Result<Vec<u8>, String> {
    let stream = crate::tls::connect(stream, authority.host()).await?;
    request(stream, url, authority).await
}

#[cfg(not(feature = "tls"))]
async fn tls(_: TcpStream, _: &Uri, _: &Authority) -> Result<Vec<u8>, String> {
    Err("this build has no TLS".to_owned())
}

async fn request<S>(stream: S, url: &Uri, authority: &Authority) -> Result<Vec<u8>, String>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let failed = |error: hyper::Error| format!("invalid response: {error}");
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let connection = tokio::task::spawn_local(connection);
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::get(path)
        .header(HOST, authority.as_str().rsplit('@').next().unwrap_or_default())
        .header(ACCEPT, "application/jwk-set+json, application/json")
        .body(Empty::<Bytes>::new())
        .map_err(|error| format!("not an address: {error}"))?;
    let response = sender.send_request(request).await.map_err(failed)?;
    if response.status() != StatusCode::OK {
        return Err(format!("the response is {}", response.status()));
    }
    let body = Limited::new(response.into_body(), LARGEST).collect().await;
    connection.abort();
    Ok(body
        .map_err(|error| format!("no complete response of at most {LARGEST} bytes: {error}"))?
        .to_bytes()
        .to_vec())
}
