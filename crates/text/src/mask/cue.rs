//! Words that announce personal data.

/// What a cue announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// The next digits are of this kind.
    Digits(Digits),
    /// A passport or permit number follows.
    Document,
    /// A WeChat name follows; with the bare word only if it looks like one.
    WeChat,
    /// A QQ number follows.
    Qq,
    /// A Chinese name follows.
    Name(NameCue),
    /// A name in Latin letters follows.
    LatinName,
    /// A name stands before: 先生, 女士.
    Title,
    /// An address follows.
    Address,
    /// 住: an address follows only if it names a district; 住院 and 住房 are none.
    Living,
}

/// What kind of digits a cue announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// A number of identity.
    Identity,
    /// A card or account.
    Account,
    /// A telephone.
    Phone,
}

/// How far a cue for a name can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameCue {
    /// 我叫: what follows is a name.
    Called,
    /// 姓名: the head of a field; something must stand between it and the name.
    Field,
    /// 联系人: a role; a colon must follow, or a title after the name.
    Role,
    /// 本人: mostly just “I”; the name must stand alone before a mark.
    Myself,
    /// 我是: mostly just “I am”; a title or a number must follow the name, or a whole name stand alone.
    IAm,
}

type Entry = (&'static str, Cue);

/// The cue that begins here, and where it ends.
pub(super) fn han_cue(first: char, text: &str, at: usize) -> Option<(Cue, usize)> {
    let rest = text.get(at..)?;
    let found = han_cues(first).iter().find(|(word, _)| rest.starts_with(word));
    found.map(|&(word, cue)| (cue, at + word.len()))
}

/// Longer words before their beginnings.
fn han_cues(first: char) -> &'static [Entry] {
    use Cue::{Address, Document, Living, Title, WeChat};
    const CALLED: Cue = Cue::Name(NameCue::Called);
    const FIELD: Cue = Cue::Name(NameCue::Field);
    const ROLE: Cue = Cue::Name(NameCue::Role);
    const IDENTITY: Cue = Cue::Digits(Digits::Identity);
    const ACCOUNT: Cue = Cue::Digits(Digits::Account);
    const PHONE: Cue = Cue::Digits(Digits::Phone);
    match first {
        '我' => &[("我叫", CALLED), ("我是", Cue::Name(NameCue::IAm))],
        '本' => &[("本人姓名", FIELD), ("本人叫", CALLED), ("本人", Cue::Name(NameCue::Myself))],
        '姓' => &[("姓名", FIELD)],
        '名' => &[("名字叫", CALLED), ("名字", FIELD), ("名叫", CALLED)],
        '户' => &[("户名", FIELD), ("户主", ROLE), ("户籍所在地", Address)],
        '客' => &[("客户", ROLE)],
        '用' => &[("用户", ROLE)],
        '联' => &[("联系人", ROLE), ("联系方式", PHONE)],
        '投' => &[("投诉人", ROLE)],
        '申' => &[("申请人", ROLE)],
        '借' => &[("借款人", ROLE)],
        '持' => &[("持卡人", ROLE)],
        '收' => &[("收件人", ROLE), ("收款人", ROLE), ("收货人", ROLE)],
        '付' => &[("付款人", ROLE)],
        '开' => &[("开户名", FIELD), ("开户人", ROLE)],
        '代' => &[("代理人", ROLE), ("代办人", ROLE)],
        '当' => &[("当事人", ROLE)],
        '经' => &[("经办人", ROLE)],
        '身' => &[("身份证", IDENTITY)],
        '证' => &[("证件", IDENTITY)],
        '护' => &[("护照", Document)],
        '通' => &[("通行证", Document)],
        '回' => &[("回乡证", Document)],
        '台' => &[("台胞证", Document)],
        '军' => &[("军官证", Document)],
        '卡' => &[("卡号", ACCOUNT)],
        '账' => &[("账号", ACCOUNT), ("账户", ACCOUNT)],
        '帐' => &[("帐号", ACCOUNT), ("帐户", ACCOUNT)],
        '银' => &[("银行卡", ACCOUNT)],
        '存' => &[("存折", ACCOUNT)],
        '手' => &[("手机", PHONE)],
        '电' => &[("电话", PHONE)],
        '座' => &[("座机", PHONE)],
        '固' => &[("固话", PHONE)],
        '致' => &[("致电", PHONE)],
        '拨' => &[("拨打", PHONE)],
        '来' => &[("来电", PHONE)],
        '微' => &[("微信", WeChat)],
        'Ｑ' => &[("ＱＱ", Cue::Qq)],
        '先' => &[("先生", Title)],
        '女' => &[("女士", Title)],
        '小' => &[("小姐", Title)],
        '住' => &[("住址", Address), ("住在", Address), ("住", Living)],
        '地' => &[("地址", Address)],
        '家' => &[("家住", Address)],
        '现' => &[("现住", Address)],
        '居' => &[("居住在", Address), ("居住于", Address)],
        _ => &[],
    }
}

/// The cue that begins with this word of ASCII letters, and where it ends. Titles keep their capitals (ms is also a
/// unit of time); the others are read in any case.
pub(super) fn latin_cue(text: &str, at: usize) -> Option<(Cue, usize)> {
    const IDENTITY: Cue = Cue::Digits(Digits::Identity);
    const ACCOUNT: Cue = Cue::Digits(Digits::Account);
    const PHONE: Cue = Cue::Digits(Digits::Phone);
    let bytes = text.as_bytes().get(at..)?;
    let words: &[Entry] = match bytes.first()? | 0x20 {
        b'a' => {
            &[("account number", ACCOUNT), ("account no", ACCOUNT), ("account", ACCOUNT), ("acct", ACCOUNT)]
        }
        b'c' => &[("card number", ACCOUNT), ("card no", ACCOUNT), ("cell", PHONE), ("call", PHONE)],
        b'i' => &[("id number", IDENTITY), ("id card", IDENTITY), ("id no", IDENTITY)],
        b'm' => &[("my name is", Cue::LatinName), ("mobile", PHONE)],
        b'p' => &[("passport", Cue::Document), ("phone", PHONE)],
        b'q' => &[("qq", Cue::Qq)],
        b's' => &[("social security number", IDENTITY), ("ssn", IDENTITY)],
        b't' => &[("telephone", PHONE), ("tel", PHONE)],
        b'v' => &[("vx", Cue::WeChat)],
        b'w' => &[("wechat", Cue::WeChat), ("weixin", Cue::WeChat)],
        _ => return None,
    };
    let is_whole = |word: &str| !bytes.get(word.len()).is_some_and(u8::is_ascii_alphabetic);
    for &(word, cue) in words {
        if bytes.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
            && is_whole(word)
        {
            return Some((cue, at + word.len()));
        }
    }
    for title in ["Mrs", "Miss", "Mr", "Ms", "MRS", "MR"] {
        if bytes.starts_with(title.as_bytes()) && is_whole(title) {
            return Some((Cue::LatinName, at + title.len()));
        }
    }
    None
}

/// How the gap between a cue and what it announces reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing but colons, 号码是 and their like.
    Close,
    /// A few words in the same clause.
    Loose,
    /// Too much: the cue announces something else.
    Broken,
}

/// Reads the gap between a cue and a run of digits.
pub(super) fn gap(between: &str) -> Gap {
    if skip_filler(between).is_empty() {
        return Gap::Close;
    }
    let ends_clause = |character: char| {
        matches!(character, '。' | '！' | '？' | '；' | '，' | ',' | ';' | '!' | '?' | '\n')
    };
    if between.chars().take(13).count() <= 12 && !between.contains(ends_clause) {
        Gap::Loose
    } else {
        Gap::Broken
    }
}

/// What is left behind the colons, copulas and words for “number” at the head of a text.
pub(super) fn skip_filler(text: &str) -> &str {
    const WORDS: [&str; 18] = [
        "号码", "号", "码", "是", "为", "系", "的", "有", "number", "num", "no", "is", "are", "id", "ID",
        "Number", "No", "at",
    ];
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(is_filler_mark);
        let next = WORDS.iter().find_map(|word| trimmed.strip_prefix(word)).unwrap_or(trimmed);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// Marks that may stand between a cue and its datum.
pub(super) fn is_filler_mark(character: char) -> bool {
    character.is_whitespace() && character != '\n'
        || matches!(
            character,
            ':' | '：'
                | '='
                | '＝'
                | '#'
                | '＃'
                | '“'
                | '”'
                | '"'
                | '\''
                | '「'
                | '『'
                | '【'
                | '['
                | '('
                | '（'
                | '+'
                | '＋'
                | '.'
                | '/'
                | '、'
                | '，'
                | ','
                | '|'
                | '<'
                | '《'
        )
        || crate::character::is_ignorable(character)
}
