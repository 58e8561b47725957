//! The digits that numbers are written in.

/// Systems of digits by their names in CLDR, with their zero; those of living scripts that count by
/// tens. The nine others follow it in Unicode.
const SYSTEMS: &[(&str, char)] = &[
    ("adlm", '𞥐'),
    ("arab", '٠'),
    ("arabext", '۰'),
    ("beng", '০'),
    ("cakm", '𑄶'),
    ("deva", '०'),
    ("gujr", '૦'),
    ("guru", '੦'),
    ("hmnp", '𞅀'),
    ("khmr", '០'),
    ("knda", '೦'),
    ("laoo", '໐'),
    ("latn", '0'),
    ("mlym", '൦'),
    ("mong", '᠐'),
    ("mtei", '꯰'),
    ("mymr", '၀'),
    ("nkoo", '߀'),
    ("olck", '᱐'),
    ("orya", '୦'),
    ("tamldec", '௦'),
    ("telu", '౦'),
    ("thai", '๐'),
    ("tibt", '༠'),
];

/// The ten digits of the system called `name`, from zero.
pub(crate) fn digits_named(name: &str) -> Option<String> {
    let zero = SYSTEMS.iter().find(|(known, _)| *known == name)?.1;
    Some((zero..).take(10).collect())
}

/// `text` with its ASCII digits replaced by those of `digits`, which is the ten from zero.
pub(crate) fn in_digits(text: &str, digits: Option<&str>) -> String {
    let Some(digits) = digits else { return text.to_owned() };
    let digit = |c: char| digits.chars().nth(c.to_digit(10)? as usize);
    text.chars().map(|c| digit(c).unwrap_or(c)).collect()
}
