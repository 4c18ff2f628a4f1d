//! Public events whose days everybody knows, and how they are found in the titles of those days.

use std::convert::Infallible;

use jiff::civil::{Date, date};
use text::hotwords::{Corpus, Document, Question, mine};
use text::segment::Segmenter;

/// An event: window, and what its word may be.
#[derive(Debug)]
pub struct Event {
    pub from: Date,
    pub to: Date,
    pub words: &'static [&'static str],
}

const fn event(from: (i16, i8, i8), to: (i16, i8, i8), words: &'static [&'static str]) -> Event {
    Event { from: date(from.0, from.1, from.2), to: date(to.0, to.1, to.2), words }
}

/// Chosen by their dates. Where an event goes by several names, each counts.
const EVENTS: &[Event] = &[
    // The sandstorm that reached Beijing on 15 March.
    event((2021, 3, 15), (2021, 3, 17), &["沙尘"]),
    // Brands and cotton of Xinjiang.
    event((2021, 3, 24), (2021, 3, 27), &["新疆", "棉花"]),
    // Yuan Longping died on 22 May.
    event((2021, 5, 22), (2021, 5, 25), &["袁隆平"]),
    // Shenzhou 12 started on 17 June.
    event((2021, 6, 16), (2021, 6, 18), &["神舟", "航天员"]),
    // Rain in Zhengzhou on 20 July.
    event((2021, 7, 20), (2021, 7, 24), &["河南", "郑州", "暴雨"]),
    // The Olympic Games of Tokyo opened on 23 July.
    event((2021, 7, 23), (2021, 7, 26), &["奥运"]),
    // EDG won the world championship on 6 November.
    event((2021, 11, 6), (2021, 11, 8), &["EDG"]),
    // The Olympic Winter Games of Beijing, from 4 February: their mascot, and who won on the 8th.
    event((2022, 2, 4), (2022, 2, 10), &["冬奥", "冰墩墩", "谷爱凌"]),
    // War in Ukraine from 24 February.
    event((2022, 2, 24), (2022, 2, 28), &["乌克兰"]),
    // Flight MU5735 on 21 March.
    event((2022, 3, 21), (2022, 3, 25), &["东航", "MU5735", "坠机"]),
    // The examinations for universities, from 7 June.
    event((2022, 6, 6), (2022, 6, 9), &["高考"]),
    // The assault in Tangshan on 10 June.
    event((2022, 6, 10), (2022, 6, 13), &["唐山"]),
    // Abe was shot on 8 July.
    event((2022, 7, 8), (2022, 7, 10), &["安倍"]),
    // Pelosi in Taiwan, 2 August.
    event((2022, 8, 2), (2022, 8, 5), &["佩洛西"]),
    // The earthquake of Luding on 5 September.
    event((2022, 9, 5), (2022, 9, 7), &["泸定", "地震"]),
    // Queen Elizabeth died on 8 September.
    event((2022, 9, 8), (2022, 9, 11), &["女王", "伊丽莎白"]),
    // The World Cup in Qatar from 20 November.
    event((2022, 11, 20), (2022, 11, 27), &["世界杯"]),
    // Earthquake in Turkey on 6 February.
    event((2023, 2, 6), (2023, 2, 10), &["土耳其"]),
    // Silicon Valley Bank failed on 10 March.
    event((2023, 3, 11), (2023, 3, 16), &["硅谷银行"]),
    // The submersible Titan, lost on 18 June.
    event((2023, 6, 20), (2023, 6, 24), &["泰坦"]),
    // Water from Fukushima from 24 August.
    event((2023, 8, 24), (2023, 8, 27), &["核污"]),
    // The Asian Games of Hangzhou, from 23 September.
    event((2023, 9, 23), (2023, 9, 30), &["亚运"]),
    // Earthquake in Gansu on 18 December.
    event((2023, 12, 19), (2023, 12, 22), &["甘肃", "积石山"]),
    // The Olympic Games of Paris opened on 26 July.
    event((2024, 7, 26), (2024, 7, 29), &["奥运"]),
];

/// What was heard in the days of an event.
pub struct Heard {
    pub event: &'static Event,
    pub words: Vec<String>,
    /// The place of its word.
    pub place: Option<usize>,
    /// Words that are fragments of another with nearly the same documents.
    pub fragments: Vec<String>,
}

impl Heard {
    /// Whether its word is among the first five.
    pub fn is_found(&self) -> bool {
        self.place.is_some_and(|place| place < 5)
    }
}

/// What is heard of each event, its days against the four weeks before.
pub fn heard(titles: &[(Date, &str)]) -> Vec<Heard> {
    EVENTS.iter().map(|event| of_event(event, titles)).collect()
}

fn of_event(event: &'static Event, titles: &[(Date, &str)]) -> Heard {
    let question = Question { history_days: 100, ..Question::new(event.from, event.to) };
    let near = |day: &Date| *day <= event.to && day.duration_since(event.from).as_hours() / 24 > -100;
    let mut texts = Titles(titles.iter().filter(|(day, _)| near(day)).copied().collect());
    let Ok(report) = mine(&mut texts, &question, Segmenter::standard()) else {
        panic!("the question of {event:?} is impossible");
    };
    let is_event =
        |word: &str| event.words.iter().any(|name| word.to_uppercase().contains(&name.to_uppercase()));
    let fragments = report.words.iter().filter(|word| {
        report.words.iter().any(|other| {
            other.text.contains(&word.text)
                && other.text.len() > word.text.len()
                && word.documents.abs_diff(other.documents) * 5 <= word.documents
        })
    });
    Heard {
        event,
        place: report.words.iter().position(|word| is_event(&word.text)),
        fragments: fragments.map(|word| word.text.clone()).collect(),
        words: report.words.iter().map(|word| word.text.clone()).collect(),
    }
}

struct Titles<'a>(Vec<(Date, &'a str)>);

impl Corpus for Titles<'_> {
    type Error = Infallible;

    fn read(&mut self, visit: &mut dyn FnMut(Document<'_>)) -> Result<(), Infallible> {
        for (reference, (date, text)) in (0..).zip(&self.0) {
            visit(Document { date: *date, text, groups: &[], reference });
        }
        Ok(())
    }
}
