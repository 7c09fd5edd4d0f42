//! The same input gives the same bytes: from any folder, under any name and in any order of the files, in any locale
//! and time zone. Only `gateway.map.json`, which names places in files, differs where those have other names.

use std::fs;
use std::path::Path;

use gwc_tests::folder::{self, Files};

use super::{gwc, with_routes};

/// Turns the services of a file round, with the comments above them.
fn shuffled(text: &str) -> String {
    let (head, services) = text.split_once("services:\n").expect("a services file");
    let mut blocks: Vec<String> = Vec::new();
    let mut after_comment = false;
    for line in services.lines().filter(|line| !line.is_empty()) {
        // A comment belongs to the service below it.
        let begins = line.starts_with("  ") && !line[2..].starts_with(' ') && !after_comment;
        after_comment = line.starts_with("  #");
        match blocks.last_mut().filter(|_| !begins) {
            Some(block) => block.push_str(&format!("{line}\n")),
            None => blocks.push(format!("{line}\n")),
        }
    }
    blocks.reverse();
    format!("{head}services:\n{}", blocks.concat())
}

fn rearrange(gateway: &Path) {
    for (index, name) in folder::names(gateway).iter().enumerate() {
        if !name.ends_with(".yaml") || name == "gateway.yaml" {
            continue;
        }
        let text = fs::read_to_string(gateway.join(name)).expect("a file");
        fs::remove_file(gateway.join(name)).expect("the file can be removed");
        fs::write(gateway.join(format!("{}-{name}", 9 - index)), shuffled(&text)).expect("a file");
    }
}

/// Maps name files and lines; the lists of written files hold the digests of maps.
fn without_maps(dist: &Path) -> Files {
    folder::read(dist)
        .into_iter()
        .filter(|(path, _)| !path.ends_with("gateway.map.json") && !path.ends_with(".gwc"))
        .collect()
}

#[test]
fn names_and_order_of_files_the_folder_locale_and_time_zone_do_not_show() {
    let here = with_routes();
    let run = gwc(here.path()).run(&["build", "routes", "--out", "dist"]);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    let expected = without_maps(&here.path().join("dist"));
    assert!(expected.len() >= 6, "{:?}", expected.keys());

    let there = with_routes();
    for gateway in ["hanzo", "lux"] {
        rearrange(&there.path().join("routes").join(gateway));
    }
    let below = there.path().join("some/where/else");
    fs::create_dir_all(&below).expect("a folder");
    let (routes, out) = (there.path().join("routes"), there.path().join("elsewhere/dist"));
    let run = gwc(&below)
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("LANG", "tr_TR.UTF-8")
        .env("TZ", "Pacific/Kiritimati")
        .run(&["build", &routes.to_string_lossy(), "--out", &out.to_string_lossy()]);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    let actual = without_maps(&out);
    assert_eq!(actual.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (path, bytes) in &expected {
        assert!(actual[path] == *bytes, "{path} differs");
    }
}

#[test]
fn two_builds_in_one_place_are_the_same_in_everything() {
    let place = with_routes();
    for out in ["one", "two"] {
        assert_eq!(gwc(place.path()).run(&["build", "routes", "--out", out]).code, Some(0));
    }
    assert!(folder::read(&place.path().join("one")) == folder::read(&place.path().join("two")));
}

/// Places in a source map are those below the gateway's folder, wherever the build is started.
#[test]
fn a_build_from_another_folder_is_the_same_in_everything() {
    let place = with_routes();
    assert_eq!(gwc(place.path()).run(&["build", "routes", "--out", "one"]).code, Some(0));
    let routes = place.path().join("routes");
    let two = place.path().join("two");
    let absolute = ["build", &routes.to_string_lossy(), "--out", &two.to_string_lossy()];
    assert_eq!(gwc(Path::new("/")).run(&absolute).code, Some(0));
    assert_eq!(gwc(&routes.join("lux")).run(&["build", ".", "--out", "../../three"]).code, Some(0));
    assert!(folder::read(&place.path().join("one")) == folder::read(&two));
    assert!(folder::read(&place.path().join("one/lux")) == folder::read(&place.path().join("three/lux")));
    let map = fs::read_to_string(two.join("lux/gateway.map.json")).expect("a source map");
    assert!(map.contains("\"at\":\"luxd.yaml:"), "{map}");
}

/// Each gateway's outputs do not depend on what else is built in the run.
#[test]
fn a_gateway_built_alone_is_the_same_as_in_company() {
    let place = with_routes();
    assert_eq!(gwc(place.path()).run(&["build", "routes", "--out", "all"]).code, Some(0));
    assert_eq!(gwc(place.path()).run(&["build", "routes/lux", "--out", "alone"]).code, Some(0));
    assert!(folder::read(&place.path().join("all/lux")) == folder::read(&place.path().join("alone/lux")));
}
