//! Secrets, read from where they are each time they are needed: one that was replaced takes effect at once.

use gwc_artifact::Secret;

/// The value of a secret.
///
/// # Errors
/// What went wrong, in words for an operator; never the value.
pub(crate) fn read(secret: &Secret) -> Result<String, String> {
    let value = match secret {
        Secret::Env(name) => {
            std::env::var(name).map_err(|_| format!("the environment variable `{name}` is not set"))?
        }
        Secret::File(path) => {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|error| format!("cannot read `{path}`: {error}"))?;
            text.trim_end_matches(['\r', '\n']).to_owned()
        }
    };
    match value.is_empty() || value.contains(char::is_control) {
        true => Err(format!("{} is empty or has control characters in it", place(secret))),
        false => Ok(value),
    }
}

fn place(secret: &Secret) -> String {
    match secret {
        Secret::Env(name) => format!("the environment variable `{name}`"),
        Secret::File(path) => format!("`{path}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_without_its_line_end_and_anew_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let secret = Secret::File(path.to_str().unwrap().to_owned());
        assert!(read(&secret).unwrap_err().starts_with("cannot read"));
        for (text, value) in [("one\n", "one"), ("two\r\n", "two"), ("three", "three")] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(read(&secret).as_deref(), Ok(value));
        }
        for text in ["", "\n", "a\nb\n"] {
            std::fs::write(&path, text).unwrap();
            assert!(read(&secret).is_err(), "{text:?}");
        }
        assert!(read(&Secret::Env("GWR_NO_SUCH_VARIABLE".to_owned())).is_err());
    }
}
