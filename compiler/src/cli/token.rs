//! `gwc token`: a credential for `gwc dev --echo`, on standard output.

use std::path::PathBuf;

use gwc_artifact::{Auth, AuthKind, Gateway};
use gwc_syntax::value::Target;
use serde_json::Value;

use super::dev::is_of_no_concern;
use super::dev_issuer::Accepted;
use super::inputs::{Inputs, default_path};
use super::io::{Exit, Io};
use super::serve;
use super::session::Session;
use crate::codes;

/// Print a token that `gwc dev --echo` accepts
///
/// The token is valid for eight hours. It has the issuer and an audience of the auth, a claim for each header that the
/// auth sets, and the roles, scopes and claims that the auth and its endpoints require. It is signed with a key that is
/// public: `gwr` and `gwc run` reject it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of a gateway [default: `.` if it is a gateway, else `routes`]
    #[arg(default_value = default_path(), hide_default_value = true)]
    path: PathBuf,
    /// Auth that accepts the token; with the name of an `api_key`, print a key [default: the only `jwt` of the gateway]
    #[arg(long, value_name = "NAME")]
    auth: Option<String>,
    /// Set a claim to a text or a JSON value, such as `sub=alice` or `roles=[]`; `null` removes it
    #[arg(long, value_name = "NAME=VALUE", value_parser = claim)]
    claim: Vec<(String, Value)>,
    /// Apply the overlay `overlays/NAME.yaml`
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let failed = |exit: Exit, message: String, io: &mut Io<'_>| {
        let _ = writeln!(io.err, "gwc: {message}");
        exit
    };
    let inputs = Inputs { only: Some(Target::Gwr), ..Inputs::one(&args.path, args.env.as_deref()) };
    let mut session = Session::new(&inputs, io);
    session.set_aside(|finding| finding.rule == &codes::LOCK_DIFFERS || is_of_no_concern(finding));
    let artifact = match serve::artifact(&session, &args.path) {
        Ok(artifact) => artifact,
        Err(reason) => {
            let hint = format!("{reason}; to see why, run `gwc check {}`", args.path.display());
            return failed(Exit::Findings, hint, io);
        }
    };
    match credential(artifact.gateway(), args) {
        Ok(credential) => match writeln!(io.out, "{credential}") {
            Ok(()) => Exit::Clean,
            Err(error) => io.fail("cannot write the token", &error),
        },
        Err(reason) => failed(Exit::Usage, reason, io),
    }
}

fn credential(gateway: &Gateway, args: &Args) -> Result<String, String> {
    let mut accepted = Accepted::by(gateway, auth(gateway, args.auth.as_deref())?);
    for (name, value) in &args.claim {
        accepted.set(name, value.clone())?;
    }
    accepted.text()
}

/// The auth of this name, else the only one that verifies tokens.
fn auth<'g>(gateway: &'g Gateway, name: Option<&str>) -> Result<&'g Auth, String> {
    let names = |auths: &[&Auth]| {
        let names: Vec<String> = auths.iter().map(|auth| format!("`{}`", auth.name)).collect();
        names.join(", ")
    };
    let all: Vec<&Auth> = gateway.auth.iter().collect();
    if let Some(name) = name {
        let found = all.iter().copied().find(|auth| *auth.name == *name);
        return found.ok_or_else(|| match all.is_empty() {
            true => format!("auth `{name}` is not defined in this gateway"),
            false => format!("auth `{name}` is not defined in this gateway, which has {}", names(&all)),
        });
    }
    let tokens: Vec<&Auth> =
        all.iter().copied().filter(|auth| matches!(auth.kind, AuthKind::Jwt(_))).collect();
    match tokens.as_slice() {
        [one] => Ok(one),
        [] => Err("no auth of this gateway verifies tokens".to_owned()),
        many => Err(format!("several auths verify tokens: {}; set `--auth`", names(many))),
    }
}

/// A claim, its value JSON if it can be.
fn claim(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("expected `NAME=VALUE`")?;
    if name.is_empty() {
        return Err("the name of the claim is empty".to_owned());
    }
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    Ok((name.to_owned(), value))
}
