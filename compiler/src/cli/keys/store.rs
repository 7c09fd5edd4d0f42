//! `gwc keys store`: the records of a file as commands for the store.

use std::path::PathBuf;

use super::file::KeysFile;
use crate::cli::io::{Exit, Io};

/// Print the commands for `redis-cli` that put the records of a file into the store of a gateway
///
/// For `api_key: { verify: store }`. To revoke a key, revoke it in the file and run the commands again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// File of the records
    file: PathBuf,
    /// Name of the gateway: `gateway` in `gateway.yaml`
    #[arg(long, value_name = "NAME")]
    gateway: String,
}

/// Runs the command.
///
/// # Errors
/// If the file cannot be read, or the name is not one of a gateway.
pub(super) fn run(args: &Args, io: &mut Io<'_>) -> Result<(), (Exit, String)> {
    let format = &crate::grammar::format::NAME;
    (format.check)(&args.gateway).map_err(|fault| {
        (Exit::Usage, format!("`{}` is not the name of a gateway: {}", args.gateway, fault.why))
    })?;
    for (hash, record) in KeysFile::read(&args.file, false)?.records() {
        writeln!(io.out, "{}", command(&args.gateway, &hash, record))
            .map_err(|error| (Exit::Failed, format!("cannot write the commands: {error}")))?;
    }
    Ok(())
}

/// One command. The record is in single quotes, where `redis-cli` takes everything but `'` as it is; in JSON an apostrophe
/// is part of a text, which may have it as an escape.
fn command(gateway: &str, hash: &str, record: &str) -> String {
    format!("SET gwr:{gateway}:key:{hash} '{}'", record.replace('\'', r"\u0027"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apostrophe_does_not_end_the_record() {
        let command = command("shop", "00", r#"{"owner":"o'neill"}"#);
        assert_eq!(command, r#"SET gwr:shop:key:00 '{"owner":"o\u0027neill"}'"#);
    }
}
