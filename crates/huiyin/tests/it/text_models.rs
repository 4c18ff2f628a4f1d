//! The model that ships, and models an installation makes of what its people coded.

use std::path::Path;

use crate::program::huiyin;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/jrt0169-2018.model");

/// What somebody reads in `models/README.md` can be tried, and made again.
#[test]
fn the_model_that_ships_is_made_again_equal() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made.model");
    huiyin(folder.path(), &["text", "train", "--made", "-o", made.to_str().unwrap()], "").ok();
    let (made, shipped) = (std::fs::read(&made).unwrap(), std::fs::read(SHIPPED).unwrap());
    assert!(made == shipped, "make it anew: `huiyin text train --made -o models/jrt0169-2018.model`");
    assert!(shipped.len() < 3_000_000, "{} bytes", shipped.len());
}

#[test]
fn the_model_that_ships_keeps_its_promise_on_complaints_it_has_not_seen() {
    let folder = tempfile::tempdir().unwrap();
    let told = huiyin(folder.path(), &["text", "eval", "--trial", "--format", "json"], "").ok();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    for axis in told["axes"].as_array().unwrap() {
        let suggested = &axis["suggested"];
        let (precision, coverage) =
            (suggested["precision"].as_f64().unwrap(), suggested["coverage"].as_f64().unwrap());
        // The bounds are below what `models/README.md` tells, since the set is small.
        assert!(0.7 <= precision, "{axis}");
        assert!(0.2 <= coverage, "{axis}");
    }
}

#[test]
fn suggestions_name_their_words_and_nothing_is_suggested_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let said = "信用卡在境外被盗刷三笔，我没有出过国，要求赔付\n你好，请问有人吗？\n";
    let told = huiyin(folder.path(), &["text", "code", "--format", "json"], said).ok();
    let lines: Vec<serde_json::Value> =
        told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let business = &lines[0]["suggestions"][1];
    assert_eq!(business["code"], "jrt0169-business@2018:prov:B03026", "{business}");
    let words = business["evidence"].to_string();
    assert!(words.contains("盗刷") || words.contains("境外"), "{words}");
    for suggestion in lines[1]["suggestions"].as_array().unwrap() {
        assert!(suggestion["code"].is_null(), "{suggestion}");
    }
}

/// A table of the models as JSON.
fn table(folder: &Path, which: &str) -> serde_json::Value {
    let told = huiyin(folder, &["text", "models", which, "--format", "json"], "").ok();
    serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"))
}

#[test]
fn models_are_kept_compared_and_promoted_by_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let fill = ["demo", "--cases", "60", "--seed", "7", "--no-serve", "--listen=127.0.0.1:0"];
    huiyin(folder, &fill, "").ok();
    // What is learnt is what persons coded, up to a day; what is judged is what came after.
    let keep = ["text", "train", "--from-record", "--made", "--keep", "first", "--format", "json"];
    let told = huiyin(folder, &keep, "").json();
    assert!(told["source"].as_str().unwrap().contains("coded cases of the record"), "{told}");
    assert!(12_000 < told["texts"].as_u64().unwrap(), "{told}");
    let taken = huiyin(folder, &keep, "");
    assert!(taken.code == 2 && taken.err.contains("never change"), "{}", taken.err);
    let listed = table(folder, "list");
    assert_eq!((&listed[0]["name"], &listed[0]["in_use"]), (&"shipped".into(), &"yes".into()), "{listed}");
    assert_eq!((&listed[1]["name"], &listed[1]["in_use"]), (&"first".into(), &"no".into()), "{listed}");
    let compare = ["text", "models", "compare", "first", "shipped", "--from-record", "--format", "json"];
    let compared = huiyin(folder, &compare, "").json();
    assert_eq!(compared["compared"].as_array().unwrap().len(), 3, "{compared}");

    let promote = |name: &str, by: &str| {
        huiyin(folder, &["text", "models", "promote", name, "--by", by, "--reason", "tried on March"], "")
    };
    let nobody = promote("first", "nobody");
    assert!(nobody.code == 2 && nobody.err.contains("no active member of staff"), "{}", nobody.err);
    let absent = promote("second", "admin");
    assert!(absent.code == 2 && absent.err.contains("there is no model `second`"), "{}", absent.err);
    let bad = promote("../keys/vault", "admin");
    assert!(bad.code == 2 && bad.err.contains("is no name for a model"), "{}", bad.err);
    promote("first", "admin").ok();
    let listed = table(folder, "list");
    assert_eq!(listed[1]["in_use"], "yes", "{listed}");
    promote("shipped", "admin").ok();
    let history = table(folder, "history");
    assert_eq!(history.as_array().unwrap().len(), 2, "{history}");
    assert_eq!(history[0]["by"], "admin", "{history}");
}
