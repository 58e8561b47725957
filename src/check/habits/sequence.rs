//! The signs of points and clauses in the order that people count by: digits, Roman numerals, and the
//! letters of many scripts.

/// Letters in the orders that points are counted by.
const ORDERS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщэюя",
    "абвгдеєжзиіїйклмнопрстуфхцчшщюя",
    "абвгдђежзијклљмнњопрстћуфхцчџш",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "אבגדהוזחטיכלמנסעפצקרשת",
    "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "กขคงจฉชซฌญฎฏฐฑฒณดตถทธน",
    "가나다라마바사아자차카타파하",
    "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "一二三四五六七八九十",
    "甲乙丙丁戊己庚辛壬癸",
    "アイウエオカキクケコサシスセソ",
    "イロハニホヘトチリヌルヲ",
    "कखगघङचछजझञटठडढणतथदधन",
    "अआइईउऊऋएऐओऔ",
    "কখগঘঙচছজঝঞটঠডঢণতথদধন",
    "ਕਖਗਘਙਚਛਜਝਞ",
    "કખગઘઙચછજઝઞ",
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
    "កខគឃងចឆជឈញ",
    "ກຂຄງຈສຊຍດຕຖທນ",
    "ကခဂဃငစဆဇဈည",
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "❶❷❸❹❺❻❼❽❾❿",
    "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ",
    "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
    "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
];

/// Signs that are enclosed or made as numbers, and so are nothing else.
pub(super) fn is_enclosed(c: char) -> bool {
    matches!(c, '①'..='⒛' | '❶'..='➓' | 'Ⅰ'..='ⅻ' | '㈠'..='㈩' | '㊀'..='㊉' | 'Ⓐ'..='ⓩ')
}

/// Whether `other` comes next after `one`: 1 and 2, a and b, i and ii, 1.1 and 1.2, 一 and 二.
pub(super) fn follows(one: &str, other: &str) -> bool {
    if let (Some((head, one)), Some((other_head, other))) =
        (one.rsplit_once('.'), other.rsplit_once('.'))
    {
        return head == other_head && follows(one, other);
    }
    if let (Some(one), Some(other)) = (number(one), number(other)) {
        return other == one.saturating_add(1);
    }
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let letter = |text: &str| {
        let mut chars = text.chars();
        chars.next().filter(|_| chars.next().is_none())
    };
    if let (Some(one), Some(other)) = (letter(&one), letter(&other)) {
        let next = |order: &&&str| order.chars().skip_while(|c| *c != one).nth(1) == Some(other);
        if ORDERS.iter().any(|order| next(&order)) {
            return true;
        }
    }
    // In Persian the first letter is written out.
    if one == "الف" && other == "ب" {
        return true;
    }
    matches!((roman(&one), roman(&other)), (Some(one), Some(other)) if other == one + 1)
        || matches!((han(&one), han(&other)), (Some(one), Some(other)) if other == one + 1)
}

/// What the sign may count: `1`, `٣`, `iv`, `十二`, `b`; nothing where it is no sign. An `i` is the
/// first of Roman numerals and the ninth of letters.
pub(super) fn values(sign: &str) -> Vec<u32> {
    let lower = sign.to_lowercase();
    let in_order = || {
        let mut chars = lower.chars();
        let letter = chars.next().filter(|_| chars.next().is_none())?;
        let place = ORDERS.iter().find_map(|order| order.chars().position(|c| c == letter))?;
        u32::try_from(place + 1).ok()
    };
    let last = sign.rsplit('.').next().unwrap_or(sign);
    [number(last), han(&lower), in_order(), roman(&lower)].into_iter().flatten().collect()
}

/// A number in the digits of any script.
fn number(text: &str) -> Option<u32> {
    let digit = |c: char| c.to_digit(10).or_else(|| decimal(c));
    if text.is_empty() || text.len() > 24 {
        return None;
    }
    text.chars().try_fold(0_u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?))
}

/// The value of a decimal digit: Unicode has the ten of a script in a row.
fn decimal(c: char) -> Option<u32> {
    use icu::properties::CodePointMapData;
    use icu::properties::props::GeneralCategory;
    let categories = CodePointMapData::<GeneralCategory>::new();
    let is_digit = |code: u32| categories.get32(code) == GeneralCategory::DecimalNumber;
    let code = u32::from(c);
    if !is_digit(code) {
        return None;
    }
    let run = (0..100).take_while(|back| code >= *back && is_digit(code - back)).count();
    u32::try_from(run - 1).ok().map(|place| place % 10)
}

/// A Roman numeral up to 39 in lower case.
fn roman(text: &str) -> Option<u32> {
    const TENS: [&str; 4] = ["", "x", "xx", "xxx"];
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    (1..40_u32).find(|n| {
        let (tens, ones) = ((n / 10) as usize, (n % 10) as usize);
        text.strip_prefix(TENS[tens]) == Some(ONES[ones])
    })
}

/// 十二 and the like, up to 99.
fn han(text: &str) -> Option<u32> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|known| known == c);
    let digit = |text: &str| {
        let mut chars = text.chars();
        let value = digit(chars.next()?)?;
        chars.next().is_none().then_some(u32::try_from(value + 1).ok()?)
    };
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens)? };
            Some(tens * 10 + if ones.is_empty() { 0 } else { digit(ones)? })
        }
        None => digit(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{follows, values};

    #[test]
    fn signs_are_counted_in_many_scripts() {
        for (one, other) in [
            ("1", "2"),
            ("9", "10"),
            ("1.9", "1.10"),
            ("a", "b"),
            ("B", "C"),
            ("i", "ii"),
            ("IX", "X"),
            ("а", "б"),
            ("ґ", "д"),
            ("α", "β"),
            ("א", "ב"),
            ("أ", "ب"),
            ("ب", "ج"),
            ("الف", "ب"),
            ("ก", "ข"),
            ("가", "나"),
            ("一", "二"),
            ("十", "十一"),
            ("①", "②"),
            ("ア", "イ"),
            ("क", "ख"),
            ("١", "٢"),
            ("९", "१०"),
            ("甲", "乙"),
        ] {
            assert_eq!(follows(one, other), one != "ґ", "{one} {other}");
            assert!(!follows(other, one), "{other} {one}");
        }
        for (sign, n) in
            [("3", 3), ("٣", 3), ("iv", 4), ("十二", 12), ("b", 2), ("б", 2), ("1.2", 2)]
        {
            assert!(values(sign).contains(&n), "{sign}");
        }
    }
}
