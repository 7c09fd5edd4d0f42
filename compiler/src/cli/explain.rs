//! `gwc explain CODE` and `gwc rules`.

use super::{Exit, Io};
use crate::catalog;

/// Say what a rule looks for, why, and how to fix it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its code or name, as `GW101` or `duplicate-endpoint`
    rule: String,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "markdown", "json"])]
    format: String,
}

/// List all rules
#[derive(Debug, clap::Args)]
pub struct RulesArgs {
    /// How they are written
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

/// Runs `gwc explain`.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let Some(rule) = catalog::find(&args.rule) else {
        let near = catalog::suggest(&args.rule).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        let _ = writeln!(io.err, "gwc: no rule is called `{}`{near}", args.rule);
        return Exit::Usage;
    };
    let text = match &*args.format {
        "markdown" => catalog::markdown(rule),
        "json" => serde_json::to_string_pretty(&catalog::explain_json(rule)).unwrap_or_default(),
        _ => catalog::explain(rule),
    };
    print(text.trim_end(), io)
}

/// Runs `gwc rules`.
pub fn rules(args: &RulesArgs, io: &mut Io<'_>) -> Exit {
    let text = match &*args.format {
        "json" => serde_json::to_string_pretty(&catalog::list_json()).unwrap_or_default(),
        _ => catalog::list_text(),
    };
    print(text.trim_end(), io)
}

fn print(text: &str, io: &mut Io<'_>) -> Exit {
    match writeln!(io.out, "{text}") {
        Ok(()) => Exit::Clean,
        Err(error) => io.fail("the text can not be written", &error),
    }
}
