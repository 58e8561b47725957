//! Large numbers: groups of digits, words for powers of ten, and decimals of any length.

use std::fmt;

/// Whether groups of digits are thousands (1.234.567) or as India writes them (12,34,567).
pub(super) fn is_grouped(groups: &[String]) -> bool {
    let [first, rest @ ..] = groups else { return false };
    let Some((last, middle)) = rest.split_last() else {
        return (1..=3).contains(&first.len());
    };
    let all = |length: usize| middle.iter().all(|group| group.len() == length);
    let begins = !first.starts_with('0') && last.len() == 3;
    begins && ((1..=3).contains(&first.len()) && all(3) || (1..=2).contains(&first.len()) && all(2))
}

/// Beginnings of the words for powers of ten. A word may have two values.
const WORDS: &[(&str, &[usize])] = &[
    ("thousand", &[3]),
    ("tausend", &[3]),
    ("tsd", &[3]),
    ("duizend", &[3]),
    ("tusen", &[3]),
    ("tusind", &[3]),
    ("tuhat", &[3]),
    ("tuhan", &[3]),
    ("tūkst", &[3]),
    ("tysi", &[3]),
    ("tys.", &[3]),
    ("tisíc", &[3]),
    ("tisoč", &[3]),
    ("tisuć", &[3]),
    ("hiljad", &[3]),
    ("хиляд", &[3]),
    ("тыс", &[3]),
    ("тис", &[3]),
    ("χιλι", &[3]),
    ("ألف", &[3]),
    ("آلاف", &[3]),
    ("אלף", &[3]),
    ("אלפים", &[3]),
    ("हज़ार", &[3]),
    ("हजार", &[3]),
    ("พัน", &[3]),
    ("nghìn", &[3]),
    ("ngàn", &[3]),
    ("ribu", &[3]),
    ("ezer", &[3]),
    ("หมื่น", &[4]),
    ("vạn", &[4]),
    ("lakh", &[5]),
    ("लाख", &[5]),
    ("লাখ", &[5]),
    ("لاکھ", &[5]),
    ("แสน", &[5]),
    ("mill", &[6, 9]),
    ("mili", &[6, 9]),
    ("milj", &[6, 9]),
    ("milh", &[6]),
    ("mily", &[6, 9]),
    ("mio", &[6]),
    ("mln", &[6]),
    ("млн", &[6]),
    ("миллион", &[6]),
    ("милион", &[6]),
    ("мільйон", &[6]),
    ("εκατομμ", &[6]),
    ("مليون", &[6]),
    ("ملايين", &[6]),
    ("میلیون", &[6]),
    ("מיליון", &[6]),
    ("ล้าน", &[6]),
    ("triệu", &[6]),
    ("juta", &[6]),
    ("crore", &[7]),
    ("करोड़", &[7]),
    ("কোটি", &[7]),
    ("کروڑ", &[7]),
    ("billion", &[9, 12]),
    ("bilh", &[9]),
    ("bili", &[9, 12]),
    ("mrd", &[9]),
    ("mld", &[9]),
    ("млрд", &[9]),
    ("миллиард", &[9]),
    ("милиард", &[9]),
    ("мільярд", &[9]),
    ("δισεκατομμ", &[9]),
    ("مليار", &[9]),
    ("מיליארד", &[9]),
    ("tỷ", &[9]),
    ("tỉ", &[9]),
];

/// The powers of ten that the word after a number at `at` may mean, where the word ends, and whether
/// it is written with Han characters or Hangul, which count as one number with the digits.
pub(super) fn multiplier(text: &[char], at: usize) -> Option<(Vec<usize>, usize, bool)> {
    let mut end = at + usize::from(matches!(text.get(at), Some(' ' | '\u{a0}' | '\u{202f}')));
    let mut power = 0;
    while let Some(more) = text.get(end).and_then(|c| han_power(*c)) {
        power += more;
        end += 1;
    }
    if power > 0 {
        return Some((vec![power], end, true));
    }
    // No word of the table is longer than this.
    let word: String = text[end.min(text.len())..].iter().take(16).collect();
    let word = word.to_lowercase();
    let (known, powers) = WORDS.iter().find(|(known, _)| word.starts_with(known))?;
    Some((powers.to_vec(), end + known.chars().count(), false))
}

fn han_power(c: char) -> Option<usize> {
    match c {
        '百' | '백' => Some(2),
        '千' | '천' => Some(3),
        '万' | '萬' | '만' => Some(4),
        '億' | '亿' | '억' => Some(8),
        '兆' | '조' => Some(12),
        _ => None,
    }
}

/// A number with decimals, of any length.
#[derive(Debug, Clone)]
pub(super) struct Decimal {
    /// From the left, without the point.
    digits: Vec<u8>,
    /// Digits after the point.
    decimals: usize,
}

impl Decimal {
    /// Reads digits with at most one point.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let all = whole.bytes().chain(fraction.bytes());
        let digits = all.map(|byte| byte.is_ascii_digit().then(|| byte - b'0'));
        Some(Decimal { digits: digits.collect::<Option<_>>()?, decimals: fraction.len() })
    }

    /// The number times ten to the `power`.
    pub(super) fn shifted(&self, power: usize) -> Self {
        let zeros = power.saturating_sub(self.decimals);
        let digits = self.digits.iter().copied().chain(std::iter::repeat_n(0, zeros)).collect();
        Decimal { digits, decimals: self.decimals.saturating_sub(power) }
    }

    /// The sum of two numbers.
    pub(super) fn plus(&self, other: &Self) -> Self {
        let decimals = self.decimals.max(other.decimals);
        let aligned = |one: &Decimal| {
            let mut digits = one.digits.clone();
            digits.extend(std::iter::repeat_n(0, decimals - one.decimals));
            digits.reverse();
            digits
        };
        let (a, b) = (aligned(self), aligned(other));
        let mut sum = Vec::new();
        let mut carry = 0;
        for at in 0..a.len().max(b.len()) {
            let total = a.get(at).unwrap_or(&0) + b.get(at).unwrap_or(&0) + carry;
            sum.push(total % 10);
            carry = total / 10;
        }
        sum.push(carry);
        sum.reverse();
        Decimal { digits: sum, decimals }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |digits: &[u8]| digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let (whole, fraction) = self.digits.split_at(self.digits.len() - self.decimals);
        let (whole, fraction): (String, String) = (text(whole), text(fraction));
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        f.write_str(if whole.is_empty() { "0" } else { whole })?;
        if fraction.is_empty() { Ok(()) } else { write!(f, ".{fraction}") }
    }
}
