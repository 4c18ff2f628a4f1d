//! Prints what sealing costs: `cargo bench -p vault`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program whose output is its purpose")]

use std::hint::black_box;
use std::time::Instant;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use vault::{Aad, Cipher, Field, Hasher, KeyRing, Salt, Suite};

fn main() {
    measure(Suite { cipher: Cipher::Aes256Gcm, hasher: Hasher::Sha256 });
    measure(Suite { cipher: Cipher::Sm4Gcm, hasher: Hasher::Sm3 });
}

fn measure(suite: Suite) {
    let mut random = ChaCha20Rng::seed_from_u64(1);
    let keys = KeyRing::generate(suite, &mut random);
    let key = keys.new_person_key(&mut random);
    let wrapped = keys.wrap("17", &key, &mut random).unwrap();
    let aad = Aad { person: "17", field: "text", reference: "4711" };
    let text = "年费".repeat(33) + "。。";
    let sealed = key.seal(&aad, text.as_bytes(), &mut random).unwrap();
    let index = keys.blind_index();
    let attachment = vec![7; 16 << 20];
    let salt = Salt::generate(&mut random);

    println!("{suite:?}");
    each("new person key, wrapped", || {
        drop(black_box(keys.wrap("17", &keys.new_person_key(&mut random), &mut random)))
    });
    each("unwrap a person key", || drop(black_box(keys.unwrap("17", &wrapped))));
    each("seal 204 bytes", || drop(black_box(key.seal(&aad, text.as_bytes(), &mut random))));
    each("seal and commit 204 bytes", || drop(black_box(key.seal_text(&aad, &text, &mut random))));
    each("open 204 bytes", || drop(black_box(key.open(&aad, &sealed))));
    each("blind-index tag", || {
        black_box(index.tag(Field::PHONE, "13800001234"));
    });
    let start = Instant::now();
    key.seal_blob(&aad, &salt, attachment.as_slice(), std::io::sink(), &mut random).unwrap();
    println!("  {:<28} {:>7.0} MiB/s", "seal an attachment", 16.0 / start.elapsed().as_secs_f64());
}

fn each(name: &str, mut run: impl FnMut()) {
    const TIMES: u32 = 100_000;
    let start = Instant::now();
    (0..TIMES).for_each(|_| run());
    println!("  {name:<28} {:>7.2} µs", start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES));
}
