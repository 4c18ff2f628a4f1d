//! Names and addresses.

use super::dice::Dice;

pub fn name(dice: &mut Dice) -> String {
    let surname = match dice.below(12) {
        0 => dice.pick(&["欧阳", "司马", "上官", "诸葛"]).to_owned(),
        1 => dice.character("覃蔡邹熊孟秦邱侯江尹薛段雷龙史陶贺毛郝").to_string(),
        _ => dice.character("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯邓曹彭").to_string(),
    };
    let given =
        "小晓建国伟芳娜敏静丽强磊军洋艳杰娟涛超霞刚桂英华玉兰红梅志勇婷雪琳宇轩浩然子涵欣怡佳慧思雨俊辉鹏飞";
    let count = if dice.one_in(4) { 1 } else { 2 };
    (0..count).fold(surname, |mut name, _| {
        name.push(dice.character(given));
        name
    })
}

/// A name of three characters or more.
pub fn whole_name(dice: &mut Dice) -> String {
    loop {
        let name = name(dice);
        if 3 <= name.chars().count() {
            return name;
        }
    }
}

pub fn latin_name(dice: &mut Dice) -> String {
    let first =
        dice.pick(&["John", "Mary", "Wei", "Carlos", "Aisha", "Olga", "Peter", "Linda", "Jean-Paul", "Sean"]);
    let last =
        dice.pick(&["Smith", "O'Brien", "Zhang", "Garcia", "Khan", "Ivanova", "Brown", "Nguyen", "Miller"]);
    if dice.one_in(4) { format!("{first} Q. {last}") } else { format!("{first} {last}") }
}

/// What may be shown of an address, and what lies below.
pub fn address(dice: &mut Dice) -> (&'static str, String) {
    let district = dice.pick(&[
        "湖南省长沙市岳麓区",
        "北京市朝阳区",
        "上海市浦东新区",
        "广东省深圳市南山区",
        "四川省成都市武侯区",
        "浙江省杭州市余杭区",
        "广西壮族自治区南宁市青秀区",
        "湖南省长沙市长沙县",
    ]);
    let road = dice.pick(&["桐梓坡路", "建国路", "民族大道", "幸福街", "人民东路", "学院南路", "麓谷大道"]);
    let number = dice.between(1, 999);
    let below = match dice.below(4) {
        0 => format!("{road}{number}号"),
        1 => format!("{road}{number}号{}栋{}室", dice.between(1, 30), dice.between(101, 2802)),
        2 => format!(
            "{road}{number}号阳光家园{}栋{}单元{}",
            dice.between(1, 30),
            dice.between(1, 4),
            dice.between(101, 999)
        ),
        _ => format!("{}村{}组{}号", dice.pick(&["白鹤", "石桥", "新塘"]), dice.between(1, 12), number),
    };
    (district, below)
}
