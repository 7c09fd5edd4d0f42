//! Applies a unified diff, strictly: every line that stays or goes must be there.

use std::collections::BTreeMap;

/// The files after the differences of `--diff`, which names them below `root`.
pub(crate) fn apply(files: &BTreeMap<String, String>, diff: &str, root: &str) -> BTreeMap<String, String> {
    let mut patched = files.clone();
    let mut lines = diff.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let path = line.trim_end().strip_prefix("--- a/").unwrap_or_else(|| panic!("no header: {line:?}"));
        let name = path
            .trim_start_matches('/')
            .strip_prefix(root.trim_start_matches('/'))
            .expect("it is below the folder");
        let name = name.trim_start_matches('/').to_owned();
        lines.next().filter(|line| line.starts_with("+++ b/")).expect("the second line of the header");
        let old: Vec<&str> = files[&name].split_inclusive('\n').collect();
        let (mut new, mut at) = (String::new(), 0);
        while let Some(hunk) = lines.next_if(|line| line.starts_with("@@ -")) {
            let start: usize =
                hunk[4..].split([',', ' ']).next().and_then(|n| n.parse().ok()).expect("a line number");
            old[at..start.saturating_sub(1).max(at)].iter().for_each(|line| new.push_str(line));
            at = start.saturating_sub(1).max(at);
            while let Some(line) =
                lines.next_if(|line| line.starts_with([' ', '-', '+']) && !line.starts_with("--- a/"))
            {
                let ends = lines.next_if(|next| next.starts_with("\\ No newline")).is_some();
                let text = &line[1..];
                let text = if ends { text.strip_suffix('\n').unwrap_or(text) } else { text };
                if !line.starts_with('+') {
                    assert_eq!(old[at], text, "{name}, line {}", at + 1);
                    at += 1;
                }
                if !line.starts_with('-') {
                    new.push_str(text);
                }
            }
        }
        old[at..].iter().for_each(|line| new.push_str(line));
        patched.insert(name, new);
    }
    patched
}
