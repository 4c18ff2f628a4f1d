//! The words that announce personal data, simplified and traditional. Data: a cue is a word and what it announces.

use super::cue::Cue::{self, Address, Document, Living, Qq, Region, Title, WeChat};
use super::cue::{Digits, NameCue};

/// A cue's word, and what it announces.
pub(super) type Entry = (&'static str, Cue);

const CALLED: Cue = Cue::Name(NameCue::Called);
const FIELD: Cue = Cue::Name(NameCue::Field);
const ROLE: Cue = Cue::Name(NameCue::Role);
const IDENTITY: Cue = Cue::Digits(Digits::Identity);
const ACCOUNT: Cue = Cue::Digits(Digits::Account);
const PHONE: Cue = Cue::Digits(Digits::Phone);
const CREDIT: Cue = Cue::Digits(Digits::Credit);
const REFERENCE: Cue = Cue::Digits(Digits::Reference);

/// Cues by their first character, each character once; longer words before their beginnings.
pub(super) static CUES: &[(char, &[Entry])] = &[
    // Names.
    ('我', &[("我叫", CALLED), ("我名叫", CALLED), ("我是", Cue::Name(NameCue::IAm))]),
    ('本', &[("本人姓名", FIELD), ("本人叫", CALLED), ("本人", Cue::Name(NameCue::Myself))]),
    ('姓', &[("姓名", FIELD)]),
    ('名', &[("名字叫", CALLED), ("名字", FIELD), ("名叫", CALLED)]),
    ('户', &[("户名", FIELD), ("户主", ROLE), ("户籍所在地", Address)]),
    ('戶', &[("戶名", FIELD), ("戶主", ROLE)]),
    ('客', &[("客户经理", ROLE), ("客户", ROLE), ("客戶經理", ROLE), ("客戶", ROLE)]),
    ('用', &[("用户", ROLE), ("用戶", ROLE)]),
    ('投', &[("投诉人", ROLE), ("投訴人", ROLE)]),
    ('申', &[("申请人", ROLE), ("申請人", ROLE)]),
    ('借', &[("借款人", ROLE)]),
    ('持', &[("持卡人", ROLE)]),
    ('收', &[("收件人", ROLE), ("收款人", ROLE), ("收货人", ROLE), ("收貨人", ROLE)]),
    ('付', &[("付款人", ROLE)]),
    ('开', &[("开户名", FIELD), ("开户人", ROLE)]),
    ('開', &[("開戶名", FIELD), ("開戶人", ROLE)]),
    ('代', &[("代理人", ROLE), ("代办人", ROLE), ("代辦人", ROLE)]),
    ('当', &[("当事人", ROLE)]),
    ('當', &[("當事人", ROLE)]),
    ('经', &[("经办人员", ROLE), ("经办人", ROLE)]),
    ('經', &[("經辦人", ROLE)]),
    ('办', &[("办理人员", ROLE), ("办理人", ROLE)]),
    ('接', &[("接待人员", ROLE), ("接待人", ROLE)]),
    ('业', &[("业务员", ROLE)]),
    ('柜', &[("柜员", ROLE)]),
    ('理', &[("理财经理", ROLE)]),
    ('担', &[("担保人", ROLE)]),
    ('监', &[("监护人", ROLE)]),
    ('负', &[("负责人", ROLE)]),
    ('法', &[("法定代表人", ROLE), ("法人代表", ROLE)]),
    ('先', &[("先生", Title)]),
    ('女', &[("女士", Title)]),
    ('小', &[("小姐", Title)]),
    // Numbers of identity and documents.
    ('身', &[("身份证", IDENTITY), ("身份證", IDENTITY)]),
    ('证', &[("证件", IDENTITY)]),
    ('證', &[("證件", IDENTITY)]),
    ('护', &[("护照", Document)]),
    ('護', &[("護照", Document)]),
    ('通', &[("通行证", Document), ("通行證", Document)]),
    ('回', &[("回乡证", Document), ("回鄉證", Document)]),
    ('台', &[("台胞证", Document)]),
    ('軍', &[("軍官證", Document)]),
    ('军', &[("军官证", Document)]),
    // Cards and accounts.
    ('卡', &[("卡号", ACCOUNT), ("卡號", ACCOUNT)]),
    ('账', &[("账号", ACCOUNT), ("账户", ACCOUNT)]),
    ('帐', &[("帐号", ACCOUNT), ("帐户", ACCOUNT)]),
    ('賬', &[("賬號", ACCOUNT), ("賬戶", ACCOUNT)]),
    ('帳', &[("帳號", ACCOUNT), ("帳戶", ACCOUNT)]),
    ('银', &[("银行卡", ACCOUNT)]),
    ('銀', &[("銀行卡", ACCOUNT)]),
    ('储', &[("储蓄卡", ACCOUNT)]),
    ('存', &[("存折", ACCOUNT), ("存摺", ACCOUNT)]),
    ('统', &[("统一社会信用代码", CREDIT)]),
    ('統', &[("統一社會信用代碼", CREDIT)]),
    ('信', &[("信用代码", CREDIT), ("信用代碼", CREDIT)]),
    ('税', &[("税号", CREDIT)]),
    ('纳', &[("纳税人识别号", CREDIT)]),
    // Telephones and handles.
    ('联', &[("联系人", ROLE), ("联系方式", PHONE)]),
    ('聯', &[("聯繫人", ROLE), ("聯絡人", ROLE), ("聯繫方式", PHONE), ("聯絡方式", PHONE)]),
    ('手', &[("手机", PHONE), ("手機", PHONE)]),
    ('电', &[("电话", PHONE)]),
    ('電', &[("電話", PHONE)]),
    ('座', &[("座机", PHONE), ("座機", PHONE)]),
    ('固', &[("固话", PHONE), ("固話", PHONE)]),
    ('致', &[("致电", PHONE), ("致電", PHONE)]),
    ('拨', &[("拨打", PHONE)]),
    ('撥', &[("撥打", PHONE)]),
    ('来', &[("来电", PHONE)]),
    ('來', &[("來電", PHONE)]),
    ('传', &[("传真", PHONE)]),
    ('微', &[("微信", WeChat)]),
    // Addresses.
    ('住', &[("住址", Address), ("住在", Address), ("住", Living)]),
    ('地', &[("地址", Address)]),
    ('家', &[("家住", Address)]),
    ('现', &[("现住", Address)]),
    ('現', &[("現住", Address)]),
    ('居', &[("居住在", Address), ("居住于", Address), ("居住於", Address)]),
    ('省', &[("省", Region)]),
    ('市', &[("市", Region)]),
    // What is no personal data, lest it pass for some.
    ('订', &[("订单", REFERENCE)]),
    ('訂', &[("訂單", REFERENCE)]),
    ('单', &[("单号", REFERENCE)]),
    ('單', &[("單號", REFERENCE)]),
    ('流', &[("流水", REFERENCE)]),
    ('编', &[("编号", REFERENCE), ("编码", REFERENCE)]),
    ('編', &[("編號", REFERENCE), ("編碼", REFERENCE)]),
    ('工', &[("工单", REFERENCE)]),
    ('合', &[("合同", REFERENCE)]),
    ('凭', &[("凭证", REFERENCE)]),
    ('票', &[("票号", REFERENCE), ("票據", REFERENCE), ("票据", REFERENCE)]),
    ('交', &[("交易号", REFERENCE)]),
    ('序', &[("序列号", REFERENCE)]),
    ('批', &[("批次", REFERENCE)]),
    ('型', &[("型号", REFERENCE)]),
    ('条', &[("条码", REFERENCE), ("条形码", REFERENCE)]),
    ('运', &[("运单", REFERENCE)]),
    ('快', &[("快递", REFERENCE)]),
    ('保', &[("保单", REFERENCE)]),
    ('商', &[("商户号", REFERENCE), ("商品", REFERENCE)]),
    ('尾', &[("尾号", REFERENCE), ("尾號", REFERENCE)]),
    ('验', &[("验证码", REFERENCE)]),
    ('金', &[("金额", REFERENCE), ("金額", REFERENCE)]),
    ('余', &[("余额", REFERENCE)]),
    ('餘', &[("餘額", REFERENCE)]),
];

/// Cues in English by their first letter, from a to z; longer words before their beginnings.
pub(super) static LATIN_CUES: [&[Entry]; 26] = {
    let mut cues: [&[Entry]; 26] = [&[]; 26];
    cues[0] =
        &[("account number", ACCOUNT), ("account no", ACCOUNT), ("account", ACCOUNT), ("acct", ACCOUNT)];
    cues[2] = &[
        ("card number", ACCOUNT),
        ("card no", ACCOUNT),
        ("card", ACCOUNT),
        ("case number", REFERENCE),
        ("case id", REFERENCE),
        ("cell", PHONE),
        ("call", PHONE),
        ("contact number", PHONE),
    ];
    cues[4] = &[("ending in", REFERENCE)];
    cues[5] = &[("fax", PHONE)];
    cues[8] = &[("id number", IDENTITY), ("id card", IDENTITY), ("id no", IDENTITY), ("invoice", REFERENCE)];
    cues[12] = &[
        ("my name is", Cue::LatinName),
        ("my name's", Cue::LatinName),
        ("my full name is", Cue::LatinName),
        ("mobile", PHONE),
    ];
    cues[14] = &[("order", REFERENCE)];
    cues[15] = &[("passport", Document), ("phone", PHONE)];
    cues[16] = &[("qq", Qq)];
    cues[17] = &[("reference", REFERENCE), ("receipt", REFERENCE), ("ref", REFERENCE)];
    cues[18] = &[("social security number", IDENTITY), ("ssn", IDENTITY), ("serial", REFERENCE)];
    cues[19] = &[
        ("telephone", PHONE),
        ("tel", PHONE),
        ("tracking", REFERENCE),
        ("ticket", REFERENCE),
        ("transaction", REFERENCE),
    ];
    cues[21] = &[("vx", WeChat)];
    cues[22] = &[("wechat", WeChat), ("weixin", WeChat)];
    cues
};

/// Titles before names in Latin letters.
pub(super) const TITLES: [&str; 7] = ["Mrs", "Miss", "Mr", "Ms", "MRS", "MR", "Dr"];
