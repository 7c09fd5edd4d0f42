//! Files of a commit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies what a commit has at a path to a folder, and says where it is then. Nothing when the commit has nothing there.
pub(super) fn checkout(rev: &str, path: &Path, to: &Path) -> Result<Option<PathBuf>, String> {
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
    // Names are relative to the folder, ended by NUL.
    let names = git.run(&["ls-tree", "-r", "-z", "--name-only", &commit, "--", "."])?;
    let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    for name in
        names.map(String::from_utf8_lossy).filter(|name| only.as_deref().is_none_or(|only| only == name))
    {
        let bytes = git.run(&["show", &format!("{commit}:./{name}")])?;
        let file = to.join(&*name);
        let written = fs::create_dir_all(file.parent().unwrap_or(to)).and_then(|()| fs::write(&file, bytes));
        written.map_err(|e| format!("`{name}` cannot be copied: {e}"))?;
    }
    let result = only.map_or_else(|| to.to_owned(), |name| to.join(name));
    Ok(Some(result).filter(|path| path.exists()))
}

/// Git in a folder.
struct Git<'a> {
    here: &'a Path,
}

impl Git<'_> {
    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let output = Command::new("git").arg("-C").arg(self.here).args(arguments).output();
        let output = output.map_err(|e| format!("`git` cannot be run: {e}"))?;
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

    /// What to say of a revision that is not here: the command that brings it.
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

/// `origin/main` is `main` at the remote.
fn without_remote<'a>(rev: &'a str, mut remotes: impl Iterator<Item = &'a str>) -> &'a str {
    remotes.find_map(|remote| rev.strip_prefix(remote)?.strip_prefix('/')).unwrap_or(rev)
}
