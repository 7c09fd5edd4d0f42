//! Files of a commit.

use std::fs;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Copies the files of a commit at a path to a folder, and returns their new path. Nothing if the commit has none.
pub(in crate::cli) fn checkout(rev: &str, path: &Path, to: &Path) -> Result<Option<PathBuf>, String> {
    let here = match path.is_dir() {
        true => path,
        false => path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")),
    };
    if !here.is_dir() {
        // That it is not there today either is reported where today's state is read.
        return Ok(None);
    }
    let git = Git { here };
    let commit = git.commit(rev)?;
    let only = path.file_name().filter(|_| !path.is_dir()).map(|name| name.to_string_lossy().into_owned());
    let mut blobs = git.blobs(&commit)?;
    blobs.retain(|blob| only.as_ref().is_none_or(|only| *only == blob.name));
    git.copy(&blobs, to)?;
    let result = only.map_or_else(|| to.to_owned(), |name| to.join(name));
    Ok(Some(result).filter(|path| path.exists()))
}

/// A file of a commit.
struct Blob {
    id: String,
    /// Its path below the folder that git runs in.
    name: String,
}

impl Blob {
    /// Reads `MODE TYPE ID<tab>NAME`. A submodule has no file.
    fn of(entry: &[u8]) -> Option<Self> {
        let entry = String::from_utf8_lossy(entry);
        let (about, name) = entry.split_once('\t')?;
        let id = about.split_once(" blob ")?.1;
        Some(Self { id: id.to_owned(), name: name.to_owned() })
    }
}

/// Git in a folder.
struct Git<'a> {
    here: &'a Path,
}

impl Git<'_> {
    /// The files of a commit at or below the folder.
    fn blobs(&self, commit: &str) -> Result<Vec<Blob>, String> {
        // Names are relative to the folder, and not quoted: each entry ends with NUL.
        let entries = self.run(&["ls-tree", "-r", "-z", commit, "--", "."])?;
        Ok(entries.split(|byte| *byte == 0).filter_map(Blob::of).collect())
    }

    /// Copies files to a folder. One process reads them all: a process for each takes seconds for a large folder.
    fn copy(&self, blobs: &[Blob], to: &Path) -> Result<(), String> {
        let failed = |error: io::Error| format!("`git cat-file` failed: {error}");
        let mut child = self.command(&["cat-file", "--batch"]);
        let ids: String = blobs.iter().map(|blob| format!("{}\n", blob.id)).collect();
        // A file, not a pipe: git writes contents while it reads names, so a full pipe would stop both sides.
        let child =
            child.stdin(temporary(&ids).map_err(failed)?).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = child.spawn().map_err(not_run)?;
        let mut contents = BufReader::new(child.stdout.take().ok_or("`git cat-file` has no output")?);
        let copied = blobs.iter().try_for_each(|blob| {
            let file = to.join(&blob.name);
            let copied = contents_to_file(&mut contents, &file);
            copied.map_err(|error| format!("`{}` cannot be copied: {error}", blob.name))
        });
        // After an error nothing reads what is left: the closed pipe ends git.
        drop(contents);
        child.wait().map_err(failed)?;
        copied
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.here).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let output = self.command(arguments).output().map_err(not_run)?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(format!(
                "`git {}` failed: {}",
                arguments.first().unwrap_or(&""),
                String::from_utf8_lossy(&output.stderr).trim()
            )),
        }
    }

    /// What a command prints, in one line; nothing when it fails.
    fn ask(&self, arguments: &[&str]) -> Option<String> {
        let bytes = self.run(arguments).ok()?;
        Some(String::from_utf8_lossy(&bytes).trim().to_owned())
    }

    fn parse(&self, rev: &str) -> Option<String> {
        self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{rev}^{{commit}}")])
    }

    /// The commit that a revision names: here, else at a remote, else just fetched. A clone for CI has the branch of
    /// the change and no other.
    fn commit(&self, rev: &str) -> Result<String, String> {
        self.run(&["rev-parse", "--git-dir"])?;
        let remotes = self.ask(&["remote"]).unwrap_or_default();
        let tracked = remotes.lines().map(|remote| format!("refs/remotes/{remote}/{rev}"));
        let mut names = [rev.to_owned()].into_iter().chain(tracked);
        let found = names.find_map(|name| self.parse(&name)).or_else(|| self.fetched(rev, &remotes));
        found.ok_or_else(|| self.unknown(rev, remotes.lines().next()))
    }

    /// The commit of `FETCH_HEAD`, if a branch or tag of this name was fetched last.
    fn fetched(&self, rev: &str, remotes: &str) -> Option<String> {
        let path = self.ask(&["rev-parse", "--git-path", "FETCH_HEAD"])?;
        let text = fs::read_to_string(self.here.join(path)).ok()?;
        let name = without_remote(rev, remotes.lines());
        let line = text.lines().find(|line| {
            line.contains(&format!("\tbranch '{name}' of ")) || line.contains(&format!("\ttag '{name}' of "))
        })?;
        self.parse(line.split('\t').next()?)
    }

    /// The error for a revision that is missing: the command that fetches it.
    fn unknown(&self, rev: &str, remote: Option<&str>) -> String {
        let shallow =
            self.ask(&["rev-parse", "--is-shallow-repository"]).is_some_and(|answer| answer == "true");
        let counted = rev.contains(['~', '^', '@']);
        match (remote, shallow) {
            (Some(remote), true) if counted => {
                format!(
                    "this shallow clone does not reach back to `{rev}`: run `git fetch --unshallow {remote}`"
                )
            }
            (Some(remote), _) if !counted => {
                let name = without_remote(rev, [remote].into_iter());
                format!(
                    "git knows no `{rev}` here: run `git fetch --depth=1 {remote} {name}`, if `{remote}` has it"
                )
            }
            _ => format!("git knows no `{rev}` here: `git branch --all` and `git tag` list what it knows"),
        }
    }
}

fn not_run(error: io::Error) -> String {
    format!("`git` cannot be run: {error}")
}

/// A temporary file with a text, to be read from its start.
fn temporary(text: &str) -> io::Result<fs::File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(text.as_bytes())?;
    file.rewind()?;
    Ok(file)
}

/// Copies the next object of `git cat-file --batch`: `ID TYPE SIZE`, its bytes, and a newline.
fn contents_to_file(contents: &mut impl BufRead, path: &Path) -> io::Result<()> {
    let mut about = String::new();
    contents.read_line(&mut about)?;
    let size = about.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok());
    let size: u64 = size.ok_or_else(|| io::Error::other(format!("git printed `{}`", about.trim_end())))?;
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    let copied = io::copy(&mut contents.by_ref().take(size), &mut fs::File::create(path)?)?;
    if copied < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    contents.read_exact(&mut [0])
}

/// `origin/main` is `main` at the remote.
fn without_remote<'a>(rev: &'a str, mut remotes: impl Iterator<Item = &'a str>) -> &'a str {
    remotes.find_map(|remote| rev.strip_prefix(remote)?.strip_prefix('/')).unwrap_or(rev)
}
