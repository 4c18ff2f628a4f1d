//! What is erased leaves no byte in the folder.

use std::path::Path;

use domain::id::CaseId;

use crate::world::{Place, case, open_for_writing, place, put};

/// Whether any file of the folder holds the bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).unwrap().flatten().filter(|file| file.path().is_file());
    files
        .map(|file| std::fs::read(file.path()).unwrap())
        .any(|file| file.windows(bytes.len()).any(|window| window == bytes))
}

#[test]
fn an_erased_text_is_in_no_file() {
    let planted = "zyxwvutsplanted";
    let place = place(&[case(1, &[planted, "手机银行"]), case(2, &["别的 quixotic"])]);
    for id in 3..40 {
        put(&place.index, &[case(id, &["又一件"])]);
    }
    let folder = place.folder.path().join("search");
    assert!(holds(&folder, planted.as_bytes()), "the scan finds nothing at all");
    // The case stays, without the words; another one goes.
    place.index.put(&[case(1, &["手机银行"])]).unwrap();
    place.index.remove(&[CaseId(2)]).unwrap();
    // A kill between the commit and the purge leaves the purge owed.
    let mut owing = place.index.progress();
    owing.purge_owed = true;
    place.index.commit(&owing).unwrap();
    let Place { index, folder: kept } = place;
    drop(index);
    let (index, _) = open_for_writing(&folder);
    let place = Place { index, folder: kept };
    assert_eq!(place.index.progress(), owing);
    assert!(holds(&folder, planted.as_bytes()), "it is owed for a reason");
    place.index.purge().unwrap();
    assert!(!place.index.progress().purge_owed);
    for bytes in [planted, "planted", "quixotic"] {
        assert!(!holds(&folder, bytes.as_bytes()), "{bytes}");
    }
    assert_eq!(place.cases("手机银行"), [1]);
    assert!(place.cases(planted).is_empty() && place.cases("别的").is_empty());
    assert_eq!(place.index.documents(), 38);
    put(&place.index, &[case(50, &["后来"])]);
    assert_eq!(place.cases("后来"), [50]);
}
