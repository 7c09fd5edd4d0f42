//! `gwr probe URL`: a health check for containers without a shell and without other programs.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// A status line is short; what is longer is no HTTP server.
const LONGEST_LINE: u64 = 1024;

/// Request a URL and succeed if the response is 2xx or 3xx
///
/// For health checks of containers: the image of `gwr` contains no other program.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to request, such as http://127.0.0.1:8080/__health
    url: String,
    /// Seconds until the response must begin
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

/// Requests the URL.
///
/// # Errors
/// What is wrong, as a message.
pub(crate) fn run(args: &Args) -> Result<(), String> {
    let (authority, path) = parse(&args.url)?;
    let status = status(authority, path, Duration::from_secs(args.timeout))
        .map_err(|error| format!("no response from `{}`: {error}", args.url))?;
    match status {
        200..=399 => Ok(()),
        _ => Err(format!("`{}` returned {status}", args.url)),
    }
}

/// The authority and the path of a URL.
fn parse(url: &str) -> Result<(&str, &str), String> {
    let expected = || format!("expected a URL such as `http://127.0.0.1:8080/__health`, found `{url}`");
    let rest = url.strip_prefix("http://").ok_or_else(expected)?;
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let is_plain = !authority.is_empty() && url.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain && !path.starts_with('?') { Ok((authority, path)) } else { Err(expected()) }
}

fn status(authority: &str, path: &str, timeout: Duration) -> io::Result<u16> {
    let is_port_set = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let with_port = if is_port_set { authority.to_owned() } else { format!("{authority}:80") };
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    for address in with_port.to_socket_addrs()? {
        let connected = TcpStream::connect_timeout(&address, timeout);
        match connected.and_then(|stream| ask(stream, authority, path, timeout)) {
            Ok(status) => return Ok(status),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn ask(mut stream: TcpStream, authority: &str, path: &str, timeout: Duration) -> io::Result<u16> {
    stream.set_read_timeout(Some(timeout))?;
    stream.set_write_timeout(Some(timeout))?;
    let path = if path.is_empty() { "/" } else { path };
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: gwr-probe\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream.take(LONGEST_LINE)).read_line(&mut line)?;
    let status =
        line.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)).and_then(|code| code.parse().ok());
    status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the response is not HTTP"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_http_urls_are_read() {
        for (url, expected) in [
            ("http://127.0.0.1:8080/__health", ("127.0.0.1:8080", "/__health")),
            ("http://[::1]:9090/readyz?x=1", ("[::1]:9090", "/readyz?x=1")),
            ("http://localhost", ("localhost", "")),
        ] {
            assert_eq!(parse(url), Ok(expected), "{url}");
        }
        for url in
            ["", "https://a/", "127.0.0.1:8080", "http://", "http:///x", "http://a/b c", "http://a/\r\nX: y"]
        {
            assert!(parse(url).is_err(), "{url}");
        }
    }
}
