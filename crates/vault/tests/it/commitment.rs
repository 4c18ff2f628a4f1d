use vault::{Hasher, Salt, commit};

/// SHA-256 and SM3 of the same bytes as counted by `sha256sum` and `openssl dgst -sm3`.
#[test]
fn a_commitment_is_the_hash_of_salt_and_text() {
    let salt = Salt::from_bytes(*b"0123456789abcdef0123456789abcdef");
    assert_eq!(
        commit(Hasher::Sha256, &salt, "回音").to_string(),
        "a2318c262cd57cfd87f5e345a3bc0258347fd2c82e65499922744d0758b4c1ff"
    );
    assert_eq!(
        commit(Hasher::Sm3, &salt, "回音").to_string(),
        "0662b2810f83c8d8f655abb58e47d588da7fd835509e458faac43eebfb2fabcf"
    );
}

#[test]
fn another_salt_or_text_gives_another_commitment() {
    let [first, second] = [1, 2].map(|byte| Salt::from_bytes([byte; 32]));
    let commitment = commit(Hasher::Sha256, &first, "年费");
    assert_ne!(commitment, commit(Hasher::Sha256, &second, "年费"));
    assert_ne!(commitment, commit(Hasher::Sha256, &first, "年费 "));
    assert_ne!(commitment, commit(Hasher::Sm3, &first, "年费"));
    assert_eq!(format!("{first:?}"), "Salt(…)", "a salt is never printed");
}
