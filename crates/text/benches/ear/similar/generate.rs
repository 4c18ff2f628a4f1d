//! Letters to a bank that nobody wrote, with copies whose edits are known.

const WHEN: &[&str] = &[
    "上个月",
    "前天下午",
    "今年三月",
    "昨天上午",
    "国庆期间",
    "去年年底",
    "上周五",
    "半个月前",
    "春节前",
    "这几天",
    "月初",
    "开户当天",
    "还款日前一天",
    "出差途中",
    "搬家以后",
    "孩子开学时",
];
const WHERE: &[&str] = &[
    "在手机银行",
    "在城南支行",
    "在自助取款机上",
    "通过客服热线",
    "在网上银行",
    "在大堂经理指引下",
    "在小程序里",
    "在合作商户处",
    "在贵宾窗口",
    "在社区网点",
    "在积分商城",
    "在线上审批页面",
    "在微信公众号",
    "在征信查询点",
];
const WHAT: &[&str] = &[
    "办理账单分期",
    "申请提前结清",
    "更换预留手机号",
    "查询还款记录",
    "激活新卡",
    "挂失旧卡",
    "兑换积分礼品",
    "签约代扣",
    "购买稳健理财",
    "申请利率调整",
    "打印流水",
    "开通快捷支付",
    "缴纳物业费",
    "汇款给家人",
    "申诉逾期记录",
    "领取立减券",
    "取消自动续费",
    "预约大额取款",
    "升级账户等级",
    "办理房贷面签",
    "申请延期还款",
    "赎回基金",
    "修改邮寄地址",
    "绑定工资卡",
];
const BUT: &[&str] = &[
    "系统却一直提示超时",
    "工作人员说要等总行批复",
    "被多扣了手续费",
    "没有任何短信通知",
    "前后两次的说法完全不一样",
    "页面直接退回首页",
    "客服让我再等三个工作日",
    "钱扣了但是没有到账",
    "要求我本人再跑一趟",
    "合同上根本没有这一条",
    "额度突然被降低",
    "利息比约定的高出不少",
    "材料交了三次还说不全",
    "排队等了两个多小时",
    "验证码始终收不到",
    "被告知活动已经结束",
    "显示账户状态异常",
    "经办人已经离职",
    "没有人告诉我可以反悔",
    "违约金的算法讲不清楚",
    "录音也不肯提供",
    "转了四次人工都没接通",
];
const WANT: &[&str] = &[
    "请尽快核实原因",
    "希望退回多收的费用",
    "要求书面说明",
    "请给出明确的办理时限",
    "希望恢复原来的额度",
    "请更正我的征信记录",
    "要求当面道歉",
    "请减免这笔利息",
    "希望改进这个流程",
    "请告知具体负责人",
    "要求提供完整的合同",
    "请停止继续扣款",
];
const OPENINGS: &[&str] = &[
    "您好，",
    "你好，我是贵行的老客户，",
    "尊敬的领导：",
    "我要投诉，",
    "我想反映一个问题，",
    "情况是这样的，",
    "",
    "",
];
const CLOSINGS: &[&str] =
    &["谢谢。", "请尽快回复！", "盼复。", "此致敬礼", "如不处理我将向监管部门反映。", "", ""];
const NAMES: &[&str] = &[
    "安居", "丰收", "远航", "金穗", "如意", "同心", "启明", "朝阳", "碧水", "青禾", "万家", "顺达", "瑞祥",
    "恒信", "惠民", "乐享", "优品", "星河", "长青", "福满",
];
const KINDS: &[&str] = &["卡", "贷", "宝", "通", "计划", "套餐", "账户", "分期", "保险", "基金"];
const CHANGED: &str = "的了是在不有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多";

/// Texts, and by text from which letter it comes.
pub struct Generated {
    pub texts: Vec<String>,
    pub origins: Vec<u32>,
}

impl Generated {
    /// So many texts; the same for the same seed.
    pub fn new(count: usize, seed: u64) -> Self {
        let mut random = Random(seed);
        let mut generated = Self { texts: Vec::with_capacity(count), origins: Vec::with_capacity(count) };
        let mut origin = 0;
        while generated.texts.len() < count {
            let letter = letter(&mut random);
            let copies = match random.below(10) {
                0..7 => 1,
                7 => 2,
                8 => 3 + random.below(6),
                _ => 9 + random.below(40),
            };
            for copy in 0..copies.min(count - generated.texts.len()) {
                let text = if copy == 0 { letter.clone() } else { edited(&letter, &mut random) };
                generated.texts.push(text);
                generated.origins.push(origin);
            }
            origin += 1;
        }
        // Copies do not come one after another.
        for at in (1..generated.texts.len()).rev() {
            let other = random.below(at + 1);
            generated.texts.swap(at, other);
            generated.origins.swap(at, other);
        }
        generated
    }
}

fn letter(random: &mut Random) -> String {
    let mut letter = random.of(OPENINGS).to_owned();
    for _ in 0..4 + random.below(6) {
        let product = [random.of(NAMES), random.of(NAMES), random.of(KINDS)].concat();
        let amount = 1 + random.below(99_999);
        let clause = match random.below(4) {
            0 => [random.of(WHEN), random.of(WHERE), random.of(WHAT), "，", random.of(BUT)].concat(),
            1 => {
                format!("{}的{}{}，金额{amount}元", random.of(WHEN), product, random.of(WHAT))
            }
            2 => format!("{}我{}了{product}，{}", random.of(WHERE), random.of(WHAT), random.of(BUT)),
            _ => format!("关于{product}{}", random.of(WANT)),
        };
        letter.push_str(&clause);
        letter.push_str(random.of(&["，", "。", "；", "。"]));
    }
    letter.push_str(random.of(CLOSINGS));
    letter
}

/// A copy with edits: other amounts, one to seven characters in a hundred changed, put in or left out, another greeting.
fn edited(letter: &str, random: &mut Random) -> String {
    let per_thousand = 10 + random.below(61);
    let changed: Vec<char> = CHANGED.chars().collect();
    let mut copy = random.of(OPENINGS).to_owned();
    for character in letter.chars() {
        if character.is_ascii_digit() {
            copy.push(char::from(b'1' + random.below(9) as u8));
        } else if random.below(1000) < per_thousand {
            match random.below(3) {
                0 => copy.push(changed[random.below(changed.len())]),
                1 => copy.extend([character, changed[random.below(changed.len())]]),
                _ => {}
            }
        } else if character == '，' && random.below(4) == 0 {
            copy.push(' ');
        } else {
            copy.push(character);
        }
    }
    copy
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((mixed ^ (mixed >> 31)) as u128 * end as u128) >> 64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}
