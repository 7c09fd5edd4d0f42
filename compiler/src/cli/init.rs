//! `gwc init DIR`: a gateway that builds at once.

use std::path::{Path, PathBuf};

use super::io::{Exit, Io};
use super::schema;

/// Start a gateway that builds at once
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to make; it must not hold a gateway already
    folder: PathBuf,
    /// The gateway's name; the folder's when absent
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

const GATEWAY: &str = include_str!("init/gateway.yaml");
const SERVICES: &str = include_str!("init/services.yaml");
const LOCK: &str = include_str!("init/endpoints.lock");

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let files = [("gateway.yaml", GATEWAY), ("services.yaml", SERVICES), ("endpoints.lock", LOCK)];
    let name = args.name.clone().unwrap_or_else(|| folder_name(&args.folder));
    if let Err(fault) = (crate::grammar::format::NAME.check)(&name) {
        let _ =
            writeln!(io.err, "gwc: the gateway cannot be called `{name}`: {}; give it a `--name`", fault.why);
        return Exit::Usage;
    }
    if let Some((taken, _)) = files.iter().find(|(file, _)| args.folder.join(file).exists()) {
        let _ = writeln!(io.err, "gwc: `{}` exists already", args.folder.join(taken).display());
        return Exit::Usage;
    }
    let named = |text: &str| text.replace("gateway: example", &format!("gateway: {name}"));
    let texts = files.into_iter().map(|(file, text)| (file.to_owned(), named(text)));
    // Editors read them: the first line of each route file names one.
    let schemas = schema::files().into_iter().filter(|(file, _)| *file != "diagnostics.schema.json");
    for (file, text) in texts.chain(schemas.map(|(file, text)| (format!(".schemas/{file}"), text))) {
        let path = args.folder.join(file);
        let folder = path.parent().unwrap_or(&args.folder);
        let written =
            std::fs::create_dir_all(folder).and_then(|()| crate::emit::replace_file(&path, text.as_bytes()));
        if let Err(error) = written {
            return io.fail(&format!("`{}` cannot be written", path.display()), &error);
        }
    }
    let folder = args.folder.display();
    let _ = writeln!(
        io.out,
        "started a gateway in {folder}: look at {folder}/services.yaml, then run\n  gwc build {folder} -o dist/"
    );
    Exit::Clean
}

/// The name of a folder; `.` is the working folder.
fn folder_name(folder: &Path) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let here = || std::env::current_dir().ok().and_then(|here| name(&here));
    name(folder).or_else(here).unwrap_or_default()
}
