//! Paths as gin joins and cleans them when a route is registered.

/// `joinPaths` of gin: Go's `path.Join` that keeps a slash at the end.
pub fn join(base: &str, relative: &str) -> String {
    if relative.is_empty() {
        return base.to_owned();
    }
    let mut joined = clean(&format!("{base}/{relative}"));
    if relative.ends_with('/') && !joined.ends_with('/') {
        joined.push('/');
    }
    joined
}

/// Go's `path.Clean` of a rooted path: no empty segment, no `.`, no `..`.
fn clean(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn paths_are_cleaned_as_go_cleans_them() {
        for (path, cleaned) in [
            ("/a", "/a"),
            ("//a", "/a"),
            ("/a/", "/a/"),
            ("/a//", "/a/"),
            ("/./a", "/a"),
            ("/x/../a", "/a"),
            ("/..", "/"),
            ("/a/..", "/"),
            ("/a/../", "/"),
            ("/a/...", "/a/..."),
            ("a", "/a"),
            ("/", "/"),
        ] {
            assert_eq!(join("/", path), cleaned, "{path}");
        }
    }
}
