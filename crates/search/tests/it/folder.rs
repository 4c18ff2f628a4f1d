//! The folder: going on after a crash, and what cannot be used.

use std::sync::Arc;

use search::claim::indexes;
use search::{Claim, Index, Opened, Progress, SearchError};

use crate::world::{Place, case, open_for_writing, place, put};

fn reopened(place: Place) -> (Place, Opened) {
    let Place { index, folder } = place;
    drop(index);
    let (index, opened) = open_for_writing(&folder.path().join("search"));
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
    let (index, opened) = open_for_writing(&folder);
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
    let (_, opened) = open_for_writing(&folder);
    assert!(matches!(opened, Opened::SetAside(_)), "{opened:?}");
    drop(kept);
}

#[test]
fn an_index_built_beside_takes_the_place_of_the_one_in_use() {
    let mut place = place(&[case(1, &["积分"])]);
    let beside = place.folder.path().join("search.new");
    let new = {
        let Place { index, folder } = place;
        drop(index);
        let claim = Arc::new(Claim::of(folder.path().join("search")).unwrap().unwrap());
        let (index, _) = Index::open_for_writing(&claim).unwrap();
        place = Place { index, folder };
        Index::open_beside(&claim).unwrap()
    };
    put(&new, &[case(2, &["积分"])]);
    new.take_place(&place.index).unwrap();
    assert_eq!(place.cases("积分"), [2]);
    put(&place.index, &[case(3, &["积分"])]);
    assert_eq!(place.cases("积分"), [2, 3]);
    assert!(!beside.exists() && !place.folder.path().join("search.former").exists());
    // It shares the claim on the folder.
    drop(new);
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

#[test]
fn whoever_writes_has_a_folder_of_their_own_and_leaves_it_to_the_next() {
    let place = tempfile::tempdir().unwrap();
    let first = place.path().join("search");
    let second = place.path().join("search-2");
    let take = || Arc::new(Claim::take(&first).unwrap());
    let one = take();
    let (index, _) = Index::open_for_writing(&one).unwrap();
    let other = take();
    assert_eq!((one.folder(), other.folder()), (first.as_path(), second.as_path()));
    Index::open_for_writing(&other).unwrap();
    assert_eq!(indexes(&first), [first.clone(), second.clone()]);
    // Who still asks an index keeps its folder.
    drop(one);
    assert!(Claim::of(first.clone()).unwrap().is_none());
    drop(index);
    let again = take();
    assert_eq!(again.folder(), first);
    assert_eq!(Index::open_for_writing(&again).unwrap().1, Opened::Found);
    drop(other);
    let left = Claim::of(second).unwrap().expect("nobody holds it");
    assert!(left.committed_at().is_some());
    left.clear().unwrap();
    assert_eq!(indexes(&first), [first]);
}
