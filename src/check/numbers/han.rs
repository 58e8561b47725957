//! Numerals in Han characters, in Hangul and in Latin letters.

/// The number of `十`, `百`, `千` in a numeral, and the powers above them.
fn power(c: char) -> Option<(u32, bool)> {
    match c {
        '十' | '拾' | '십' => Some((1, false)),
        '百' | '佰' | '백' => Some((2, false)),
        '千' | '仟' | '천' => Some((3, false)),
        '万' | '萬' | '만' => Some((4, true)),
        '億' | '亿' | '억' => Some((8, true)),
        '兆' | '조' => Some((12, true)),
        _ => None,
    }
}

fn han_digit(c: char) -> Option<u128> {
    let c = match c {
        '两' | '兩' | '贰' | '貳' => '二',
        '零' | '○' => '〇',
        '壹' | '壱' => '一',
        '叁' | '參' | '参' => '三',
        other => other,
    };
    let at = "〇一二三四五六七八九".chars().position(|digit| digit == c)?;
    u128::try_from(at).ok()
}

fn hangul_digit(c: char) -> Option<u128> {
    let at = "영일이삼사오육칠팔구".chars().position(|digit| digit == c)?;
    u128::try_from(at).ok()
}

/// Whether `c` is a part of numerals in Han characters.
pub(super) fn is_numeral(c: char) -> bool {
    han_digit(c).is_some() || power(c).is_some() && !('가'..='힣').contains(&c)
}

/// The value of a numeral: 二十四, 三百万, or, digit by digit, 二〇二六; 이십사, 삼만.
pub(super) fn value(run: &[char]) -> Option<u128> {
    const LONGEST: usize = 24;
    if run.is_empty() || run.len() > LONGEST {
        return None;
    }
    let digit = |c: char| han_digit(c).or_else(|| hangul_digit(c));
    if run.iter().all(|c| digit(*c).is_some()) {
        let mut digits = run.iter().filter_map(|c| digit(*c));
        return digits.try_fold(0_u128, |sum, digit| sum.checked_mul(10)?.checked_add(digit));
    }
    let (mut sum, mut below, mut last) = (0_u128, 0_u128, None);
    for c in run {
        match (digit(*c), power(*c)) {
            (Some(value), _) => last = Some(value),
            (None, Some((power, false))) => {
                below =
                    below.checked_add(last.take().unwrap_or(1).checked_mul(10_u128.pow(power))?)?;
            }
            (None, Some((power, true))) => {
                below += last.take().unwrap_or(0);
                // 万 alone, and 万億, as a power of the sum before it.
                let factor = if below == 0 && sum == 0 { 1 } else { below };
                let factor = if below == 0 && sum > 0 { std::mem::take(&mut sum) } else { factor };
                sum = sum.checked_add(factor.checked_mul(10_u128.pow(power))?)?;
                below = 0;
            }
            (None, None) => return None,
        }
    }
    sum.checked_add(below)?.checked_add(last.unwrap_or(0))
}

/// The numerals in Han characters in a text, as readings. Half a year is six months.
pub(super) fn han(text: &[char]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for run in text.split(|c| !is_numeral(*c)).filter(|run| !run.is_empty()) {
        found.extend(value(run).map(|value| vec![value.to_string()]));
    }
    for (at, _) in text.iter().enumerate().filter(|(_, c)| **c == '半') {
        let mut readings = vec!["0.5".to_owned()];
        match text.get(at + 1) {
            Some('年') => readings.push("6".to_owned()),
            Some('月') => readings.push("15".to_owned()),
            _ => {}
        }
        // As in 一年半, 两个半小时, 3時間半.
        let before: Vec<char> = text[at.saturating_sub(4)..at].to_vec();
        if let Some(end) = before.iter().rposition(|c| is_numeral(*c)) {
            let start = before[..end].iter().rposition(|c| !is_numeral(*c)).map_or(0, |at| at + 1);
            readings.extend(value(&before[start..=end]).map(|whole| format!("{whole}.5")));
        }
        found.push(readings);
    }
    // 打八折 leaves eight tenths of the price, 八五折 85 hundredths.
    for at in (0..text.len()).filter(|at| text[*at] == '折') {
        let length =
            text[..at].iter().rev().take(2).take_while(|c| han_digit(**c).is_some()).count();
        if let Some(left @ 1..100) = value(&text[at - length..at]) {
            let left = if left < 10 { left * 10 } else { left };
            found.push(vec![(100 - left).to_string(), left.to_string()]);
        }
    }
    let text: String = text.iter().collect();
    for (first, year) in [("令和元", 2019), ("平成元", 1989), ("昭和元", 1926)] {
        found.extend(text.matches(first).map(|_| vec![year.to_string()]));
    }
    found
}

/// What Korean counts with a numeral before it in one word.
const COUNTERS: &str = "개명번회일월년주달시간가지건배차분등사람곳항조호살권장대종단째편쪽부인원";

/// The numerals in a Korean text, as readings: 이십사, 삼만, 열다섯.
pub(super) fn hangul(text: &[char]) -> Vec<Vec<String>> {
    const TENS: &[(&str, u32)] = &[
        ("열", 10),
        ("스물", 20),
        ("스무", 20),
        ("서른", 30),
        ("마흔", 40),
        ("쉰", 50),
        ("예순", 60),
        ("일흔", 70),
        ("여든", 80),
        ("아흔", 90),
    ];
    const UNITS: &[(&str, u32)] = &[
        ("하나", 1),
        ("한", 1),
        ("둘", 2),
        ("두", 2),
        ("셋", 3),
        ("세", 3),
        ("석", 3),
        ("넷", 4),
        ("네", 4),
        ("넉", 4),
        ("다섯", 5),
        ("여섯", 6),
        ("일곱", 7),
        ("여덟", 8),
        ("아홉", 9),
    ];
    const DAYS: &[(&str, u32)] = &[
        ("이틀", 2),
        ("사흘", 3),
        ("나흘", 4),
        ("닷새", 5),
        ("엿새", 6),
        ("이레", 7),
        ("여드레", 8),
        ("아흐레", 9),
        ("열흘", 10),
        ("보름", 15),
    ];
    let mut found = Vec::new();
    let is_sino =
        |c: char| hangul_digit(c).is_some() || ('가'..='힣').contains(&c) && power(c).is_some();
    for word in text.split(|c| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let length = word.iter().take_while(|c| is_sino(**c)).count();
        if length > 1 && word[..length].iter().any(|c| power(*c).is_some()) {
            let mut readings = Vec::new();
            readings.extend(value(&word[..length]).map(|value| value.to_string()));
            if word[length - 1] == '일' {
                // The word for a day is that for one.
                readings.extend(value(&word[..length - 1]).map(|value| value.to_string()));
            }
            found.push(readings);
            continue;
        }
        if let [first, '일'] | [first, '일', ..] = word
            && let Some(value) = hangul_digit(*first).filter(|value| *value > 0)
            && word.len() <= 4
        {
            found.push(vec![value.to_string()]);
            continue;
        }
        let written: String = word.iter().collect();
        if let Some((_, days)) = DAYS.iter().find(|(name, _)| written.starts_with(name)) {
            found.push(vec![days.to_string()]);
            continue;
        }
        // A syllable may be anything, unless a word for what is counted follows.
        let counts = |rest: &str| rest.chars().next().is_none_or(|next| COUNTERS.contains(next));
        let begins = |name: &str| {
            let rest = written.strip_prefix(name)?;
            (name.chars().count() > 1 || counts(rest)).then_some(rest)
        };
        let ten =
            TENS.iter().find_map(|(name, ten)| Some((written.strip_prefix(name)?, name, ten)));
        let unit_of = |rest: &str| UNITS.iter().find(|(unit, _)| rest.starts_with(unit));
        if let Some((rest, name, ten)) = ten {
            match unit_of(rest) {
                Some((_, unit)) => found.push(vec![(ten + unit).to_string()]),
                None if begins(name).is_some() => found.push(vec![ten.to_string()]),
                None => {}
            }
        } else if let Some((_, unit)) = UNITS.iter().find(|(unit, _)| begins(unit).is_some()) {
            found.push(vec![unit.to_string()]);
        } else if ["첫", "매"].iter().any(|name| begins(name).is_some()) {
            found.push(vec!["1".to_owned()]);
        } else if length == 1 && word.get(1).is_none_or(|next| COUNTERS.contains(*next)) {
            found.extend(value(&word[..1]).map(|value| vec![value.to_string()]));
        }
        if written == "반" || written.ends_with("시간반") {
            found.push(vec!["0.5".to_owned()]);
        } else if written.starts_with("절반") {
            found.push(vec!["0.5".to_owned(), "50".to_owned()]);
        }
    }
    found
}

/// The Roman numerals in a text, as readings. In English `I` is one only behind a word with a capital,
/// as in “Part I”; in small letters they stand in brackets.
pub(super) fn roman(language: &str, text: &[char]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = at + text[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
        let word = &text[at..end];
        let before = at.checked_sub(1).map(|at| text[at]);
        let after = text.get(end).copied();
        let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if word.is_empty() || joined(before) {
            at = end.max(at + 1);
            continue;
        }
        let small = word.iter().all(char::is_ascii_lowercase);
        // French writes an ending: XXIe.
        let capitals = word.iter().take_while(|c| c.is_ascii_uppercase()).count();
        let fits = if small {
            matches!(after, Some(')'))
                || matches!(before, Some('('))
                || matches!(after, Some('.')) && before.is_none()
        } else {
            !(language == "en" && word == ['I']) || follows_a_name(text, at)
        };
        let digits: &[char] = if small { word } else { &word[..capitals] };
        let ends = capitals == word.len() || capitals > 1 && word.len() - capitals <= 3;
        // Other letters alone are initials: C., M.
        let known = digits.len() > 1 || matches!(digits, ['I' | 'V' | 'X' | 'i' | 'v' | 'x']);
        if fits && known && (small || ends) {
            found.extend(roman_value(digits).map(|value| vec![value.to_string()]));
        }
        at = end;
    }
    found
}

/// The chapters and articles that a text names without digits: Roman numerals up to 39, and 第十一章.
pub(super) fn clauses(language: &str, text: &[char]) -> Vec<(u128, String)> {
    let mut found = Vec::new();
    if matches!(language, "ja" | "zh" | "yue") {
        for at in (0..text.len()).filter(|at| text[*at] == '第') {
            let length = text[at + 1..].iter().take_while(|c| is_numeral(**c)).count();
            let end = at + 1 + length;
            let is_clause = text.get(end).is_some_and(|c| "条條章节節款項项編编部".contains(*c));
            if let Some(value) = value(&text[at + 1..end]).filter(|_| is_clause) {
                found.push((value, text[at..=end].iter().collect()));
            }
        }
    }
    for word in text.split(|c| !c.is_alphanumeric()) {
        let fits = word.len() > 1 && word.iter().all(|c| matches!(c, 'I' | 'V' | 'X'));
        if let Some(value) = roman_value(word).filter(|_| fits) {
            found.push((value.into(), word.iter().collect()));
        }
    }
    found
}

/// Whether the word before `at` begins with a capital and is not the first of the text.
fn follows_a_name(text: &[char], at: usize) -> bool {
    let Some(before) = text[..at].strip_suffix(&[' ']) else { return false };
    let start = before.iter().rposition(|c| !c.is_alphabetic()).map_or(0, |at| at + 1);
    before.get(start).is_some_and(|c| c.is_uppercase())
}

fn roman_value(word: &[char]) -> Option<u32> {
    const LONGEST: usize = 15;
    let value = |c: char| {
        Some(match c.to_ascii_uppercase() {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            'D' => 500,
            'M' => 1000,
            _ => return None,
        })
    };
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let digits: Vec<u32> = word.iter().map(|c| value(*c)).collect::<Option<_>>()?;
    let mut sum = 0;
    for (at, digit) in digits.iter().enumerate() {
        let smaller = digits.get(at + 1).is_some_and(|next| next > digit);
        sum = if smaller { sum - i64::from(*digit) } else { sum + i64::from(*digit) };
    }
    u32::try_from(sum).ok()
}
