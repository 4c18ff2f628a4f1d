//! Sentences that look as if they held personal data, and hold none.

use super::Document;
use super::dice::Dice;
use super::numbers;

/// Adds a sentence in which nothing may be found.
pub fn decoy(document: &mut Document, dice: &mut Dice) {
    let date = format!("2026{:02}{:02}", dice.between(1, 12), dice.between(1, 28));
    let sentence = match dice.below(20) {
        0 => {
            let len = dice.between(5, 11) as usize;
            format!("订单号{date}{}，还没发货。", dice.digits(len))
        }
        1 => format!("流水号：{}{}。", date, dice.digits(10)),
        2 => format!(
            "金额{},{},{}.{}元。",
            dice.between(1, 999),
            dice.between(100, 999),
            dice.digits(3),
            dice.digits(2)
        ),
        3 => format!("共计{}元，其中手续费{}.50元。", dice.digits(11).replace('0', "5"), dice.between(1, 99)),
        4 => format!("卡号尾号{}的卡。", dice.digits(4)),
        5 => format!("产品代码SN{}已停售。", dice.digits(15)),
        6 => format!("工单{}未处理。", numbers::card_mistyped(dice)),
        7 => format!(
            "于2026年{}月{}日{}:30收到。",
            dice.between(1, 12),
            dice.between(1, 28),
            dice.between(10, 23)
        ),
        8 => "客服热线95588，投诉电话12363，400-820-8888。".to_owned(),
        9 => format!("编号{}。", numbers::resident_id_mistyped(dice)),
        10 => "二零二六年三月十五日，一共三千五百八十元。".to_owned(),
        11 => format!("版本V1.2.{}，地址192.168.{}.{}。", dice.below(99), dice.below(255), dice.below(255)),
        12 => format!(
            "2026-{:02}-11 2026-{:02}-12 2026-{:02}-13。",
            dice.between(1, 12),
            dice.between(1, 12),
            dice.between(1, 12)
        ),
        13 => "微信支付5000元，微信转账失败，QQ群里说的。".to_owned(),
        14 => "我是老客户，本人高度重视，本人于昨天到网点，客户经理不在。".to_owned(),
        15 => "住院部3号楼，住房贷款，地址错误，家住农村，长沙市岳麓区的网点。".to_owned(),
        16 => format!("order {date}{} was never shipped. ", dice.digits(8)),
        17 => "my name is not on the account, my name is misspelled there. ".to_owned(),
        18 => format!("验证码{}，型号AB-{}，年化3.{}%。", dice.digits(6), dice.digits(6), dice.digits(2)),
        _ => format!("合同编号：HT{date}{}，第{}条。", dice.digits(6), dice.between(1, 40)),
    };
    document.say(&sentence);
}
