//! `gwc explain CODE`, `gwc explain key NAME` and `gwc rules`.

mod key;
mod option;

use super::io::{Exit, Io};
use crate::{catalog, changes, rules};

/// Explain a rule, a kind of change or a key
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Code or name of a rule (`GW101`, `duplicate-endpoint`) or of a change (`GW804`), or name of a key (`timeout`, or `key timeout`)
    #[arg(required = true, num_args = 1..=2, value_name = "RULE|KEY")]
    what: Vec<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "markdown", "json"])]
    format: String,
}

/// List all rules
#[derive(Debug, clap::Args)]
pub struct RulesArgs {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

/// Runs `gwc explain`.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let name = match args.what.as_slice() {
        [key, name] if key == "key" => return explain_key(name, io),
        [name] => name,
        _ => {
            let _ = writeln!(io.err, "gwc: expected a rule, or `key` and the name of a key");
            return Exit::Usage;
        }
    };
    if let Some(kind) = changes::find(name) {
        let text = match &*args.format {
            "markdown" => changes::markdown(kind),
            "json" => serde_json::to_string_pretty(&changes::json(kind)).unwrap_or_default(),
            _ => changes::explain(kind),
        };
        return print(text.trim_end(), io);
    }
    let Some(rule) = rules::catalog().find(name) else { return explain_key(name, io) };
    let text = match &*args.format {
        "markdown" => catalog::markdown(rule),
        "json" => serde_json::to_string_pretty(&catalog::explain_json(rule)).unwrap_or_default(),
        _ => catalog::explain(rule),
    };
    if rules::catalog().retired(name).is_some() {
        let _ = writeln!(io.err, "gwc: rule `{name}` was replaced by `{}`", rule.title());
    }
    print(text.trim_end(), io)
}

fn explain_key(name: &str, io: &mut Io<'_>) -> Exit {
    match key::explain(name).or_else(|| option::explain(name)) {
        Some(text) => print(text.trim_end(), io),
        None => {
            let near = nearest(name).map(|n| format!("did you mean `{n}`?"));
            let near = near.unwrap_or_else(|| "`gwc rules` lists the rules".to_owned());
            let _ = writeln!(io.err, "gwc: unknown rule or key `{name}`; {near}");
            Exit::Usage
        }
    }
}

/// The rule or key with the most similar name. A wrong code is similar to many, so codes have no suggestion.
fn nearest(name: &str) -> Option<&'static str> {
    let code = name.to_ascii_uppercase();
    let is_code = code.strip_prefix("GW").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let names =
        rules::catalog().rules().iter().map(|rule| rule.name).chain(key::names()).chain(option::names());
    gwc_syntax::suggest::nearest(name, names).filter(|_| !is_code)
}

/// Runs `gwc rules`.
pub fn list(args: &RulesArgs, io: &mut Io<'_>) -> Exit {
    let text = match &*args.format {
        "json" => serde_json::to_string_pretty(&catalog::list_json(rules::catalog())).unwrap_or_default(),
        _ => catalog::list_text(rules::catalog()),
    };
    print(text.trim_end(), io)
}

fn print(text: &str, io: &mut Io<'_>) -> Exit {
    match writeln!(io.out, "{text}") {
        Ok(()) => Exit::Clean,
        Err(error) => io.fail("cannot write the text", &error),
    }
}
