//! `gwc init DIR`: a gateway that builds at once.

use std::path::PathBuf;

use super::{Exit, Io};

/// Start a gateway that builds at once
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to make; it must not hold a gateway already
    folder: PathBuf,
}

const GATEWAY: &str = include_str!("init/gateway.yaml");
const SERVICES: &str = include_str!("init/services.yaml");
const LOCK: &str = include_str!("init/endpoints.lock");

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let files = [("gateway.yaml", GATEWAY), ("services.yaml", SERVICES), ("endpoints.lock", LOCK)];
    let name = args.folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let valid = (crate::grammar::format::NAME.check)(&name).is_ok();
    if let Some((taken, _)) = files.iter().find(|(file, _)| args.folder.join(file).exists()) {
        let _ = writeln!(io.err, "gwc: `{}` exists already", args.folder.join(taken).display());
        return Exit::Usage;
    }
    for (file, text) in files {
        let text = if valid {
            text.replace("gateway: example", &format!("gateway: {name}"))
        } else {
            text.to_owned()
        };
        let written = std::fs::create_dir_all(&args.folder)
            .and_then(|()| crate::emit::replace_file(&args.folder.join(file), text.as_bytes()));
        if let Err(error) = written {
            return io.fail(&format!("`{}` can not be written", args.folder.join(file).display()), &error);
        }
    }
    let folder = args.folder.display();
    let _ = writeln!(
        io.out,
        "started a gateway in {folder}: look at {folder}/services.yaml, then run\n  gwc build {folder} -o dist/"
    );
    Exit::Clean
}
