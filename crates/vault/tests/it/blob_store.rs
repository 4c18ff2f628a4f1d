use std::io::{Read, Write};

use vault::{BlobError, BlobStore, Salt};

use crate::{AAD, SUITES, keys, random};

fn read(store: &BlobStore, identifier: &str) -> Result<Vec<u8>, BlobError> {
    let mut bytes = Vec::new();
    store.get(identifier)?.read_to_end(&mut bytes).map_err(BlobError::Read)?;
    Ok(bytes)
}

fn write(bytes: &[u8]) -> impl FnOnce(&mut dyn Write) -> Result<(), BlobError> + use<'_> {
    |writer| writer.write_all(bytes).map_err(BlobError::Write)
}

#[test]
fn an_attachment_is_stored_sealed_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).unwrap();
    let key = keys(SUITES[0]).new_person_key(&mut random());
    let salt = Salt::generate(&mut random());
    let plain = b"a scanned letter".repeat(10_000);
    let sealed = store
        .put("4711", |writer| key.seal_blob(&AAD, &salt, plain.as_slice(), writer, &mut random()))
        .unwrap();
    assert_eq!(sealed.length, 160_000);

    let mut opened = Vec::new();
    key.open_blob(&AAD, store.get("4711").unwrap(), &mut opened).unwrap();
    assert_eq!(opened, plain);
    assert!(!read(&store, "4711").unwrap().windows(7).any(|window| window == b"scanned"));
}

#[test]
fn a_blob_is_never_replaced_and_a_failed_one_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).unwrap();
    store.put("1", write(b"first")).unwrap();
    assert!(matches!(store.put("1", write(b"second")), Err(BlobError::Exists(_))));
    assert_eq!(read(&store, "1").unwrap(), b"first");

    let failed = store.put("2", |writer| {
        writer.write_all(b"half").map_err(BlobError::Write)?;
        Err::<(), _>(BlobError::Read(std::io::Error::other("the line broke")))
    });
    assert!(matches!(failed, Err(BlobError::Read(_))));
    assert!(matches!(read(&store, "2"), Err(BlobError::NotFound(_))));
    assert_eq!(std::fs::read_dir(folder.path().join("incoming")).unwrap().count(), 0);

    store.delete("1").unwrap();
    assert_eq!(store.delete("1").unwrap_err().to_string(), "the blob `1` does not exist");
}

#[test]
fn what_a_killed_process_left_is_cleared_and_blobs_stay() {
    let folder = tempfile::tempdir().unwrap();
    BlobStore::open(folder.path()).unwrap().put("1", write(b"whole")).unwrap();
    let half = folder.path().join("incoming").join("half");
    std::fs::write(&half, b"half").unwrap();
    BlobStore::open(folder.path()).unwrap();
    assert!(half.exists(), "another process may still be writing it");
    let file = std::fs::File::options().write(true).open(&half).unwrap();
    let written = file.metadata().unwrap().modified().unwrap();
    file.set_modified(written - std::time::Duration::from_secs(2 * 3_600)).unwrap();
    let store = BlobStore::open(folder.path()).unwrap();
    assert_eq!(std::fs::read_dir(folder.path().join("incoming")).unwrap().count(), 0);
    assert_eq!(read(&store, "1").unwrap(), b"whole");
}

#[test]
fn an_identifier_cannot_leave_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).unwrap();
    for identifier in ["", "..", "a/b", "../secret", "a\0", "回音", &"a".repeat(101)] {
        assert!(matches!(store.get(identifier).err(), Some(BlobError::Identifier(_))), "{identifier}");
    }
    assert_eq!(
        store.delete("a.b").unwrap_err().to_string(),
        "`a.b` is not the identifier of a blob: expected 1 to 100 letters, digits, `-` and `_`",
    );
}
