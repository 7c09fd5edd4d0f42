use super::*;

fn register(version: GinVersion, paths: &[&str]) -> Result<(), Panic> {
    let mut router = Router::new(version);
    paths.iter().enumerate().try_for_each(|(i, path)| router.add("GET", path, i))
}

fn panics(version: GinVersion, paths: &[&str]) -> String {
    register(version, paths).expect_err("should panic").message
}

const ALL: [GinVersion; 4] = [GinVersion::V1_6, GinVersion::V1_7, GinVersion::V1_8, GinVersion::V1_12];

#[test]
fn every_version_refuses_these_pairs_in_either_order() {
    for [a, b] in [
        ["/a/:x", "/a/:y"],
        ["/a/:x", "/a/:y/c"],
        ["/a/:x/:y", "/a/:x/:z"],
        ["/:x", "/:xx"],
        ["/a", "/a"],
        ["/a/*r", "/a/b"],
        ["/a/*r", "/a/"],
        ["/a/*r", "/a/:x"],
        ["/*r", "/a"],
        ["/a/:x.json", "/a/:x"],
    ] {
        for version in ALL {
            assert!(register(version, &[a, b]).is_err(), "{version:?} {a} {b}");
            assert!(register(version, &[b, a]).is_err(), "{version:?} {b} {a}");
        }
    }
}

#[test]
fn static_against_a_parameter_is_refused_before_1_7_only() {
    for [a, b] in [["/a/:x", "/a/b"], ["/:a", "/b"], ["/:a", "/__health"], ["/a/v:x", "/a/v1"]] {
        for pair in [[a, b], [b, a]] {
            assert!(register(GinVersion::V1_6, &pair).is_err(), "{pair:?}");
            assert_eq!(register(GinVersion::V1_12, &pair), Ok(()), "{pair:?}");
        }
    }
    let message = panics(GinVersion::V1_6, &["/a/b", "/a/:x"]);
    assert_eq!(message, "wildcard segment ':x' conflicts with existing children in path '/a/:x'");
}

#[test]
fn these_pairs_are_fine_in_every_version() {
    for [a, b] in [["/a", "/a/*r"], ["/a", "/a/"], ["/a/:x", "/a/:x/c"], ["/a/:x/", "/a/:x"]] {
        for version in ALL {
            assert_eq!(register(version, &[a, b]), Ok(()), "{version:?} {a} {b}");
            assert_eq!(register(version, &[b, a]), Ok(()), "{version:?} {b} {a}");
        }
    }
}

#[test]
fn a_backslash_is_new_in_1_12() {
    assert_eq!(register(GinVersion::V1_8, &["/a/b\\c"]), Ok(()));
    assert_eq!(panics(GinVersion::V1_12, &["/a/b\\c"]), "invalid escape string in path '/a/b\\c'");
    assert_eq!(register(GinVersion::V1_12, &["/a\\:b/c", "/a\\b"]), Ok(()));
}

#[test]
fn a_catch_all_beside_a_slash_is_worded_by_version() {
    let paths = ["/a/", "/a/*r"];
    assert_eq!(panics(GinVersion::V1_8, &paths), "runtime error: index out of range [0] with length 0");
    assert!(panics(GinVersion::V1_7, &paths).starts_with("catch-all conflicts with existing handle"));
    assert_eq!(
        panics(GinVersion::V1_12, &paths),
        "catch-all wildcard '*r' in new path '/a/*r' conflicts with existing path segment '' in existing prefix '/a/'"
    );
}

#[test]
fn the_earlier_route_is_named() {
    let panic = register(GinVersion::V1_12, &["/b", "/a/:x", "/c", "/a/:y"]).expect_err("should panic");
    assert_eq!((panic.earlier, panic.kind), (Some(1), PanicKind::Wildcard));
    let panic = register(GinVersion::V1_12, &["/b", "/a/:x:y"]).expect_err("should panic");
    assert_eq!((panic.earlier, panic.kind), (None, PanicKind::Malformed));
}

#[test]
fn releases_know_their_gin() {
    assert_eq!(GinVersion::of_krakend((2, 13, 8)), GinVersion::V1_12);
    assert_eq!(GinVersion::of_krakend((2, 13, 1)), GinVersion::V1_8);
    assert_eq!(GinVersion::of_krakend((2, 0, 0)), GinVersion::V1_7);
    assert_eq!(GinVersion::of_krakend((1, 2, 0)), GinVersion::V1_6);
}
