//! Pairs of a source and a translation, labelled by whether the numbers are the same.

use super::{Writing, difference};

fn found(from: &str, source: &str, to: &str, translation: &str) -> Option<String> {
    difference(&Writing::new(from), source, &Writing::new(to), translation)
}

/// Translations that say the same number in the manner of their language.
const SAME: &[(&str, &str, &str)] = &[
    // Decimals and thousands.
    ("de", "A fee of 1.5 percent applies.", "Es gilt eine Gebühr von 1,5 Prozent."),
    ("fr", "1.5%", "1,5\u{a0}%"),
    ("de", "The limit is $500.", "Die Grenze liegt bei 500,00 $."),
    ("pl", "a fine of 50,000 euros", "grzywna 50 000 euro"),
    ("fr", "up to 1,000,000 users", "jusqu'à 1\u{202f}000\u{202f}000 utilisateurs"),
    ("ru", "up to 20,000,000 EUR", "до 20\u{a0}000\u{a0}000 евро"),
    ("de-CH", "10,000 francs", "10’000 Franken"),
    ("de-CH", "10,000.50 francs", "10'000.50 Franken"),
    ("hi", "1,500,000 rupees", "15,00,000 रुपये"),
    ("en-IN", "12,345,678", "1,23,45,678"),
    ("de", "1,000", "1.000"),
    ("de", "It has 1.000 pages.", "Es hat 1.000 Seiten."),
    ("de", "1,234.56 euros", "1.234,56 Euro"),
    ("sv", "1,234.50 kronor", "1 234,50 kronor"),
    ("es", "0.125", "0,125"),
    ("ar", "1.5 percent", "١٫٥ بالمائة"),
    ("ar", "10,000 users", "١٠٬٠٠٠ مستخدم"),
    ("fa", "In 2026, 30 days", "در ۲۰۲۶، ۳۰ روز"),
    ("bn", "25 days", "২৫ দিন"),
    ("th", "30 days", "๓๐ วัน"),
    ("ja", "100 yen", "１００円"),
    ("de", "$1.50 a month", "1,5 $ pro Monat"),
    ("uk", "a rate of 2.50%", "ставка 2,5 %"),
    ("fr", "1&nbsp;000 euros", "1 000 euros"),
    ("es", "&#9;3 cookies", "3 cookies"),
    ("it", "5 items", "&#9;5 elementi"),
    ("nl", "4&frac12; hours", "4½ uur"),
    // Large units.
    ("zh-Hans", "100,000 users", "10万用户"),
    ("zh-Hans", "100,000 users", "10 万用户"),
    ("zh-Hant", "250,000 users", "25萬名使用者"),
    ("ja", "120 million yen", "1億2000万円"),
    ("ja", "1.2 billion yen", "12億円"),
    ("ja", "3,000 people", "3千人"),
    ("ko", "100,000 won", "10만 원"),
    ("ko", "100 million won", "1억 원"),
    ("hi", "100,000 users", "1 लाख उपयोगकर्ता"),
    ("en-IN", "10,000,000 rupees", "1 crore rupees"),
    ("de", "1.5 million users", "1,5 Millionen Nutzer"),
    ("es", "1.5 million users", "1.500.000 usuarios"),
    ("fr", "20 million euros", "20 millions d'euros"),
    ("ru", "20 million euros", "20 млн евро"),
    ("pl", "2 billion", "2 mld"),
    ("vi", "5 million dong", "5 triệu đồng"),
    // Dates.
    ("de", "Last changed: June 23, 2016.", "Zuletzt geändert: 23.06.2016."),
    ("de", "Last changed: 06/23/2016.", "Zuletzt geändert: 23.06.2016."),
    ("cs", "Effective May 4, 2021", "Účinné od 4. 5. 2021"),
    ("cs", "Effective May 4, 2021", "Účinné od 4. května 2021"),
    ("hu", "March 24, 2026", "2026. 03. 24."),
    ("hu", "March 24, 2026", "2026. március 24."),
    ("sv", "March 24, 2026", "2026-03-24"),
    ("zh-Hans", "Effective from March 24, 2026.", "2026 年 3 月 24 日起生效。"),
    ("zh-Hans", "Effective from March 24, 2026.", "2026年3月24日起生效。"),
    ("zh-Hant", "September 1, 2020", "2020 年 9 月 1 日"),
    ("zh-Hans", "on December 1", "十二月一日"),
    ("ja", "Effective: 24 March 2026", "発効日：2026 年 3 月 24 日"),
    ("ja", "April 1, 2026", "令和8年4月1日"),
    ("ko", "Last updated: May 25, 2018", "최종 수정일: 2018년 5월 25일"),
    ("ko", "Last updated: May 25, 2018", "최종 수정일: 2018. 5. 25."),
    ("ko", "Last updated: May 25, 2018", "최종 수정일: 2018 년 5 월 25 일"),
    ("vi", "Effective: January 1, 2020", "Có hiệu lực: ngày 1 tháng 1 năm 2020"),
    ("vi", "Effective: October 15, 2020", "Có hiệu lực: ngày 15 tháng 10 năm 2020"),
    ("th", "1 June 2026", "1 มิถุนายน 2569"),
    ("lt", "June 23, 2016", "2016 m. birželio 23 d."),
    ("fi", "23 June 2016", "23. kesäkuuta 2016"),
    ("pl", "in June 2016", "w czerwcu 2016 r."),
    ("ru", "in June 2016", "в июне 2016 года"),
    ("ru", "June 23, 2016", "23.06.16"),
    ("nl", "04 May 2020", "4 mei 2020"),
    ("fr", "04/05/2020", "4 mai 2020"),
    ("sl", "01. May 2020", "1. maj 2020"),
    ("pt", "August 1, 2024", "1º de agosto de 2024"),
    ("fr", "August 1, 2024", "1er août 2024"),
    ("de", "the 1st day", "der 1. Tag"),
    ("fr", "the 21st century", "le XXIe siècle"),
    ("zh-Hans", "Sept. 5, 2020", "2020-09-05"),
    // Numerals and words.
    ("nl", "within 5 days", "binnen vijf dagen"),
    ("de", "within thirty days", "innerhalb von 30 Tagen"),
    ("de", "within 24 hours", "innerhalb von vierundzwanzig Stunden"),
    ("de", "within seventy-two hours", "innerhalb von 72 Stunden"),
    ("fr", "within 15 days", "dans les quinze jours"),
    ("fr", "within 75 days", "dans les soixante-quinze jours"),
    ("es", "within 14 days", "en catorce días"),
    ("it", "within 3 months", "entro tre mesi"),
    ("pt-BR", "12 months", "doze meses"),
    ("ru", "within 5 days", "в течение пяти дней"),
    ("pl", "for 6 months", "przez sześć miesięcy"),
    ("cs", "for 2 years", "po dobu dvou let"),
    ("uk", "within 10 days", "протягом десяти днів"),
    ("tr", "within three days", "3 gün içinde"),
    ("hu", "30 days", "harminc nap"),
    ("fi", "two weeks", "2 viikkoa"),
    ("el", "within 3 months", "εντός τριών μηνών"),
    ("ar", "within 3 days", "خلال ثلاثة أيام"),
    ("ar", "for 2 years", "لمدة عامين"),
    ("ar", "for 1 year", "لمدة عام"),
    ("he", "for 2 days", "למשך יומיים"),
    ("hi", "within 5 days", "पाँच दिनों के भीतर"),
    ("ja", "once a month", "1 ヶ月に 1 回"),
    ("ja", "a month", "1 ヶ月"),
    ("ja", "two parties", "2者"),
    ("zh-Hans", "Once a month.", "每月 1 次。"),
    ("zh-Hans", "Article 3", "第三条"),
    ("zh-Hans", "within 30 days", "三十天内"),
    ("zh-Hans", "6 months", "半年"),
    ("ko", "A third party", "제3자"),
    ("ko", "a month", "1개월"),
    ("ko", "for 2 months", "두 달 동안"),
    ("ko", "30 days", "삼십일"),
    ("vi", "one month", "1 tháng"),
    ("vi", "3 times", "ba lần"),
    ("id", "3 days", "tiga hari"),
    ("id", "1 month", "sebulan"),
    ("sw", "5 days", "siku tano"),
    ("ro", "2 years", "doi ani"),
    ("de", "200 pages", "zweihundert Seiten"),
    ("lv", "one year", "1 gads"),
    ("et", "4 weeks", "neli nädalat"),
    ("da", "fourteen days", "14 dage"),
    ("th", "within 7 days", "ภายในเจ็ดวัน"),
    // Times, telephones, clauses, words with digits.
    ("de", "from 2 p.m. to 4:30 p.m.", "von 14 Uhr bis 16:30 Uhr"),
    ("de", "at 2:00 pm", "um 14:00 Uhr"),
    ("fi", "at 14:30", "klo 14.30"),
    ("fr", "at 14:00", "à 14 h"),
    ("fr", "at 2:30 PM", "à 14h30"),
    ("ja", "at 14:00", "午後2時"),
    ("ko", "at 2 p.m.", "14시"),
    ("de", "Call 1-800-555-0199.", "Telefon: 1 800 555 0199."),
    ("fr", "Call +33 1 23 45 67 89.", "Appelez le +33 (1) 23-45-67-89."),
    ("en-GB", "Call +44 20 7946 0958.", "Call +44 (20) 7946-0958."),
    ("de", "See clause 4.2.1.", "Siehe Ziffer 4.2.1."),
    ("de", "See clause 4.2 below.", "Siehe unten Ziffer 4.2."),
    ("de", "from 2019–2021", "von 2019–2021"),
    ("es", "IPv6 and MP3", "IPv6 y MP3"),
    ("de", "available 24/7", "rund um die Uhr verfügbar"),
    ("ja", "See (1) and (2).", "①と②を参照。"),
    ("fr", "See `x 15` and [it](https://a.b/2).", "Voir `x 16` et [ceci](https://a.b/3)."),
    ("de", "At https://w3.org/2020/x now", "Unter https://w3.org/2021/x jetzt"),
    ("it", "1\\. First", "1. Primo"),
    ("es", "**30** days", "30 *días*"),
    ("pt", "Articles 1,5 and 7", "Artigos 1, 5 e 7"),
    // Parts and months.
    ("de", "a fee of 500 euros", "eine Gebühr von 500,00 Euro"),
    ("de", "a fee of 5.0%", "eine Gebühr von 5 %"),
    ("de", "60,000 euros", "60.000,00 Euro"),
    ("de", "by May 4", "bis 4.5."),
    ("de", "in June 2016", "im 06.2016"),
    ("hi", "a fine of ₹1,000,000", "₹10,00,000 का जुर्माना"),
    ("cs", "from 12 July 2023", "od 12. července 2023"),
    ("fr", "Tuesday 12 August 2023", "mardi 12 août 2023"),
    ("es", "As of 12 August, over 13 years", "Desde el 12 de agosto, mayores de 13 años"),
    ("en-GB", "May 12, 2023", "12 May 2023"),
    ("ja", "for 3 months from May 1, 2023", "2023年5月1日から3か月間"),
    ("ru", "12 May 2023 and 3 March 2024", "12 мая 2023 и 3 марта 2024"),
    ("vi", "12 May 2023", "12 tháng 5 năm 2023"),
    ("sv", "May 5, 2023", "5 maj 2023"),
];

/// Translations that say another number.
const OTHER: &[(&str, &str, &str)] = &[
    ("de", "A fee of 1.5 percent applies.", "Es gilt eine Gebühr von 15 Prozent."),
    ("de", "See clause 4.2 below.", "Siehe unten Ziffer 42."),
    ("de", "See clause 4.2.", "Siehe Ziffer 4.2.1."),
    ("de", "See clause 4.10.", "Siehe Ziffer 4.1."),
    ("de", "1.5 percent", "1.500 Prozent"),
    ("de", "1,000 euros", "100 Euro"),
    ("de", "1,000 euros", "1 Euro"),
    ("de", "30 days", "31 Tage"),
    ("de", "Last updated: May 1, 2025", "Zuletzt geändert: 1. Mai 2026"),
    ("de", "Last updated: 23 June 2016", "Zuletzt geändert: 24.06.2016"),
    ("de", "Last updated: 23 June 2016", "Zuletzt geändert: 23.07.2016"),
    ("de", "Last updated: 23 June 2016", "Zuletzt geändert: 23.06.2017"),
    ("fr", "Article 11 of the GDPR", "L'article 15 du RGPD"),
    ("es", "Article 11", "Artículo 15"),
    ("ja", "Article 11", "第15条"),
    ("zh-Hans", "Article 11", "第15条"),
    ("zh-Hans", "Article 11", "第十五条"),
    ("ko", "Article 11", "제15조"),
    ("ru", "Article 11", "статья 15"),
    ("hi", "Article 11", "अनुच्छेद १५"),
    ("ar", "Article 11", "المادة ١٥"),
    ("th", "Article 11", "มาตรา 15"),
    ("fr", "In 2020", "En 202"),
    ("zh-Hans", "As of January 1, 2020", "截至202年1月1日"),
    ("ja", "The policy of the company", "会社のポリシー（2020年1月1日）"),
    ("ja", "The policy of the company.", "会社のポリシーは2020年1月1日に改定。"),
    ("pl", "The policy of the company.", "Polityka firmy z 3 maja 2020."),
    ("vi", "for 30 days", "trong 3 ngày"),
    ("zh-Hans", "10,000 users", "10万用户"),
    ("ja", "1 million yen", "10万円"),
    ("ko", "100 won", "100만 원"),
    ("it", "5 days", "6 giorni"),
    ("it", "5 days", "sei giorni"),
    ("nl", "within 5 days", "binnen zes dagen"),
    ("nl", "within five days", "binnen 6 dagen"),
    ("de", "1 month", "2 Monate"),
    ("de", "at 14:00", "um 15:00 Uhr"),
    ("de", "at 2 p.m.", "um 15 Uhr"),
    ("de", "at 14:30", "um 14:00 Uhr"),
    ("fr", "from 2019–2021", "de 2021–2019"),
    ("de", "Call +44 20 7946 0958.", "Telefon +44 20 7946 0959."),
    ("pt", "in March 2020", "em 4 de 2020"),
    ("sw", "5 days", "siku 6"),
    ("uk", "a fine of 20,000,000 EUR", "штраф 2 000 000 євро"),
    ("hi", "100,000 users", "10 लाख उपयोगकर्ता"),
    ("tr", "Version 1.2.3", "Sürüm 1.2.4"),
    ("cs", "May 4, 2021", "5. 5. 2021"),
    ("sv", "3 cookies, 4 providers", "3 kakor"),
    ("el", "99.9 percent", "999 τοις εκατό"),
    ("fi", "0.5 percent", "5 prosenttia"),
    ("de", "The rate is 0.5 percent.", "Der Satz beträgt 0,05 Prozent."),
    ("fr", "Interest is 1.5% per year.", "Les intérêts sont de 1,05 % par an."),
    ("ja", "A fee of 0.075% applies.", "0.75%の手数料がかかります。"),
    ("es", "A fee of 5.0% applies.", "Se aplica una comisión del 0,5 %."),
    ("de", "The fee is 12 euros.", "Die Gebühr beträgt 12,01 Euro."),
    ("de", "A fee of 12 euros", "Eine Gebühr von 12,01 Euro"),
    ("de", "12.01 euros", "12 Euro"),
    ("de", "The fee is 60,000 euros.", "Die Gebühr beträgt 60.001,00 Euro."),
    ("de", "The fee is 5 euros.", "Die Gebühr beträgt 5,1 Euro."),
    ("pl", "2.05", "2,5"),
    ("hi", "The fine is ₹1,000,000.", "जुर्माना ₹1,00,000 है।"),
    ("hi", "The fine is ₹25,000,000.", "जुर्माना ₹25,00,000 है।"),
    ("de", "1,000,000 euros", "1.000.000.000 Euro"),
    ("ja", "Updated on May 20, 2023.", "最終更新日は2023年11月20日です。"),
    ("zh-Hans", "Updated on May 20, 2023.", "更新于2023年11月20日。"),
    ("ja", "In May 2023.", "2023年6月。"),
    ("de", "Updated on 12 May 2023.", "Geändert am 12. August 2023."),
    ("de", "Updated on 1 May 2023.", "Geändert am 5. Mai 2023."),
    ("de", "Effective 5 May 2023.", "Gültig ab Mai 2023."),
    ("fr", "Updated on May 12, 2023.", "Mise à jour le 12 août 2023."),
    ("es", "Updated on May 12, 2023.", "Actualizado el 12 de agosto de 2023."),
    ("cs", "from 12 June 2023", "od 12. července 2023"),
    ("th", "1 June 2026", "1 กรกฎาคม 2569"),
];

#[test]
fn the_same_numbers_pass() {
    let alarms: Vec<_> = SAME
        .iter()
        .filter_map(|(to, source, translation)| {
            Some((to, source, translation, found("en", source, to, translation)?))
        })
        .collect();
    assert!(alarms.is_empty(), "{alarms:#?}");
}

#[test]
fn other_numbers_are_found() {
    let missed: Vec<_> = OTHER
        .iter()
        .filter(|(to, source, translation)| found("en", source, to, translation).is_none())
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn the_source_may_be_in_any_language() {
    for (from, source, to, translation) in [
        ("de", "1.234,5 Euro", "en", "1,234.5 euros"),
        ("ja", "第3条", "en", "Article 3"),
        ("ja", "2026 年 3 月 24 日", "en", "March 24, 2026"),
        ("zh-Hans", "10万", "de", "100.000"),
        ("ru", "в течение пяти дней", "ja", "5日以内"),
        ("fr", "chaque mois", "ko", "1개월마다"),
    ] {
        assert_eq!(found(from, source, to, translation), None, "{translation}");
    }
    assert!(found("ja", "第15条", "en", "Article 11").is_some());
}

#[test]
fn what_differs_is_named_as_it_is_written() {
    let said = |source, translation| found("en", source, "de", translation).unwrap();
    assert_eq!(said("1.5 %", "15 %"), "the translation has `15` instead of `1.5`");
    assert_eq!(said("for 30 days", "lange"), "the translation lacks the number `30`");
    assert_eq!(
        said("for long", "seit 1.500 Tagen"),
        "the translation has the number `1.500`, its source does not"
    );
    let many: String = (100..120).map(|number| format!("{number}, ")).collect();
    assert!(said(&many, "lange").ends_with("`104` and 15 more"));
}

#[test]
fn many_numbers_take_no_longer_than_they_should() {
    let numbers = |from: u32| (from..from + 50_000).map(|at| format!("{at}; ")).collect::<String>();
    assert!(found("en", &numbers(1), "de", &numbers(100_000)).is_some());
    let digits = "1.".repeat(200_000) + "1";
    assert!(found("en", &digits, "de", &"1,5 ".repeat(100_000)).is_some());
    assert_eq!(found("en", &"万".repeat(100_000), "ja", "千"), None);
    assert!(found("en", "x", "ja", &("1".to_owned() + &"万".repeat(1000))).is_some());
}
