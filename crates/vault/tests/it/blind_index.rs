use std::collections::HashSet;

use vault::{Field, KeyRing};

use crate::{SUITES, keys, other_random};

#[test]
fn a_value_has_one_tag_for_each_field_key_and_suite() {
    const EVERY: [Field; 6] = [
        Field::PHONE,
        Field::ID_NUMBER,
        Field::EMAIL,
        Field::NAME_AND_BIRTH,
        Field::ACCOUNT,
        Field::EXTERNAL_CODE,
    ];
    let rings =
        SUITES.into_iter().flat_map(|suite| [keys(suite), KeyRing::generate(suite, &mut other_random())]);
    let mut tags = HashSet::new();
    for ring in rings {
        for field in EVERY.into_iter().chain([Field::new("card_token")]) {
            let tag = ring.blind_index().tag(field, "13800001234");
            assert_eq!(tag, ring.blind_index().tag(field, "13800001234"));
            assert_ne!(tag, ring.blind_index().tag(field, "13800001235"));
            tags.insert(tag);
        }
    }
    assert_eq!(tags.len(), 4 * 7, "no two of them are alike");
}

#[test]
fn the_index_key_of_a_file_is_independent_of_its_master_key() {
    let ring = keys(SUITES[0]);
    let text = ring.to_secret_text();
    let line = text.lines().find(|line| line.contains("master_key")).unwrap();
    let rotated = text.replace(line, &format!("  \"master_key\": \"{}\",", "ab".repeat(32)));
    let rotated = KeyRing::parse(&rotated).unwrap();
    let tag = |ring: &KeyRing| ring.blind_index().tag(Field::PHONE, "13800001234");
    assert_eq!(tag(&ring), tag(&rotated), "a new master key leaves the index standing");
}
