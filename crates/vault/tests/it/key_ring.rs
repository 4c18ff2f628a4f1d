use expect_test::expect;
use vault::{KeyRing, OpenError, ParseKeysError, Suite};

use crate::{AAD, SUITES, flip, keys, other_random, random};

#[test]
fn a_person_key_unwraps_for_its_person_under_its_master_key_only() {
    for suite in SUITES {
        let keys = keys(suite);
        let key = keys.new_person_key(&mut random());
        let wrapped = keys.wrap("17", &key, &mut random()).unwrap();
        let sealed = key.seal(&AAD, b"hello", &mut random()).unwrap();
        assert_eq!(keys.unwrap("17", &wrapped).unwrap().open(&AAD, &sealed).unwrap().as_slice(), b"hello");

        assert!(matches!(keys.unwrap("18", &wrapped), Err(OpenError::Rejected(_))));
        assert!(KeyRing::generate(suite, &mut other_random()).unwrap("17", &wrapped).is_err());
        for bit in 0..8 * wrapped.len() {
            assert!(keys.unwrap("17", &flip(&wrapped, bit)).is_err(), "bit {bit}");
        }
        // A sealed value of the person is no key, and a key is no value.
        assert!(keys.unwrap("17", &sealed).is_err());
        assert!(key.open(&AAD, &wrapped).is_err());
    }
}

#[test]
fn the_key_file_is_small_json_and_reads_back() {
    for suite in SUITES {
        let keys = keys(suite);
        let text = keys.to_secret_text();
        let again = KeyRing::parse(&text).unwrap();
        assert_eq!(again.to_secret_text(), text);
        assert_eq!(again.suite(), suite);
        let wrapped = keys.wrap("17", &keys.new_person_key(&mut random()), &mut random()).unwrap();
        again.unwrap("17", &wrapped).unwrap();
    }
    let shape: String = keys(SUITES[0])
        .to_secret_text()
        .lines()
        .map(|line| if line.contains("_key") { "  …\n".to_owned() } else { format!("{line}\n") })
        .collect();
    expect![[r#"
        {
          "format": "huiyin-vault-key/2",
          "cipher": "aes-256-gcm",
          "hasher": "sha256",
          "generations": [
            {
              "generation": 1,
          …
          …
            }
          ]
        }
    "#]]
    .assert_eq(&shape);
    assert!(!format!("{:?}", keys(SUITES[0])).contains("key:"), "a key is never printed");
}

#[test]
fn a_malformed_key_file_names_the_place_and_never_the_key() {
    let text = keys(SUITES[0]).to_secret_text();
    let error = |text: &str| KeyRing::parse(text).unwrap_err().to_string();
    expect!["line 1, column 0: EOF while parsing a value"].assert_eq(&error(""));
    expect!["the field `format` is `huiyin-vault-key/3`: expected `huiyin-vault-key/2`"]
        .assert_eq(&error(&text.replace("key/2", "key/3")));
    expect!["line 3, column 17: unknown variant `des`, expected `aes-256-gcm` or `sm4-gcm`"]
        .assert_eq(&error(&text.replace("aes-256-gcm", "des")));
    let digits = text.lines().find_map(|line| line.trim().strip_prefix("\"master_key\": \"")).unwrap();
    let short = error(&text.replace(digits, &digits[1..]));
    expect!["line 8, column 85: a key is not 64 hexadecimal digits"].assert_eq(&short);
    assert!(!short.contains(&digits[1..20]));
    expect!["the field `generations` is malformed: expected rising numbers from 1, each with `master_key` and `index_key`, or with `code_key` alone once retired; the last one in use"]
        .assert_eq(&error(&text.replace("\"generation\": 1", "\"generation\": 0")));
    expect!["line 1, column 144: missing field `master_key`"].assert_eq(
        &error(
            r#"{"format":"huiyin-vault-key/1","cipher":"sm4-gcm","hasher":"sm3","index_key":"INDEX"}"#
                .replace("INDEX", &"ab".repeat(32))
                .as_str(),
        ),
    );
}

#[test]
fn keys_come_from_the_environment_in_every_stated_form() {
    let suite = Suite::default();
    let read = |value: &str| KeyRing::from_environment(value, suite);
    let hex = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
    let base64 = "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=";
    let [from_hex, from_base64] = [hex, base64].map(|value| read(value).unwrap().to_secret_text());
    assert_eq!(from_hex, from_base64);
    assert_ne!(*from_hex, *read(&hex.replace("00", "01")).unwrap().to_secret_text());

    let both = read(&format!(" {hex}{hex}\n")).unwrap();
    assert_eq!(both.to_secret_text().matches(&hex.to_lowercase()).count(), 2);
    let file = keys(SUITES[1]).to_secret_text();
    assert_eq!(read(&file).unwrap().to_secret_text(), file, "a key file in the variable names its own suite");

    assert_eq!(read("").unwrap_err(), ParseKeysError::Length(0));
    assert_eq!(
        read(&hex[2..]).unwrap_err().to_string(),
        "the key has 31 bytes: expected 32 (master key) or 64 (master key and index key)"
    );
    assert_eq!(read("correct horse battery staple").unwrap_err(), ParseKeysError::NotBytes);
}

#[test]
fn the_key_file_is_made_once_and_then_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.key");
    let made = KeyRing::load_or_create(&path, SUITES[1], &mut random()).unwrap();
    let found = KeyRing::load_or_create(&path, SUITES[0], &mut other_random()).unwrap();
    assert_eq!(made.to_secret_text(), found.to_secret_text());
    assert_eq!(found.suite(), SUITES[1], "an existing file keeps its suite");

    std::fs::write(&path, "{}").unwrap();
    let error = KeyRing::load_or_create(&path, SUITES[0], &mut random()).unwrap_err().to_string();
    assert_eq!(
        error,
        format!("the key file `{}` is malformed: line 1, column 2: missing field `format`", path.display())
    );
}

/// A key file of the first releases, with a key it wrapped and a query code it digested.
#[test]
fn what_the_first_releases_sealed_still_opens() {
    let text = format!(
        r#"{{"format":"huiyin-vault-key/1","cipher":"aes-256-gcm","hasher":"sha256","master_key":"{}","index_key":"{}"}}"#,
        "11".repeat(32),
        "22".repeat(32)
    );
    let keys = KeyRing::parse(&text).unwrap();
    assert_eq!(keys.generation(), 1);
    let wrapped = keys.wrap("17", &keys.new_person_key(&mut random()), &mut random()).unwrap();
    // Without the generation, as it was wrapped then.
    keys.unwrap("17", &wrapped[5..]).unwrap();
    assert_eq!(KeyRing::generation_of(&wrapped[5..]), 1);
    let code = keys.blind_index().tag(vault::Field::new("query_code"), "TS-1\u{0}ABCD");
    assert_eq!(keys.query_code_tags("TS-1\u{0}ABCD"), [code]);
}

#[test]
fn a_new_generation_wraps_and_the_older_one_opens_until_it_retires() {
    for suite in SUITES {
        let first = keys(suite);
        let key = first.new_person_key(&mut random());
        let wrapped = first.wrap("17", &key, &mut random()).unwrap();
        let second = first.with_new_generation(&mut other_random());
        assert_eq!((second.generation(), second.older_generations()), (2, vec![1]));
        let opened = second.unwrap("17", &wrapped).unwrap();
        let rewrapped = second.wrap("17", &opened, &mut random()).unwrap();
        assert_eq!((KeyRing::generation_of(&wrapped), KeyRing::generation_of(&rewrapped)), (1, 2));
        assert!(first.unwrap("17", &rewrapped).is_err(), "the first ring does not know the new key");

        let last = KeyRing::parse(&second.without_older_generations().to_secret_text()).unwrap();
        assert_eq!((last.generation(), last.older_generations()), (2, vec![]));
        last.unwrap("17", &rewrapped).unwrap();
        let gone = last.unwrap("17", &wrapped).err().unwrap();
        assert!(matches!(gone, OpenError::Generation { found: 1, .. }), "{gone}");
        for digits in first.to_secret_text().lines().filter(|line| line.contains("_key")) {
            assert!(!last.to_secret_text().contains(digits.trim()), "a retired key is gone from the file");
        }
    }
}

#[test]
fn tags_are_looked_up_by_every_generation_in_use_and_codes_by_every_one_there_was() {
    let first = keys(SUITES[0]);
    let second = first.with_new_generation(&mut other_random());
    let tag = |index: &vault::BlindIndex| index.tag(vault::Field::PHONE, "13800001234");
    let names = |ring: &KeyRing| -> Vec<String> {
        ring.blind_indexes().iter().map(|index| index.stored_name(vault::Field::PHONE)).collect()
    };
    assert_eq!(names(&second), ["phone/2", "phone"]);
    assert_eq!(tag(&second.blind_indexes()[1]), tag(&first.blind_index()));
    assert_ne!(tag(&second.blind_index()), tag(&first.blind_index()));
    assert_eq!(["phone/2", "phone"].map(vault::BlindIndex::generation_of), [2, 1]);
    let retired = second.without_older_generations();
    assert_eq!(names(&retired), ["phone/2"]);
    let codes = retired.query_code_tags("code");
    assert_eq!(codes, second.query_code_tags("code"));
    assert_eq!(codes[1..], first.query_code_tags("code"), "codes given out long ago are still known");
}

#[test]
fn a_key_file_is_replaced_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.key");
    let first = KeyRing::load_or_create(&path, SUITES[0], &mut random()).unwrap();
    let second = first.with_new_generation(&mut other_random());
    second.replace_file(&path).unwrap();
    let read = KeyRing::load_or_create(&path, SUITES[0], &mut random()).unwrap();
    assert_eq!(read.to_secret_text(), second.to_secret_text());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}
