//! Numbers of any length: groups of digits, and decimals.

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
