//! Files in the 68 columns in which banks report, their rows of our own making: each of another person, in one of the
//! bank's sub-branches, coded, four in five ended.

use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use office::exchange::Profile;

use crate::organisation::sub_branches;

/// How many different stories are told in turn.
const STORIES: usize = 2_000;

/// Over how many days the rows lie.
const DAYS: u64 = 700;

const CHANNELS: [&str; 6] = ["客服热线", "网点", "手机银行", "监管转办", "信函", "来访"];
const BUSINESSES: [&str; 6] = [
    "信用卡使用和还款",
    "信用卡市场活动、积分及增值服务",
    "个人住房贷款",
    "借记卡使用",
    "人民币储蓄",
    "账户管理",
];
const BUSINESS_CHANNELS: [&str; 3] = ["营业现场", "自助机具", "移动客户端"];
const REASONS: [&str; 4] = [
    "因定价收费引起的投诉",
    "因服务态度及服务质量引起的投诉",
    "因信息披露引起的投诉",
    "因债务催收方式和手段引起的投诉",
];
const RESULTS: [&str; 3] = ["支持", "部分支持", "不支持"];
const FAMILY_NAMES: [&str; 10] = ["周", "李", "王", "陈", "刘", "赵", "孙", "吴", "郑", "冯"];
const GIVEN_NAMES: [&str; 9] = ["敏", "强", "芳", "杰", "洋", "志远", "秀英", "海燕", "建国"];

/// Writes `rows` rows, the last received on the day before `today`.
pub fn csv(file: &Path, rows: u64, today: Date) {
    let profile = Profile::load("bank68").unwrap();
    let header: Vec<&str> = profile.columns.iter().map(|column| column.name()).collect();
    let named = |name: &str| header.iter().position(|found| *found == name).unwrap();
    let stories: Vec<_> = sim::lives(7).unwrap().take(STORIES).map(|life| life.submission).collect();
    let branches = sub_branches();
    let mut writer = csv::Writer::from_path(file).unwrap();
    writer.write_record(&header).unwrap();
    for row in 0..rows {
        let mut cells = vec![String::new(); header.len()];
        let mut put = |column: usize, value: &str| cells[column].replace_range(.., value);
        let received = today.saturating_sub(i64::try_from(row * 31 % DAYS + 1).unwrap().days());
        put(named("工单号"), &format!("GD{row:08}"));
        put(named("网点机构号"), turn(&branches, row));
        put(named("投诉受理渠道"), turn(&CHANNELS, row / 3));
        put(named("投诉受理日期"), &received.to_string());
        put(named("投诉业务类别"), turn(&BUSINESSES, row / 5));
        put(named("投诉业务办理渠道"), turn(&BUSINESS_CHANNELS, row / 7));
        put(named("投诉原因"), turn(&REASONS, row / 11));
        put(named("投诉人数"), if row % 500 == 0 { "25" } else { "1" });
        let story = &stories[(row % stories.len() as u64) as usize];
        let mut told = story.narrative.clone().unwrap_or_else(|| story.subject.clone());
        if row % 50 == 0 {
            told.push_str("我的信用卡积分清零，请恢复。");
        }
        put(named("投诉内容"), &told);
        put(named("投诉请求"), story.request.as_deref().unwrap_or("请尽快答复"));
        put(named("投诉人姓名"), &format!("{}{}", turn(&FAMILY_NAMES, row), turn(&GIVEN_NAMES, row / 10)));
        put(named("身份证号码"), &format!("E{row:08}"));
        put(named("投诉电话/邮箱"), &format!("138{row:08}"));
        match row % 5 {
            0 => put(named("工单状态"), "处理中"),
            _ => {
                let ended = received.saturating_add(i64::try_from(row % 13).unwrap().days()).min(today);
                put(named("工单状态"), "已办结");
                put(named("办结日期"), &ended.to_string());
                put(named("投诉处理结果"), turn(&RESULTS, row));
                put(named("是否有责"), if row % 3 == 2 { "无责" } else { "有责" });
                put(named("是否回复投诉人"), "是");
                put(named("回复投诉人/作出处理决定日期"), &ended.to_string());
                put(named("投诉处理情况"), "已与客户协商，按规定办理。");
            }
        }
        writer.write_record(&cells).unwrap();
    }
    writer.flush().unwrap();
}

fn turn<T: AsRef<str>>(all: &[T], turn: u64) -> &str {
    all[(turn % all.len() as u64) as usize].as_ref()
}
