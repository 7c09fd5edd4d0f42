//! `gwc keys`: the file of API keys that `gwr` verifies.

mod file;
mod store;

use std::io::Read;
use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::io::{Exit, Io};
use file::KeysFile;

/// Add, hash and revoke API keys for `api_key: { verify: ... }`
///
/// The file has the SHA-256 of each key, never a key. `gwr` reads it again when it changes.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(New),
    /// Print the SHA-256 of a key that is read from standard input, as a record has it
    Hash,
    Revoke(Revoke),
    Store(store::Args),
}

/// Make a key, add its record to the file, and print the key once on standard output
#[derive(Debug, clap::Args)]
struct New {
    /// File of the records, which is made if it does not exist
    file: PathBuf,
    /// Beginning of the key: one of the `prefixes` of the auth
    #[arg(long, value_name = "PREFIX", value_parser = prefix)]
    prefix: String,
    /// Name of the key for logs and for `gwc keys revoke` [default: a random one]
    #[arg(long)]
    id: Option<String>,
    /// User that the key belongs to
    #[arg(long)]
    owner: Option<String>,
    /// Organisation that the key belongs to
    #[arg(long)]
    org: Option<String>,
    /// Role of the key; repeatable
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// Rate limit of the gateway that the key has for itself
    #[arg(long, value_name = "NAME")]
    limits: Option<String>,
    /// Time in UTC from which on the key is rejected, such as `2027-01-31T00:00:00Z`
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
}

/// Mark the key with this id as revoked
#[derive(Debug, clap::Args)]
struct Revoke {
    /// File of the records
    file: PathBuf,
    /// Name of the key
    id: String,
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let done = match &args.command {
        Command::New(args) => new(args, io),
        Command::Hash => hash(io),
        Command::Revoke(args) => revoke(args, io),
        Command::Store(args) => store::run(args, io),
    };
    match done {
        Ok(()) => Exit::Clean,
        Err((exit, message)) => {
            let _ = writeln!(io.err, "gwc: {message}");
            exit
        }
    }
}

/// How a command failed, and what is printed.
type Failed = (Exit, String);

fn new(args: &New, io: &mut Io<'_>) -> Result<(), Failed> {
    let random = |prefix: &str| {
        gwc_token::random_key(prefix)
            .map_err(|_| (Exit::Failed, "the system has no random numbers".to_owned()))
    };
    let key = random(&args.prefix)?;
    let id = match &args.id {
        Some(id) => id.clone(),
        None => random("key-")?.chars().take("key-".len() + 8).collect(),
    };
    let mut record = Map::new();
    record.insert("id".to_owned(), json!(id));
    record.insert("hash".to_owned(), json!(hexadecimal(&key)));
    let texts =
        [("owner", &args.owner), ("org", &args.org), ("limits", &args.limits), ("expires", &args.expires)];
    for (name, text) in texts {
        record.extend(text.as_ref().map(|text| (name.to_owned(), json!(text))));
    }
    if !args.role.is_empty() {
        record.insert("roles".to_owned(), json!(args.role));
    }
    let mut file = KeysFile::read(&args.file, true)?;
    file.add(&Value::Object(record))?;
    file.write()?;
    // The one place where the key is.
    writeln!(io.out, "{key}").map_err(|error| (Exit::Failed, format!("cannot write the key: {error}")))?;
    let _ = writeln!(
        io.err,
        "added `{id}` to `{}`; the key is printed once and stored nowhere",
        args.file.display()
    );
    Ok(())
}

/// Reads a key from standard input: the arguments of a process are visible to others.
fn hash(io: &mut Io<'_>) -> Result<(), Failed> {
    let mut key = String::new();
    let read = std::io::stdin().take(4096).read_to_string(&mut key);
    read.map_err(|error| (Exit::Failed, format!("cannot read the key from standard input: {error}")))?;
    let key = key.trim();
    if key.is_empty() {
        return Err((Exit::Usage, "standard input has no key".to_owned()));
    }
    writeln!(io.out, "{}", hexadecimal(key))
        .map_err(|error| (Exit::Failed, format!("cannot write the hash: {error}")))
}

fn revoke(args: &Revoke, io: &mut Io<'_>) -> Result<(), Failed> {
    let mut file = KeysFile::read(&args.file, false)?;
    file.revoke(&args.id)?;
    file.write()?;
    let _ = writeln!(io.err, "revoked `{}`", args.id);
    Ok(())
}

fn hexadecimal(key: &str) -> String {
    gwc_token::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The beginning of a key, as the language has it.
fn prefix(text: &str) -> Result<String, String> {
    let format = &crate::grammar::format::KEY_PREFIX;
    (format.check)(text).map(|()| text.to_owned()).map_err(|fault| fault.why)
}
