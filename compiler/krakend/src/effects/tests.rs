use super::*;

fn keys(kind: Kind, take: &mut dyn FnMut(&'static [Key])) {
    if let Kind::Object(keys_of) | Kind::Objects(keys_of) | Kind::Open(keys_of) = kind {
        take(keys_of);
        keys_of.iter().for_each(|key| keys(key.kind, take));
    }
}

#[test]
fn names_are_unique_per_level() {
    let mut check = |table: &'static [Key]| {
        for (i, key) in table.iter().enumerate() {
            assert!(table[..i].iter().all(|k| k.name != key.name), "{}", key.name);
            assert!(!key.doc.is_empty() && !key.doc.ends_with('.'), "{}", key.name);
        }
    };
    for level in Level::ALL {
        check(level.keys());
        level.keys().iter().for_each(|key| keys(key.kind, &mut check));
    }
    for component in components() {
        keys(component.body, &mut check);
        for level in component.levels {
            let same = components().filter(|c| c.name == component.name && c.levels.contains(level));
            assert_eq!(same.count(), 1, "{} {}", component.name, level.place());
        }
    }
}

#[test]
fn every_key_of_the_structs_is_in_the_table() {
    use crate::config;
    // Go finds these by their field name, or overwrites them: users do not set them.
    let internal = ["URLKeys", "ConcurrentCalls", "Timeout", "Decoder", "-"];
    for (level, read) in [
        (Level::Service, config::Service::KEYS),
        (Level::Endpoint, config::Endpoint::KEYS),
        (Level::Backend, config::Backend::KEYS),
        (Level::Agent, config::Agent::KEYS),
    ] {
        for name in read.iter().filter(|name| !internal.contains(name)) {
            assert!(level.keys().iter().any(|k| k.name == *name), "{name} {}", level.place());
        }
        for key in level.keys() {
            assert!(read.contains(&key.name), "{} is in no struct", key.name);
        }
    }
}

#[test]
fn aliases_lead_to_components() {
    for (short, long) in crate::namespaces::ALIASES {
        let component = find(long, Level::Service).unwrap_or_else(|| panic!("{short}"));
        assert_eq!(component.name, *short);
    }
}
