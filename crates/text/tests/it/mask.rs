use expect_test::{Expect, expect};
use text::mask;

#[track_caller]
fn check(text: &str, expected: Expect) {
    let masked = mask(text);
    assert_eq!(mask(&masked), masked, "masking twice changes nothing");
    expected.assert_eq(&masked);
}

/// Nothing here is personal data.
#[track_caller]
fn unchanged(text: &str) {
    assert_eq!(mask(text), text);
}

#[test]
fn resident_numbers() {
    check("本人身份证11010519491231002X，请核实", expect!["本人身份证1****************X，请核实"]);
    check("１１０１０５ １９４９１２３１ ００２ｘ", expect!["1****************x"]);
    check("证件号码：110105491231002", expect!["证件号码：1*************2"]);
    check("身份证号：110105194912310021", expect!["身份证号：1****************1"]);
    check("11010519\u{200b}491231002X", expect!["1****************X"]);
    unchanged("单号110105194912310021");
}

#[test]
fn cards_and_accounts() {
    check("6222021234567890128被盗刷", expect!["****0128被盗刷"]);
    check("6222 0212 3456 7890 128", expect!["****0128"]);
    check("６２２２－０２１２－３４５６－７８９０－１２８", expect!["****0128"]);
    check("卡号是 6222021234567890129", expect!["卡号是 ****0129"]);
    check("账号：43050161880012345、43050161880012346", expect!["账号：****2345、****2346"]);
    check("my account number is 1234567890.", expect!["my account number is ****7890."]);
    unchanged("卡号尾号0128");
    unchanged("账户12345678.90元");
    unchanged("订单20260315000123457");
    unchanged("2026-03-15 2026-03-16 2026-03-17");
    unchanged("20260315 20260316");
}

#[test]
fn phones() {
    check("手机13812345678", expect!["手机138****5678"]);
    check("138 1234 5678，138-1234-5679，1381 2345 680", expect!["138****5678，138****5679，138****5680"]);
    check(
        "+86 138 1234 5678 / 8613812345678 / 013812345678",
        expect!["138****5678 / 138****5678 / 138****5678"],
    );
    check("１３８１２３４５６７８", expect!["138****5678"]);
    check("1 3 8 1 2 3 4 5 6 7 8", expect!["138****5678"]);
    check("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", expect!["138****5678\u{fe0f}\u{20e3}"]);
    check("联系电话：0731-84876543", expect!["联系电话：0731****6543"]);
    check("座机(0731)84876543转8012", expect!["座机(0731****6543转8012"]);
    check("2026-03-15 13812345678", expect!["2026-03-15 138****5678"]);
    check("phone: (555) 123-4567", expect!["phone: (****4567"]);
    unchanged("客服热线95588，投诉电话12363，400-820-8888");
    unchanged("来电 2026-03-15");
    check("请打0731-84876543", expect!["请打0731****6543"]);
    check("回电+852 2345 6789或555-123-4567", expect!["回电****6789或****4567"]);
    unchanged("编号0731-84876543，192.168.100.100");
}

#[test]
fn numbers_that_are_read_out() {
    check("手机幺三八一二三四五六七八一直没人接", expect!["手机138****5678一直没人接"]);
    check("是一三八，嗯，一二三四，五六七八对吧", expect!["是138****5678对吧"]);
    check("138嗯1234然后5678", expect!["138****5678"]);
    check("壹叁捌壹贰叁肆伍陆柒捌", expect!["138****5678"]);
    check("身份证一一零一零五一九四九一二三一零零二X", expect!["身份证1****************X"]);
    unchanged("二零二六年三月十五日，一二线城市，打10086一直占线，三五千元");
}

#[test]
fn codes_and_plates() {
    check("统一社会信用代码91350100M000100Y43", expect!["统一社会信用代码9****************3"]);
    check("91350100m000100y43", expect!["9****************3"]);
    check("税号：91350100M000100Y44", expect!["税号：9****************4"]);
    check("车牌湘A·12345，粤BD12345", expect!["车牌湘A***，粤B***"]);
    unchanged("91350100M000100Y44，京A股，新A123456789");
}

#[test]
fn confidence_tells_what_proves_a_span() {
    let sure = |text: &str| text::spans(text).first().map(|span| span.confidence.to_string());
    assert_eq!(sure("11010519491231002X").as_deref(), Some("high"));
    assert_eq!(sure("身份证号110105194912310021").as_deref(), Some("medium"));
    assert_eq!(sure("卡号6222021234567890128").as_deref(), Some("high"));
    assert_eq!(sure("7992739871300008").as_deref(), Some("low"), "Luhn alone");
    assert_eq!(sure("订单7992739871300008"), None);
    assert_eq!(sure("13812345678").as_deref(), Some("medium"));
    assert_eq!(sure("电话13812345678").as_deref(), Some("high"));
}

#[test]
fn lines_are_masked_alike_together_and_apart() {
    let lines = [
        "我叫",
        "周小明，卡号",
        "6222021234567890128",
        "138 1234",
        "5678",
        "地址：",
        "长沙市岳麓区桐梓坡路12号",
    ];
    let together = mask(&lines.join("\n"));
    assert_eq!(together, lines.map(mask).join("\n"));
}

#[test]
fn emails_documents_and_handles() {
    check("邮箱zhou.ming@example.com。", expect!["邮箱z***@example.com。"]);
    check("13812345678@163.com", expect!["1***@163.com"]);
    check("ｚｈｏｕ＠ｅｘａｍｐｌｅ．ｃｏｍ", expect!["z***@example.com"]);
    check("护照号码：E12345678", expect!["护照号码：E*******8"]);
    check("passport no. EA1234567", expect!["passport no. E*******7"]);
    check("微信号：zhou_ming88", expect!["微信号：z***"]);
    check("加微信zhouming88", expect!["加微信z***"]);
    check("QQ：12345678，QQ号码 87654321", expect!["QQ：1***，QQ号码 8***"]);
    unchanged("微信支付5000元，微信转账");
    unchanged("wechat payment failed");
    unchanged("@所有人 a@b");
}

#[test]
fn names() {
    check("我叫周小明，住长沙", expect!["我叫周*，住长沙"]);
    check("我叫欧阳娜娜今年三十", expect!["我叫欧阳*今年三十"]);
    check("我叫周明住在长沙", expect!["我叫周*住在长沙"]);
    check("姓名：张有为 电话", expect!["姓名：张* 电话"]);
    check("姓名：周 小明", expect!["姓名：周*"]);
    check("姓名：阿依古丽·买买提", expect!["姓名：阿*"]);
    check("本人周小明，身份证", expect!["本人周*，身份证"]);
    check("本人高明，身份证号", expect!["本人高*，身份证号"]);
    check("我是周小红女士的儿子", expect!["我是周*女士的儿子"]);
    check("尊敬的李晓明先生：", expect!["尊敬的李*先生："]);
    check("联系人：李雷", expect!["联系人：李*"]);
    check("My name is John Smith and I", expect!["My name is J* S* and I"]);
    check("Mrs. Jane Q. Doe called", expect!["Mrs. J* Q* D* called"]);
    check("联系到周老太女士", expect!["联系到周*女士"]);
    check("已联系孙春花女士", expect!["已联系孙*女士"]);
    check("我是欧阳小红，电话13912345678", expect!["我是欧阳*，电话139****5678"]);
    check("我是张伟明，要求退款", expect!["我是张*，要求退款"]);
    check("我叫曾小明，要求退款", expect!["我叫曾*，要求退款"]);
    unchanged("周女士，和张先生");
    unchanged("我是江苏人，我是金卡会员，我是老客户");
    unchanged("这位客户经理女士，工作人员女士");
    unchanged("本人于昨天，本人高度重视。本人曾经，本人向贵行，本人常年，本人江西人，");
    unchanged("我是高中生，我是农民，我叫了外卖");
    unchanged("姓名和身份证，姓名不符，姓名权利");
    unchanged("客户经理，客户王经理");
    unchanged("my name is on the account; my name is XXXX XXXX; Mr. Cooper");
}

#[test]
fn addresses_keep_the_district() {
    check("家住湖南省长沙市岳麓区桐梓坡路12号3栋502室，", expect!["家住湖南省长沙市岳麓区***，"]);
    check("地址：广西壮族自治区南宁市青秀区民族大道1号", expect!["地址：广西壮族自治区南宁市青秀区***"]);
    check("住址是岳麓区麓谷街道某小区3栋，楼下", expect!["住址是岳麓区***，楼下"]);
    check("住址：岳麓区枫林路8号 电话13812345678", expect!["住址：岳麓区*** 电话138****5678"]);
    check("地址：幸福小区3栋2单元", expect!["地址：***"]);
    check("住江宁区幸福路8号，", expect!["住江宁区***，"]);
    check("住北京市朝阳区建国路88号3号楼502室", expect!["住北京市朝阳区***"]);
    unchanged("住院部3号楼2层，住房贷款，居住证");
    unchanged("地址：长沙市岳麓区");
    unchanged("地址错误，家住三楼，住在农村");
}

#[test]
fn amounts_dates_and_versions_stay() {
    unchanged(
        "金额12,345,678,901.00元，3.5万，2026年3月15日10:30:59，192.168.100.100，V1.2.3，编号TS-2026-0048213",
    );
}
