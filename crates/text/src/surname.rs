//! Chinese surnames: the common ones, and those of the rare ones that are not everyday words.

use crate::han_set::HanSet;

/// Surnames of one character, roughly the most frequent first.
const SINGLE: &str = "\
    王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢\
    姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常\
    汤康易乔文赖施洪颜葛庞申柳牛樊章俞邢庄齐倪殷温路伍岑詹关兰包左鲁耿焦管祝欧阮涂柯靳童岳翟安裴梅凌聂阎\
    柴俸骆霍尚宁甘穆费祁柏窦席滕蔚商屈项佟卓宫冉卞桂娄麦车房喻佘苗鲍艾游单解辛华冷辜卫蒙纪盛成简卜池瞿蓝\
    艳古连曲时谷边农臧植晏占仇鄢荀冼匡米党隋贝褚仲全褟闵应戚丛计栾敖宗谌吉屠符邬巫明晋阳闻涛宿宾郎虞糜花\
    桑祖杭揭封储郁狄甄束缪燕扈宣苟支昌栗茹鞠戈雍步富浦迟牟沙卿慕干楼寇冀逄危伏芦云国苑鹿初郜阙寿区伊楚景\
    权衣过练鄂银禹尤位丘况代刁母敬迪雒粟水原尉门晁种荆帅芮邝撒利亓信昝由幸战蹇胥傅萧季毕舒查翁司强滑诸巩\
    邸阚赫仝佴逯";

/// Surnames of two characters.
const COMPOUND: [&str; 30] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "宇文", "长孙",
    "夏侯", "轩辕", "端木", "独孤", "南宫", "西门", "呼延", "万俟", "闻人", "东郭", "百里", "申屠", "淳于",
    "单于", "太史", "公冶", "濮阳",
];

/// Surnames that are first of all words of grammar: 于 (at), 向 (towards), 曾 (once). Where a name is not certain they
/// do not count as a surname.
const EVERYDAY: &str = "于向曾时常从连全应经过有都和能相当通由";

/// Words that begin like a surname and are no name.
const WORDS: &str = "高度 高中 高考 高龄 高兴 高校 方才 方便 方面 方式 方案 马上 马虎 白天 白领 白白 金额 金融 钱款 钱财 \
    安全 安排 安装 安心 安徽 安阳 平时 平常 平均 平台 严重 严格 成功 成绩 成果 成本 成员 成年 成立 成为 成都 关于 关注 关系 路过 路上 路边 文化 文明 \
    文件 古稀 房产 房屋 房子 房东 房贷 车辆 车主 车贷 车位 万分 万元 万般 石化 石家庄 田地 江西 江苏 花费 单位 单身 单独 单亲 任何 \
    任职 任教 任意 余额 余款 温馨 强烈 强制 费用 管理 包括 季度 季节 冷静 水电 支付 支持 国家 国企 国庆 云南 利息 利用 利益 \
    信息 信用 信任 原因 原来 原本 解释 解决 计划 计算 符合 党员 农民 农村 农户 商户 商家 商铺 尚未 宁愿 宁可 宁波 华为 左右 甘愿 \
    代表 代理 黄山 武汉 马鞍山 常年 常驻 景区 初中 初次 幸运 况且 麦当劳 东方 明确 明知 明白 游客 党委 海南 寿险 储蓄 储户 区域 \
    家庭 边上 祖籍 原籍 桂林 苏州 温州 郑州 杭州 常州 柳州 沈阳 洛阳 贵州 许多 易于 尤其 权利 权益 终于 童年 干部 单车 阳光 ";

/// How many of the surnames, from the most frequent on, most people have.
const COMMON: usize = 100;

static SINGLES: HanSet = HanSet::of(SINGLE);
static COMMONS: HanSet = HanSet::first(SINGLE, COMMON);
static EVERYDAYS: HanSet = HanSet::of(EVERYDAY);
/// Characters of the words, so that most names are not compared with any.
static WORD_CHARACTERS: HanSet = HanSet::of(WORDS);

/// Whether the character is a surname of one character.
pub(crate) fn is_single(character: char) -> bool {
    SINGLES.contains(character)
}

/// Whether the character is one of the hundred surnames that most people have.
pub(crate) fn is_common(character: char) -> bool {
    COMMONS.contains(character) && !is_everyday(character)
}

/// The surname of two characters at the head of the text.
pub(crate) fn compound_at(text: &str) -> Option<&'static str> {
    let head = text.as_bytes().get(..6)?;
    COMPOUND.iter().find(|surname| surname.as_bytes() == head).copied()
}

/// Whether the surname is also an everyday word.
pub(crate) fn is_everyday(character: char) -> bool {
    EVERYDAYS.contains(character)
}

/// Whether the text begins with a word that only looks like a name.
pub(crate) fn starts_with_word(text: &str) -> bool {
    text.chars().take(2).all(|character| WORD_CHARACTERS.contains(character))
        && WORDS.split(' ').any(|word| !word.is_empty() && text.starts_with(word))
}
