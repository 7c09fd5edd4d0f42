//! Container images: `registry/name:tag`, `name@sha256:...`, or both.

/// An image in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image<'a> {
    /// Registry and repository.
    pub name: &'a str,
    /// The tag, without its colon.
    pub tag: Option<&'a str>,
    /// The digest, as `sha256:...`.
    pub digest: Option<&'a str>,
}

impl Image<'_> {
    /// Whether the same reference may later name another image: there is no digest, and the tag does not look like
    /// one version. `latest`, `lux-latest`, `main` and `stable` do not; `v2.14.10`, `2.13`, `sha-ab12cd3` do.
    pub fn is_mutable(&self) -> bool {
        self.digest.is_none() && !self.tag.is_some_and(|tag| tag.bytes().any(|b| b.is_ascii_digit()))
    }
}

/// Reads an image, which must have a tag or a digest.
///
/// # Errors
/// What is wrong with it, as the end of a sentence.
pub fn parse_image(text: &str) -> Result<Image<'_>, String> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    // A colon before the last slash is that of the registry's port.
    let slash = rest.rfind('/').map_or(0, |at| at + 1);
    let (name, tag) = match rest[slash..].find(':') {
        Some(at) => (&rest[..slash + at], Some(&rest[slash + at + 1..])),
        None => (rest, None),
    };
    if !is_name(name) {
        return Err("expected an image such as `ghcr.io/hanzoai/gateway:v2.14.10`".to_owned());
    }
    if tag.is_some_and(|tag| !is_tag(tag)) {
        return Err("expected a tag of up to 128 letters, digits, `_`, `-` and `.`".to_owned());
    }
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return Err("expected a digest of `sha256:` and 64 hexadecimal digits".to_owned());
    }
    if tag.is_none() && digest.is_none() {
        return Err("expected a tag or a digest: without one, Kubernetes pulls `latest`".to_owned());
    }
    Ok(Image { name, tag, digest })
}

/// Path components are lower case; only the registry before the first slash may have a port.
fn is_name(name: &str) -> bool {
    let host = name.split('/').next().filter(|_| name.contains('/'));
    name.len() <= 255
        && name.split('/').enumerate().all(|(at, part)| {
            let part = match (at, host) {
                (0, Some(_)) => part.split_once(':').map_or(part, |(host, port)| match is_port(port) {
                    true => host,
                    false => "",
                }),
                _ => part,
            };
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
                && part.starts_with(|c: char| c.is_ascii_alphanumeric())
                && part.ends_with(|c: char| c.is_ascii_alphanumeric())
        })
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_tag(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text.starts_with(['.', '-'])
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_have_parts() {
        let image = parse_image("registry:5000/team/gateway:v1.2").unwrap();
        assert_eq!((image.name, image.tag), ("registry:5000/team/gateway", Some("v1.2")));
        let pinned = format!("krakend:2.13.8@sha256:{}", "0".repeat(64));
        assert!(parse_image(&pinned).unwrap().digest.is_some());
    }

    #[test]
    fn what_is_no_image_is_refused() {
        for text in [
            "",
            "krakend",
            "registry:5000/krakend",
            "a b:1",
            "Krakend:1",
            "k:",
            "k@sha256:12",
            "/k:1",
            "k:.1",
            "a//b:1",
            "k:x:1",
        ] {
            assert!(parse_image(text).is_err(), "{text}");
        }
    }

    #[test]
    fn words_move_and_versions_stay() {
        for (image, mutable) in [
            ("g:latest", true),
            ("g:lux-latest", true),
            ("g:main", true),
            ("g:v2.14.10", false),
            ("g:sha-ab12cd3-amd64", false),
        ] {
            assert_eq!(parse_image(image).unwrap().is_mutable(), mutable, "{image}");
        }
        assert!(!parse_image(&format!("g:latest@sha256:{}", "a".repeat(64))).unwrap().is_mutable());
    }
}
