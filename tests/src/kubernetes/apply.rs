//! Writes to an object and what they do to its owners (kubernetes.io, "Server-Side Apply").

use serde_json::{Value, json};

use super::fields::{self, Fields, Owner, Path};
use super::http::Answer;

/// A field that another writer owns and has another value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Conflict {
    pub(super) manager: String,
    pub(super) field: String,
}

/// Applies a configuration over an object: its fields are set, and those that the same manager applied before and left out
/// now are removed. With `force`, others lose the fields that conflict.
pub(super) fn apply(
    live: &Value,
    configuration: &Value,
    manager: &str,
    force: bool,
) -> Result<Value, Vec<Conflict>> {
    let mut owners = fields::owners(live);
    let is_mine = |owner: &Owner| owner.manager == manager && owner.operation == "Apply";
    let wanted = fields::of(configuration);
    let changed: Fields = wanted
        .iter()
        .filter(|path| fields::get(live, path) != fields::get(configuration, path))
        .cloned()
        .collect();
    let mut conflicts = Vec::new();
    for other in owners.iter_mut().filter(|owner| !is_mine(owner)) {
        conflicts.extend(taken(other, &changed, force));
    }
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let mut next = live.clone();
    let before = owners.iter().find(|owner| is_mine(owner)).map(|owner| owner.fields.clone());
    owners.retain(|owner| !is_mine(owner));
    let left_out = before.unwrap_or_default().into_iter().filter(|path| !wanted.contains(path));
    for path in left_out.filter(|path| owners.iter().all(|owner| !owner.fields.contains(path))) {
        fields::remove(&mut next, &path);
    }
    for path in &wanted {
        let value = fields::get(configuration, path).cloned().unwrap_or_default();
        fields::set(&mut next, path, value);
    }
    owners.push(Owner { manager: manager.to_owned(), operation: "Apply", fields: wanted });
    fields::list(&mut next, &owners);
    Ok(next)
}

/// The changed fields of an owner: conflicts, or with `force` fields that it loses.
fn taken(owner: &mut Owner, changed: &Fields, force: bool) -> Vec<Conflict> {
    let overlap: Vec<Path> = owner.fields.intersection(changed).cloned().collect();
    if force {
        owner.fields.retain(|path| !overlap.contains(path));
        return Vec::new();
    }
    let conflict =
        |path: Path| Conflict { manager: owner.manager.clone(), field: format!(".{}", path.join(".")) };
    overlap.into_iter().map(conflict).collect()
}

/// Replaces an object: who changes a field owns it.
pub(super) fn update(live: &Value, mut next: Value, manager: &str) -> Value {
    let mut owners = fields::owners(live);
    let (before, after) = (fields::of(live), fields::of(&next));
    let is_changed = |path: &&Path| fields::get(live, path) != fields::get(&next, path);
    let changed: Fields = after.iter().filter(is_changed).cloned().collect();
    let removed: Fields = before.difference(&after).cloned().collect();
    for owner in &mut owners {
        owner.fields.retain(|path| !changed.contains(path) && !removed.contains(path));
    }
    match owners.iter_mut().find(|owner| owner.manager == manager && owner.operation == "Update") {
        Some(mine) => mine.fields.extend(changed),
        None => owners.push(Owner { manager: manager.to_owned(), operation: "Update", fields: changed }),
    }
    fields::list(&mut next, &owners);
    next
}

/// A JSON patch (RFC 6902) whose operations all replace.
pub(super) fn replace(target: &mut Value, patch: &Value) -> Result<(), Answer> {
    for operation in patch.as_array().into_iter().flatten() {
        let path = operation["path"].as_str().unwrap_or_default();
        match (operation["op"].as_str(), target.pointer_mut(path)) {
            (Some("replace"), Some(place)) => *place = operation["value"].clone(),
            _ => {
                return Err(Answer::failure(
                    422,
                    "Invalid",
                    &format!("the operation at `{path}` cannot be done"),
                ));
            }
        }
    }
    Ok(())
}

/// A merge patch (RFC 7396).
pub(super) fn merge(target: &mut Value, patch: &Value) {
    let Some(patch) = patch.as_object() else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (key, value) in patch {
        let map = target.as_object_mut().expect("it was made one");
        match value {
            Value::Null => _ = map.shift_remove(key),
            value => merge(map.entry(key).or_insert(Value::Null), value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(value: &str) -> Value {
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" }, "data": { "k": value } })
    }

    #[test]
    fn an_edit_of_another_is_a_conflict_until_it_is_forced() {
        let applied =
            apply(&json!({ "apiVersion": "v1" }), &map("1"), "kubectl", false).expect("no conflict");
        let edited = update(&applied, map("2"), "kubectl-edit");
        let conflict = Conflict { manager: "kubectl-edit".to_owned(), field: ".data.k".to_owned() };
        assert_eq!(apply(&edited, &map("3"), "kubectl", false), Err(vec![conflict]));
        let forced = apply(&edited, &map("3"), "kubectl", true).expect("force");
        let owners: Vec<String> = fields::owners(&forced).into_iter().map(|owner| owner.manager).collect();
        assert_eq!((owners, &forced["data"]["k"]), (vec!["kubectl".to_owned()], &json!("3")));
    }

    #[test]
    fn a_field_that_is_no_longer_applied_goes_unless_another_owns_it() {
        let both = json!({ "apiVersion": "v1", "data": { "a": "1", "b": "2" } });
        let one = json!({ "apiVersion": "v1", "data": { "a": "1" } });
        let applied = apply(&json!({ "apiVersion": "v1" }), &both, "kubectl", false).expect("no conflict");
        let gone = apply(&applied, &one, "kubectl", false).expect("no conflict");
        assert_eq!(gone["data"], one["data"]);
        let shared = apply(&applied, &both, "other", false).expect("the same values are no conflict");
        let kept = apply(&shared, &one, "kubectl", false).expect("no conflict");
        assert_eq!(kept["data"], both["data"]);
    }
}
