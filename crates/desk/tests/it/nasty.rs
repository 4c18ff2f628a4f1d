//! Strings that break programs, of our own making: families, not a list. None is blank, and none begins or ends with
//! space: what stands around words is trimmed on the way in.

/// Some six hundred strings, each different, in order.
pub fn strings() -> Vec<String> {
    let mut all = Vec::new();
    let mut add = |strings: Vec<String>| all.extend(strings);
    let inside = |character: char| format!("前{character}后");
    let range = |from: u32, to: u32| (from..=to).filter_map(char::from_u32);

    // Characters that do not show, move the cursor or turn the direction; each within words, pairs around them.
    add(range(0x00, 0x1f).chain(range(0x7f, 0x9f)).map(inside).collect());
    add(range(0x2000, 0x200f)
        .chain(range(0x2028, 0x202f))
        .chain(range(0x205f, 0x206f))
        .map(inside)
        .collect());
    add("\u{ad}\u{34f}\u{61c}\u{180e}\u{feff}\u{fff9}\u{fffb}\u{fffc}\u{fffd}\u{e0001}\u{e0020}"
        .chars()
        .map(inside)
        .collect());
    add(range(0xfe00, 0xfe0f).map(|selector| format!("葛{selector}飾")).collect());
    add([
        "\u{202e}txt.exe\u{202c}",
        "\u{2067}مرحبا\u{2069} 你好",
        "שלום 你好 123",
        "a\u{200d}b",
        "\u{301}独",
        "e\u{301}\u{302}\u{303}",
    ]
    .map(str::to_owned)
    .into());
    add((1..=12).map(|count| format!("叠{}", "\u{336}\u{20dd}".repeat(count * 5))).collect());

    // The edges of encodings: of UTF-8 and of GB18030 with its two and four bytes, private use, both surrogates' neighbours.
    let edges = [
        0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffe, 0xffff, 0x10000, 0x1ffff, 0x2ffff, 0xe000, 0xe5e5,
        0xe7c7, 0xe864, 0xf8ff, 0x20087, 0x2a6d6, 0x20bb7, 0x3400, 0x4dbf, 0x4e00, 0x9fa5, 0x9fff, 0xf92c,
        0xfa29, 0xfe10, 0xfe4f, 0xffe5, 0x10ffff, 0xf0000, 0x100000, 0x30edd, 0x1e3f, 0x20ac, 0xa5, 0xb7,
        0x2014, 0x2026, 0x2225,
    ];
    add(edges.iter().filter_map(|edge| char::from_u32(*edge)).map(inside).collect());
    add([
        "锟斤拷烫烫烫",
        "浜嗚В",
        "ä½\u{a0}å¥½",
        "𠮷野家",
        "㐀㐁㐂",
        "ｶﾀｶﾅ ｱｲ",
        "ＡＢＣ１２３",
        "臺灣檯颱 台湾",
    ]
    .map(str::to_owned)
    .into());

    // Letters and figures that are others in disguise, marks that stand on nothing, blanks that are none.
    add(range(0x20d0, 0x20f0).map(inside).collect());
    add(range(0x1d400, 0x1d41f).map(inside).collect());
    add(range(0x660, 0x669).chain(range(0x966, 0x96f)).map(inside).collect());
    add("\u{a0}\u{1680}\u{3000}\u{2800}\u{3164}\u{115f}".chars().map(inside).collect());

    // Pairs that look alike or normalise to one another stay what they were.
    for pair in [
        ("é", "e\u{301}"),
        ("Å", "\u{212b}"),
        ("ﬁ", "fi"),
        ("ß", "SS"),
        ("İ", "i\u{307}"),
        ("豈", "\u{f900}"),
        ("가", "가"),
        ("①", "1"),
        ("㎏", "kg"),
        ("Ⅳ", "IV"),
        ("а", "a"),
        ("ſ", "s"),
    ] {
        add(vec![format!("{}号", pair.0), format!("{}号", pair.1)]);
    }

    // Emoji: skin, families, flags, keycaps, tags, broken halves of sequences.
    let families = ["👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇨🇳", "🇨", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍", "🧑🏿‍🤝‍🧑🏻", "❤️", "❤", "🫠"];
    add(families
        .iter()
        .flat_map(|emoji| [(*emoji).to_owned(), format!("满意{}", emoji.repeat(20))])
        .collect());

    // What other languages would carry out.
    let commands = [
        "' or '1'='1",
        "'; drop table cases; --",
        "\" or \"\"=\"",
        "1; select pg_sleep(9)",
        "%' escape '!",
        "_%_",
        "\\'; --",
        "admin'/*",
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "javascript:alert(1)",
        "</title><b>",
        "</textarea><h1>",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "&lt;b&gt;",
        "&#x27;",
        "&amp;amp;",
        "{{7*7}}",
        "{% raw %}",
        "${7*7}",
        "#{7*7}",
        "<%= 7 %>",
        "{ $title }",
        "{\"a\"}",
        "%s%s%n",
        "%d",
        "%00",
        "%u4f60",
        "{0}",
        "{}",
        "\\x41",
        "\\u0000",
        "\\",
        "\\\\",
        "$(id)",
        "`id`",
        "| id",
        "; ls -la",
        "&& true",
        "> /dev/null",
        "../../etc/passwd",
        "..\\..\\x",
        "file:///etc/passwd",
        "C:\\con",
        "NUL",
        "null",
        "undefined",
        "NaN",
        "Infinity",
        "-0",
        "1e309",
        "0x7fffffffffffffff",
        "9223372036854775808",
        "true",
        "None",
        "nil",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1-1",
        "-1+1",
        "@SUM(1)",
        "=HYPERLINK(\"http://x\",\"y\")",
        "\u{ff1d}1+1",
        "'=1",
        "a,b",
        "a;b",
        "a\tb",
        "a\"b",
        "a\"\"b",
        "a\r\nb",
        "a\rb",
        "a\nb",
        "\"quoted\"",
        "\r\nSet-Cookie: a=b".trim_start(),
        "x\r\n\r\n<html>",
        "Content-Type: text/html",
        "--a-line-that-no-file-has",
        "form_token=",
        "a&b=c",
        "a=b&subject=c",
        "a+b %2B",
        "?a#b",
        "OR AND NOT",
        "\"",
        "a*",
        "*",
        "a~2",
        "subject:x",
        "(((",
        "[a TO b]",
        "^",
        "NEAR(a b)",
        "TS-2026-0000001",
        "TS-",
        "13812341234",
        "身份证110101199003070011",
        "{\"$ne\":null}",
        "[object Object]",
    ];
    add(commands.map(str::to_owned).into());
    add(commands.map(|command| format!("投诉：{command}，请处理")).into());
    add(commands.map(|command| command.repeat(3)).into());

    // Long ones: one word, many lines, deep nesting, a bidirectional thread.
    add(vec![
        "长".repeat(200),
        "x".repeat(10_000),
        "行\n".repeat(3_000).trim().to_owned(),
        "(".repeat(5_000),
        "<b>".repeat(3_000),
        "\u{202e}a".repeat(2_000),
        "👨‍👩‍👧‍👦".repeat(500),
    ]);

    all.retain(|string| !string.trim().is_empty());
    for string in &mut all {
        *string = string.trim().to_owned();
    }
    all.sort();
    all.dedup();
    all
}
