//! `gwc init FOLDER`: a new gateway that builds.

use std::path::{Path, PathBuf};

use super::io::{Exit, Io};
use super::schema;

/// Create a gateway with an example service
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to create; it must not contain a gateway
    folder: PathBuf,
    /// Name of the gateway [default: the name of the folder]
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
        let _ = writeln!(
            io.err,
            "gwc: invalid gateway name `{name}`: {}; set another one with `--name`",
            fault.why
        );
        return Exit::Usage;
    }
    if let Some((taken, _)) = files.iter().find(|(file, _)| args.folder.join(file).exists()) {
        let _ = writeln!(io.err, "gwc: `{}` already exists", args.folder.join(taken).display());
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
            return io.fail(&format!("cannot write `{}`", path.display()), &error);
        }
    }
    let folder = args.folder.display();
    let _ = writeln!(
        io.out,
        "created a gateway in {folder}; edit {folder}/services.yaml, then run\n  gwc build {folder} -o dist/"
    );
    Exit::Clean
}

/// The name of a folder; `.` is the working folder.
fn folder_name(folder: &Path) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let here = || std::env::current_dir().ok().and_then(|here| name(&here));
    name(folder).or_else(here).unwrap_or_default()
}
