//! Corpora in memory for the tests.

use std::convert::Infallible;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use text::hotwords::{Corpus, Document, Question, Report, mine};
use text::segment::Segmenter;

/// The window of the tests: a week.
pub const FROM: Date = date(2026, 6, 1);
pub const TO: Date = date(2026, 6, 7);

/// Texts with their days and one group value each.
#[derive(Debug, Clone, Default)]
pub struct Texts(pub Vec<(Date, String, String)>);

impl Texts {
    pub fn add(&mut self, day: Date, text: &str) {
        self.add_in(day, "", text);
    }

    pub fn add_in(&mut self, day: Date, group: &str, text: &str) {
        self.0.push((day, text.to_owned(), group.to_owned()));
    }
}

impl Corpus for Texts {
    type Error = Infallible;

    fn read(&mut self, visit: &mut dyn FnMut(Document<'_>)) -> Result<(), Infallible> {
        for ((date, text, group), reference) in self.0.iter().zip(1..) {
            visit(Document { date: *date, text, groups: &[group], reference });
        }
        Ok(())
    }
}

/// Complaints of every day of five weeks, no two alike.
pub fn ordinary() -> Texts {
    let who = ["客户", "持卡人", "储户", "张女士", "李先生", "商户", "老人家"];
    let what = [
        "年费重复收取",
        "转账一直失败",
        "柜台排队太久",
        "短信通知延迟",
        "利息算得不对",
        "理财收益不符",
        "提前还款被拒",
        "登录总是闪退",
    ];
    let then = ["希望尽快处理", "要求书面答复", "打电话没人接", "已经等了三天", "请给个说法", "多次反映无果"];
    let mut texts = Texts::default();
    let mut number = 0;
    for day in 0..35 {
        let day = date(2026, 5, 4).checked_add(day.days()).unwrap();
        for _ in 0..40 {
            let text = format!(
                "{}反映{}，{}，涉及金额{}元",
                who[number % who.len()],
                what[number * 5 % what.len()],
                then[number * 7 % then.len()],
                number
            );
            texts.add_in(day, if number % 2 == 0 { "网点" } else { "手机银行" }, &text);
            number += 1;
        }
    }
    texts
}

pub fn question() -> Question {
    Question { group_columns: vec!["触点".to_owned()], ..Question::new(FROM, TO) }
}

pub fn mined(texts: &Texts) -> Report {
    mined_as(texts, &question())
}

pub fn mined_as(texts: &Texts, question: &Question) -> Report {
    mine(&mut texts.clone(), question, Segmenter::standard()).unwrap()
}
