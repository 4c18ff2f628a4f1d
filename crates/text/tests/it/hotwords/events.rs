//! Public events, found in the titles of their days.

use jiff::civil::Date;

use crate::corpus::read;
use crate::public_events::heard;

#[test]
fn events_are_among_the_first_five_words_of_their_days() {
    let Some(titles) = read("weibo_hot_titles/titles.tsv.zst") else { return };
    let split = |line| {
        let (day, title) = str::split_once(line, '\t')?;
        Some((day.parse().ok()?, title))
    };
    let titles: Vec<(Date, &str)> = titles.lines().filter_map(split).collect();
    let heard = heard(&titles);
    for heard in &heard {
        println!("{} {}: {:?} of {:?}", heard.event.from, heard.event.words[0], heard.place, heard.words);
        assert!(heard.fragments.is_empty(), "{:?} in {:?}", heard.fragments, heard.words);
    }
    let found = heard.iter().filter(|heard| heard.is_found()).count();
    assert!(12 <= heard.len() && heard.len() * 9 <= found * 10, "{found} of {} events", heard.len());
}
