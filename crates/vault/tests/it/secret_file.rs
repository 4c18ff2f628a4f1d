use vault::Zeroizing;
use vault::secret_file::{self, load_or_create};

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

#[test]
fn a_missing_file_is_made_and_a_present_one_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.key");
    let made = load_or_create(&path, || secret("first\n")).unwrap();
    assert!(made.created);
    let found = load_or_create(&path, || panic!("there is a file already")).unwrap();
    assert!(!found.created);
    assert_eq!((&**found.text, &**made.text), ("first\n", "first\n"));
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["ledger.key"], "nothing else is left behind");
}

#[test]
fn of_many_that_start_together_all_use_one_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.key");
    let texts: Vec<_> = std::thread::scope(|scope| {
        let path = &path;
        let start =
            |number: u32| scope.spawn(move || load_or_create(path, || secret(&number.to_string())).unwrap());
        let threads: Vec<_> = (0..16).map(start).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(texts.iter().filter(|loaded| loaded.created).count(), 1);
    assert!(texts.iter().all(|loaded| loaded.text == texts[0].text));
}

#[cfg(unix)]
#[test]
fn the_file_is_private_and_one_that_is_not_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.key");
    load_or_create(&path, || secret("secret")).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for mode in [0o644, 0o640, 0o604, 0o610, 0o602] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let error = load_or_create(&path, || panic!("it must not be replaced")).err().unwrap().to_string();
        let shown = path.display();
        assert_eq!(
            error,
            format!(
                "the secret file `{shown}` has mode {mode:04o}: expected 0600, so that only its owner can read it; run `chmod 600 {shown}`"
            ),
        );
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
    assert_eq!(&**secret_file::load(&path).unwrap(), "secret");
}

#[test]
fn what_is_no_secret_file_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let error = |path: &std::path::Path| load_or_create(path, || secret("x")).err().unwrap().to_string();
    assert!(error(folder.path()).ends_with("is not a secret file: expected a text file of at most 64 KiB"));
    let missing = folder.path().join("no folder").join("ledger.key");
    assert!(error(&missing).starts_with("failed to create the secret file"));
    assert!(!missing.exists());

    let path = folder.path().join("binary");
    for content in [vec![0xff; 10], vec![b'a'; 70_000]] {
        std::fs::remove_file(&path).ok();
        load_or_create(&path, || secret("")).unwrap();
        std::fs::write(&path, content).unwrap();
        assert!(error(&path).contains("is not a secret file"));
    }
}
