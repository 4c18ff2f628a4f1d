//! The folder: going on after a crash, and what cannot be used.

use search::{Index, Opened, Progress, SearchError};

use crate::world::{Place, case, place, put};

fn reopened(place: Place) -> (Place, Opened) {
    let Place { index, folder } = place;
    drop(index);
    let (index, opened) = Index::open_for_writing(&folder.path().join("search")).unwrap();
    (Place { index, folder }, opened)
}

#[test]
fn what_was_not_committed_is_not_there_and_the_progress_says_so() {
    let place = place(&[case(1, &["积分"])]);
    let mut progress = place.index.progress();
    progress.log_index = 5;
    progress.leaf = Some("aa".to_owned());
    place.index.put(&[case(2, &["积分"])]).unwrap();
    place.index.commit(&progress).unwrap();
    place.index.put(&[case(3, &["积分"])]).unwrap();
    let (place, opened) = reopened(place);
    assert_eq!(opened, Opened::Found);
    assert_eq!(place.index.progress(), progress);
    assert_eq!(place.cases("积分"), [1, 2]);
}

#[test]
fn a_damaged_index_is_set_aside_until_the_new_one_is_whole() {
    let place = place(&[case(1, &["积分"])]);
    let folder = place.folder.path().join("search");
    let Place { index, folder: kept } = place;
    drop(index);
    std::fs::write(folder.join("meta.json"), "{").unwrap();
    assert!(Index::open(&folder).is_err());
    let (index, opened) = Index::open_for_writing(&folder).unwrap();
    assert!(matches!(opened, Opened::SetAside(_)), "{opened:?}");
    assert_eq!(index.progress(), Progress::beginning());
    assert!(kept.path().join("search.former").exists());
    put(&index, &[case(1, &["积分"])]);
    assert!(!kept.path().join("search.former").exists());
}

#[test]
fn a_missing_file_counts_as_damage() {
    let place = place(&[case(1, &["积分"])]);
    let folder = place.folder.path().join("search");
    let Place { index, folder: kept } = place;
    drop(index);
    let files = std::fs::read_dir(&folder).unwrap().flatten();
    let store = files.map(|file| file.path()).find(|path| path.extension().is_some_and(|end| end == "store"));
    std::fs::remove_file(store.unwrap()).unwrap();
    let (_, opened) = Index::open_for_writing(&folder).unwrap();
    assert!(matches!(opened, Opened::SetAside(_)), "{opened:?}");
    drop(kept);
}

#[test]
fn an_index_built_beside_takes_the_place_of_the_one_in_use() {
    let place = place(&[case(1, &["积分"])]);
    let beside = place.folder.path().join("search.new");
    let (new, _) = Index::open_for_writing(&beside).unwrap();
    put(&new, &[case(2, &["积分"])]);
    new.take_place(&place.index).unwrap();
    assert_eq!(place.cases("积分"), [2]);
    put(&place.index, &[case(3, &["积分"])]);
    assert_eq!(place.cases("积分"), [2, 3]);
    assert!(!beside.exists() && !place.folder.path().join("search.former").exists());
    let (place, opened) = reopened(place);
    assert_eq!(opened, Opened::Found);
    assert_eq!(place.cases("积分"), [2, 3]);
}

#[test]
fn a_reader_beside_the_writer_writes_nothing() {
    let place = place(&[case(1, &["积分"])]);
    let reader = Index::open(&place.folder.path().join("search")).unwrap();
    assert_eq!(reader.documents(), 1);
    assert!(matches!(reader.put(&[case(2, &["积分"])]), Err(SearchError::ReadOnly)));
    let nowhere = place.folder.path().join("nowhere");
    assert!(matches!(Index::open(&nowhere), Err(SearchError::Absent(_))));
}
