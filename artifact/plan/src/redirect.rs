//! Where KrakenD's router redirects a path that meets no endpoint: with or without the final slash, without empty and dot
//! segments, in another case (gin v1.10, `redirectTrailingSlash` and `redirectFixedPath`).

use gwc_artifact::{PathPattern, Segment};

/// The paths that are answered, for one method.
pub struct Paths<'p> {
    /// Whether a path is answered.
    pub meets: &'p dyn Fn(&str) -> bool,
    /// The path of the health check, which is no endpoint.
    pub health: Option<&'p str>,
    /// The paths of the endpoints.
    pub patterns: Vec<&'p PathPattern>,
}

/// The path of the redirect, if there is one. The router may redirect to another final slash, and to another spelling.
pub fn location((trailing_slash, fixed_path): (bool, bool), path: &str, paths: &Paths<'_>) -> Option<String> {
    let toggled = with_other_end(path);
    if trailing_slash && (paths.meets)(&toggled) {
        return Some(toggled);
    }
    if !fixed_path {
        return None;
    }
    // Both ends, also where the option above is off: gin passes this one on in its place.
    let cleaned = cleaned(path);
    let candidates = [cleaned.clone(), with_other_end(&cleaned)];
    let exact = candidates.iter().find(|candidate| *candidate != path && (paths.meets)(candidate));
    if let Some(exact) = exact {
        return Some(exact.clone());
    }
    let health = paths.health.filter(|health| health.eq_ignore_ascii_case(&cleaned));
    let in_other_case = || candidates.iter().find_map(|path| in_other_case(&paths.patterns, path));
    health.map(str::to_owned).or_else(in_other_case)
}

/// The path with a final slash if it has none, and without it if it has one.
pub fn with_other_end(path: &str) -> String {
    match path.strip_suffix('/') {
        Some(shorter) if !shorter.is_empty() => shorter.to_owned(),
        _ => format!("{path}/"),
    }
}

/// The path without empty and dot segments; a final slash stays.
fn cleaned(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let end = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

/// The path of the first pattern that the path equals but for the case of its fixed segments.
fn in_other_case(patterns: &[&PathPattern], path: &str) -> Option<String> {
    let given: Vec<&str> = path.split('/').skip(1).collect();
    patterns.iter().filter_map(|pattern| with_case_of(pattern, &given)).find(|found| found != path)
}

fn with_case_of(pattern: &PathPattern, given: &[&str]) -> Option<String> {
    let segments = &pattern.segments;
    if segments.len() != given.len() {
        return None;
    }
    let mut path = String::new();
    for (segment, text) in segments.iter().zip(given) {
        path.push('/');
        match segment {
            Segment::Literal(literal) if literal.eq_ignore_ascii_case(text) => path.push_str(literal),
            Segment::Param(_) if !text.is_empty() => path.push_str(text),
            _ => return None,
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cleaned_as_go_does() {
        for (path, expected) in [
            ("//a", "/a"),
            ("/a//b/", "/a/b/"),
            ("/x/../a", "/a"),
            ("/../..", "/"),
            ("/a/./b", "/a/b"),
            ("/", "/"),
        ] {
            assert_eq!(cleaned(path), expected);
        }
    }

    #[test]
    fn the_case_of_fixed_segments_is_that_of_the_pattern() {
        let pattern = PathPattern::parse("/Case/{name}").expect("a pattern");
        assert_eq!(with_case_of(&pattern, &["cASE", "Ab"]).as_deref(), Some("/Case/Ab"));
        assert_eq!(with_case_of(&pattern, &["cASE"]), None);
        assert_eq!(with_case_of(&pattern, &["cASE", ""]), None);
    }
}
