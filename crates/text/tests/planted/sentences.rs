//! Sentences that plant one datum or several.

use text::Kind;

use super::Document;
use super::dice::Dice;
use super::{numbers, people};

/// Sentences without anything to hide.
pub const PLAIN: [&str; 8] = [
    "上个月在手机银行办理了账单分期，客服说手续费可以减免。",
    "地铁口那家网点排队要一个多小时，建议多开几个窗口。",
    "希望贵行核实原因，把多收的费用退回来，并给一个书面的答复。",
    "一二线城市的网点都能办，三四线的却不行。",
    "The company still charged a late fee and I would like it refunded. ",
    "I have called three times and was told to wait ten business days. ",
    "客户经理说下周一给答复，可是到现在也没有消息。",
    "这款理财产品亏损了，我要求说明当时的风险提示。",
];

/// Adds a sentence with something planted.
pub fn planted(document: &mut Document, dice: &mut Dice) {
    match dice.below(15) {
        0 => mobile(document, dice),
        1 => landline(document, dice),
        2 => resident_id(document, dice),
        3 | 4 => card(document, dice),
        5 => credit_code(document, dice),
        6 => email(document, dice),
        7 => plate(document, dice),
        8 => passport(document, dice),
        9 => address(document, dice),
        10 | 11 => name(document, dice),
        12 => spoken(document, dice),
        13 => english(document, dice),
        _ => adjoining(document, dice),
    }
}

fn mobile(document: &mut Document, dice: &mut Dice) {
    let number = numbers::mobile(dice);
    let written = match dice.below(7) {
        0 => numbers::grouped(&number, 3, " "),
        1 => numbers::grouped(&number, 3, "-"),
        2 => numbers::wide(&number),
        3 => format!("+86 {number}"),
        4 => numbers::grouped(&number, 3, "\u{3000}"),
        _ => number,
    };
    document.say(dice.pick(&[
        "手机",
        "联系电话：",
        "我的号码是",
        "請回撥手機",
        "打了三次",
        "发短信给",
        "微信同号",
    ]));
    document.plant(Kind::Mobile, &written);
    document.say(dice.pick(&["，请尽快回电。", "。", "一直打不通。", "（机主本人）。", " "]));
}

fn landline(document: &mut Document, dice: &mut Dice) {
    let (area, number) = numbers::landline(dice);
    match dice.below(4) {
        0 => {
            document.say(dice.pick(&["座机", "家里电话：", "傳真或電話"]));
            document.plant(Kind::Landline, &number);
        }
        1 => {
            document.say("固话");
            document.plant(Kind::Landline, &format!("{area}{number}"));
        }
        2 => {
            document.say("请回电");
            document.plant(Kind::Landline, &format!("{area} {number}"));
        }
        _ => {
            document.say(dice.pick(&["请打", "电话是", "对方用"]));
            document.plant(Kind::Landline, &format!("{area}-{number}"));
        }
    }
    document.say(dice.pick(&["联系我。", "，谢谢。", "打来的。"]));
}

fn resident_id(document: &mut Document, dice: &mut Dice) {
    if dice.one_in(6) {
        // Mistyped, but announced: still somebody's.
        document.say("身份证号：");
        document.plant(Kind::ResidentId, &numbers::resident_id_mistyped(dice));
    } else {
        let number = numbers::resident_id(dice);
        let written = match dice.below(5) {
            0 => number.to_lowercase(),
            1 => numbers::wide(&number),
            2 => format!("{} {} {}", &number[..6], &number[6..14], &number[14..]),
            _ => number,
        };
        document.say(dice.pick(&["身份证", "身份證號碼：", "证件号码是", "我的号：", "本人（"]));
        document.plant(Kind::ResidentId, &written);
    }
    document.say(dice.pick(&["，请核实。", "。", "）办理的业务。"]));
}

fn card(document: &mut Document, dice: &mut Dice) {
    if dice.one_in(6) {
        document.say("卡号是");
        document.plant(Kind::Card, &numbers::card_mistyped(dice));
    } else {
        let number = numbers::card(dice);
        let written = match dice.below(6) {
            0 => numbers::grouped(&number, 4, " "),
            1 => numbers::grouped(&number, 4, "-"),
            2 => numbers::wide(&number),
            3 => format!("{} {}", &number[..6], &number[6..]),
            _ => number,
        };
        document.say(dice.pick(&["卡号", "我的银行卡", "尾号变了的那张", "賬號：", "转到", "信用卡 "]));
        document.plant(Kind::Card, &written);
    }
    document.say(dice.pick(&["被盗刷。", "，金额3,200.00元。", "里少了钱。", "。"]));
}

fn credit_code(document: &mut Document, dice: &mut Dice) {
    let code = numbers::credit_code(dice);
    let written = match dice.below(4) {
        0 => code.to_lowercase(),
        1 => numbers::wide(&code),
        _ => code,
    };
    document.say(dice.pick(&["统一社会信用代码：", "公司的信用代码", "税号", "个体户执照上是"]));
    document.plant(Kind::CreditCode, &written);
    document.say("，请开票。");
}

fn email(document: &mut Document, dice: &mut Dice) {
    let local = dice.pick(&["zhou.ming", "li_lei88", "a-b+c", "13800138000", "wang.fang.2", "q7"]);
    let domain = dice.pick(&["example.com", "163.com", "mail.example.com.cn", "qq.com", "bank-mail.net"]);
    document.say(dice.pick(&["邮箱", "发到", "我的信箱：", "mail me at "]));
    let written = format!("{local}@{domain}");
    let written = if dice.one_in(5) { numbers::wide(&written) } else { written };
    document.plant(Kind::Email, &written);
    document.say(dice.pick(&["。", "，谢谢。", " "]));
}

fn plate(document: &mut Document, dice: &mut Dice) {
    document.say(dice.pick(&["车牌", "我的车", "车贷抵押的是", "车号："]));
    document.plant(Kind::Plate, &numbers::plate(dice));
    document.say(dice.pick(&["，保险没退。", "被拖走了。", "。"]));
}

fn passport(document: &mut Document, dice: &mut Dice) {
    let number = match dice.below(3) {
        0 => format!("E{}", dice.digits(8)),
        1 => format!("E{}{}", dice.character("ABCDEFGH"), dice.digits(7)),
        _ => format!("G{}", dice.digits(8)),
    };
    document.say(dice.pick(&["护照号码：", "持护照", "護照", "passport no. "]));
    document.plant(Kind::Document, &number);
    document.say("，开户被拒。");
}

fn address(document: &mut Document, dice: &mut Dice) {
    let (district, below) = people::address(dice);
    document.say(dice.pick(&["家住", "地址：", "住在", "寄到", "快递送至", "现住"]));
    document.say(district);
    document.plant(Kind::Address, &below);
    document.say(dice.pick(&["，请上门。", "。", "，邮编没写。"]));
}

fn name(document: &mut Document, dice: &mut Dice) {
    let whole = people::whole_name(dice);
    let (before, after) = match dice.below(9) {
        0 => ("我叫", "，要投诉。"),
        1 => ("姓名：", " "),
        2 => ("联系人：", "，"),
        3 => ("經辦人：", "。"),
        4 => ("经办人", "说不能退。"),
        5 => ("尊敬的", "先生："),
        6 => ("接电话的是", "女士，"),
        7 => ("我是", "，来反映问题。"),
        _ => ("本人", "，要求退款。"),
    };
    document.say(before);
    document.plant(Kind::Name, &whole);
    document.say(after);
}

fn spoken(document: &mut Document, dice: &mut Dice) {
    let mobile = numbers::mobile(dice);
    match dice.below(5) {
        0 => {
            document.say(dice.pick(&["我电话是", "你记一下", "号码"]));
            let written = numbers::spoken(&mobile, dice);
            document.plant(Kind::Mobile, &written);
            document.say(dice.pick(&["，对。", "一直没人打。", "。"]));
        }
        1 => {
            let groups =
                [&mobile[..3], &mobile[3..7], &mobile[7..]].map(|group| numbers::spoken(group, dice));
            document.say("手机号是");
            document
                .plant(Kind::Mobile, &groups.join(dice.pick(&["嗯", "，", " ", "，然后", "呃", "，嗯，"])));
            document.say("对吧。");
        }
        2 => {
            document.say("手机号是");
            let hesitation = dice.pick(&["嗯", "然后", "呃", "，嗯，", "那个"]);
            document.plant(Kind::Mobile, &numbers::grouped(&mobile, 3, hesitation));
            document.say("，记下了吗。");
        }
        3 => {
            let id = numbers::resident_id(dice);
            document.say("身份证号");
            let written = numbers::spoken(&id, dice);
            document.plant(Kind::ResidentId, &written);
            document.say("，好的。");
        }
        _ => {
            let card = numbers::card(dice);
            document.say("卡号是");
            let written = numbers::spoken(&numbers::grouped(&card, 4, dice.pick(&[" ", "，", ""])), dice);
            document.plant(Kind::Card, &written);
            document.say("。");
        }
    }
}

fn english(document: &mut Document, dice: &mut Dice) {
    let (area, exchange, line) = (dice.between(201, 799), dice.between(201, 989), dice.digits(4));
    match dice.below(6) {
        0 => {
            document.say("My name is ");
            document.plant(Kind::Name, &people::latin_name(dice));
            document.say(" and I was charged twice. ");
        }
        1 => {
            document.say(dice.pick(&["my name is ", "hello my name is "]));
            document.plant(
                Kind::Name,
                &people::latin_name(dice).replace(" Q.", "").replace(['-', '\''], "").to_lowercase(),
            );
            document.say(dice.pick(&[", i am calling about a fee. ", " and i want a refund. "]));
        }
        2 => {
            document.say(dice.pick(&["SSN ", "social security number: ", "my social is "]));
            let (area, group, serial) =
                (dice.between(101, 665), dice.between(10, 99), dice.between(1000, 9999));
            document.plant(Kind::ResidentId, &format!("{area}-{group}-{serial}"));
            document.say(". ");
        }
        3 => {
            document.say(dice.pick(&["call me at ", "phone: ", "reach me on "]));
            let written = match dice.below(3) {
                0 => format!("{area}.{exchange}.{line}"),
                1 => format!("+1 {area} {exchange} {line}"),
                _ => format!("{area}-{exchange}-{line}"),
            };
            document.plant(Kind::Landline, &written);
            document.say(". ");
        }
        4 => {
            document.say(dice.pick(&["card number ", "my Visa ", "account "]));
            document
                .plant(Kind::Card, &numbers::grouped(&numbers::card(dice), 4, dice.pick(&["", " ", "-"])));
            document.say(" was declined. ");
        }
        _ => {
            document.say(dice.pick(&["Mr. ", "Mrs. ", "Dr. "]));
            document.plant(Kind::Name, &people::latin_name(dice));
            document.say(" promised a refund. ");
        }
    }
}

/// Data side by side, with little or nothing between them.
fn adjoining(document: &mut Document, dice: &mut Dice) {
    let between = dice.pick(&["，", " ", "/", "、"]);
    match dice.below(4) {
        0 => {
            document.plant(Kind::Mobile, &numbers::mobile(dice));
            document.say(between);
            document.plant(Kind::Mobile, &numbers::mobile(dice));
        }
        1 => {
            document.plant(Kind::ResidentId, &numbers::resident_id(dice));
            document.say(between);
            document.plant(Kind::Mobile, &numbers::mobile(dice));
        }
        2 => {
            document.say("卡号");
            document.plant(Kind::Card, &numbers::card(dice));
            document.say("身份证");
            document.plant(Kind::ResidentId, &numbers::resident_id(dice));
            document.say("手机");
            document.plant(Kind::Mobile, &numbers::mobile(dice));
        }
        _ => {
            document.say("2026-03-15 10:30 ");
            document.plant(Kind::Mobile, &numbers::mobile(dice));
        }
    }
    document.say("。");
}
