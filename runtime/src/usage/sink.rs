//! Where records are written: standard output, a file, or a service.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use gwc_artifact::{Secret, UsageSink};
use tokio::runtime::{Builder, LocalOptions};

use crate::log_file::LogFile;
use crate::outbound::{self, Ask};
use crate::secret;

/// How long a service may take for some records.
const LONGEST: Duration = Duration::from_secs(5);
/// How many bytes its response may have.
const LARGEST: usize = 64 * 1024;

/// A place for records.
#[derive(Debug)]
pub(super) enum Sink {
    Stdout,
    File(LogFile),
    Http { url: String, token: Option<Secret> },
}

impl Sink {
    /// Opens it.
    ///
    /// # Errors
    /// If the file cannot be opened for appending.
    pub(super) fn open(to: &UsageSink) -> io::Result<Sink> {
        Ok(match to {
            UsageSink::Stdout => Sink::Stdout,
            UsageSink::File(path) => Sink::File(LogFile::open(Path::new(path))?),
            UsageSink::Http { url, token } => Sink::Http { url: url.clone(), token: token.clone() },
        })
    }

    /// Writes lines, all of them or none; to the file that has the name at the moment.
    ///
    /// # Errors
    /// What went wrong, in words for an operator.
    pub(super) fn write(&mut self, lines: &str) -> Result<(), String> {
        match self {
            Sink::Stdout => {
                let mut out = io::stdout().lock();
                out.write_all(lines.as_bytes()).and_then(|()| out.flush()).map_err(|error| error.to_string())
            }
            Sink::File(file) => {
                file.follow();
                file.write_all(lines.as_bytes()).map_err(|error| error.to_string())
            }
            Sink::Http { url, token } => send(url, token.as_ref(), lines),
        }
    }
}

/// Sends lines to a service: any 2xx takes them.
fn send(url: &str, token: Option<&Secret>, lines: &str) -> Result<(), String> {
    let token = token.map(secret::read).transpose()?;
    // Once in a while, and for a thread that has nothing else to do: a runtime of its own costs little.
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
    let runtime = runtime.map_err(|error| error.to_string())?;
    let ask = Ask {
        url,
        accept: "*/*",
        authorization: token.map(|token| format!("Bearer {token}")),
        body: Some(("application/x-ndjson", Bytes::copy_from_slice(lines.as_bytes()))),
        longest: LONGEST,
        largest: LARGEST,
    };
    match runtime.block_on(outbound::ask(ask))? {
        (200..=299, _) => Ok(()),
        (status, _) => Err(format!("the response is {status}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_record_after_a_rotation_is_in_a_new_file() {
        let place = tempfile::tempdir().unwrap();
        let (path, old) = (place.path().join("usage"), place.path().join("usage.1"));
        let mut sink = Sink::open(&UsageSink::File(path.to_str().unwrap().to_owned())).unwrap();
        sink.write("one\n").unwrap();
        std::fs::rename(&path, &old).unwrap();
        sink.write("two\n").unwrap();
        assert_eq!(std::fs::read_to_string(&old).unwrap(), "one\n");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two\n");
    }
}
