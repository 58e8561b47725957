//! Sentences as policies have them, with what a reviewer would say of each translation.
//!
//! The table is the measure of the whole family of rules: how many alarms are false, how many faults
//! are missed. Sentences are made up.

use super::final_mark::Role;
use super::fixed;
use super::numbers::Writing;
use super::typography::{Pair, findings};

/// Language, source, translation, and the codes that should be found.
type Row = (&'static str, &'static str, &'static str, &'static [&'static str]);

const MARK: &[&str] = &["P519"];
const QUOTE: &[&str] = &["P517"];

/// Ends of sentences.
const ENDS: &[Row] = &[
    ("ja", "May we keep your data?", "データを保存してもよいですか。", &[]),
    ("ja", "May we keep your data?", "データを保存してもよいですか？", &[]),
    ("ja", "May we keep your data?", "データを保存します。", MARK),
    ("ja", "Do you agree?", "同意します", MARK),
    ("ko", "Do you agree?", "동의하십니까?", &[]),
    ("ko", "Do you agree?", "동의하십니까", &[]),
    ("ko", "Do you agree?", "동의합니다.", MARK),
    ("ko", "May we keep it?", "보관합니다", MARK),
    ("zh-Hans", "Do you agree?", "您是否同意？", &[]),
    ("zh-Hans", "Do you agree?", "您同意。", MARK),
    ("ja", "Data of the customer.", "お客様のデータ", &[]),
    ("ja", "How to contact us.", "お問い合わせ方法", &[]),
    ("ja", "We answer within a month.", "1か月以内に回答します", MARK),
    ("ko", "To keep the service safe.", "서비스 보안 유지", &[]),
    ("bo", "We protect your data.", "ང་ཚོས་ཁྱེད་ཀྱི་གཞི་གྲངས་སྲུང་སྐྱོབ་བྱེད།", &[]),
    ("bo", "We protect your data.", "ང་ཚོས་ཁྱེད་ཀྱི་གཞི་གྲངས་སྲུང་སྐྱོབ་བྱེད", MARK),
    ("dz", "We protect your data.", "ང་བཅས་ཀྱིས་གནས་སྡུད་སྲུངམ་ཨིན།", &[]),
    ("hy", "We protect your data.", "Մենք պաշտպանում ենք ձեր տվյալները։", &[]),
    ("hy", "Do you agree?", "Համաձա՞յն եք։", &[]),
    ("hy", "Do you agree?", "Համաձայն եք։", MARK),
    ("am", "We protect your data.", "መረጃዎን እንጠብቃለን።", &[]),
    ("am", "We protect your data.", "መረጃዎን እንጠብቃለን", MARK),
    ("am", "Do you agree?", "ይስማማሉ፧", &[]),
    ("ti", "We protect your data.", "ሓበሬታኹም ንሕሉ ኢና።", &[]),
    ("ur", "We protect your data.", "ہم آپ کے ڈیٹا کی حفاظت کرتے ہیں۔", &[]),
    ("ur", "Do you agree?", "کیا آپ متفق ہیں؟", &[]),
    ("sat", "We protect your data.", "ᱟᱞᱮ ᱟᱢᱟᱜ ᱰᱟᱴᱟ ᱞᱮ ᱨᱩᱠᱷᱤᱭᱟᱹ᱾", &[]),
    ("mni-Mtei", "We protect it.", "ꯑꯩꯈꯣꯌꯅꯥ ꯉꯥꯛꯂꯤ꯫", &[]),
    ("my", "We protect your data.", "သင့်ဒေတာကို ကျွန်ုပ်တို့ ကာကွယ်ပါသည်။", &[]),
    ("my", "We protect your data.", "သင့်ဒေတာကို ကျွန်ုပ်တို့ ကာကွယ်ပါသည်", MARK),
    ("my", "Do you agree?", "သင်သဘောတူပါသလား။", &[]),
    ("km", "We protect your data.", "យើងការពារទិន្នន័យរបស់អ្នក។", &[]),
    ("km", "We protect your data.", "យើងការពារទិន្នន័យរបស់អ្នក", MARK),
    ("th", "We protect your data.", "เราปกป้องข้อมูลของคุณ", &[]),
    ("th", "Do you agree?", "คุณยอมรับหรือไม่", &[]),
    ("lo", "We protect your data.", "ພວກເຮົາປົກປ້ອງຂໍ້ມູນຂອງທ່ານ", &[]),
    ("el", "Do you agree?", "Συμφωνείτε;", &[]),
    ("el", "Do you agree?", "Συμφωνείτε.", MARK),
    ("de", "We use it for;", "Wir nutzen es für;", &[]),
    ("ar", "Do you agree?", "هل توافق؟", &[]),
    ("ar", "Do you agree?", "أنت توافق.", MARK),
    ("fa", "Do you agree?", "آیا موافقید؟", &[]),
    ("hi", "We protect your data.", "हम आपके डेटा की रक्षा करते हैं।", &[]),
    ("hi", "We protect your data.", "हम आपके डेटा की रक्षा करते हैं", MARK),
    ("mr", "We protect your data.", "आम्ही आपल्या माहितीचे रक्षण करतो.", &[]),
    ("de", "Thank you!", "Vielen Dank.", &[]),
    ("de", "We keep it for a year.", "Wir behalten es ein Jahr", MARK),
    ("he", "We keep it for a year.", "אנו שומרים זאת שנה", MARK),
    (
        "es",
        "See the [notice](https://example.com/n).",
        "Véase el [aviso.](https://example.com/n)",
        &[],
    ),
    ("fr", "Do you agree?", "Êtes-vous d’accord\u{202f}?", &[]),
    ("zgh", "We keep it.", "ⵏⵃⵟⵟⴰ ⵜ.", &[]),
    ("nqo", "Do you agree?", "ߌ ߘߌ߬ߢߍ߬ߣߍ߲߬ ߠߋ߬߸ ߌߞߏ߫؟", &[]),
];

/// Quotation marks.
const QUOTES: &[Row] = &[
    ("he", "Example Ltd. (“we”)", "דוגמה בע\"מ (”אנו”)", &[]),
    ("he", "Example Ltd. (“we”)", "דוגמה בע״מ (\"אנו\")", &[]),
    ("he", "the “UN” treaty", "אמנת האו\"ם", &[]),
    ("yi", "in the “Terms”", "אין די „באַדינגונגען”", &[]),
    ("de", "a 15\" screen", "ein 15\"-Bildschirm", &[]),
    ("de", "screens of 13\" and 15\"", "Bildschirme mit 13\" und 15\"", &[]),
    ("fr", "a 15.6\" screen", "un écran de 15,6\"", &[]),
    ("es", "“Do you agree?”", "«¿Está de acuerdo?»", &[]),
    ("es", "“Do you agree?”", "“¿Está de acuerdo?”", &[]),
    ("es", "the “Service”", "el «Servicio»", &[]),
    ("es", "the “Service”", "el „Servicio“", QUOTE),
    ("ko", "the “Service”", "『서비스』", &[]),
    ("ko", "the “Service”", "「서비스」", &[]),
    ("ko", "the “Service”", "“서비스”", &[]),
    ("ko", "the “Service”", "‘서비스’", &[]),
    ("ko", "the “Service”", "《서비스》", &[]),
    ("ja", "the “Service”", "『サービス』", &[]),
    ("zh-Hans", "the “Service” (the Act)", "“服务”（《法》）", &[]),
    ("zh-Hant", "the “Service”", "「服務」", &[]),
    ("gl", "the “Service”", "o «Servizo»", &[]),
    ("gl", "the “Service”", "o “Servizo”", &[]),
    ("hu", "the “A” in “B”", "a „»A« a B-ben”", &[]),
    ("hu", "the “Service”", "a „Szolgáltatás”", &[]),
    ("hu", "the “Service”", "a “Szolgáltatás”", QUOTE),
    ("nb", "the “Service”", "«Tjenesten»", &[]),
    ("nb", "the “Service”", "„Tjenesten“", QUOTE),
    ("nb", "the “Service”", "”Tjenesten”", &[]),
    ("nn", "the “Service”", "«Tenesta»", &[]),
    ("da", "the “Service”", "»Tjenesten«", &[]),
    ("da", "the “Service”", "„Tjenesten“", &[]),
    ("da", "the “Service”", "”Tjenesten”", &[]),
    ("da", "the “Service”", "«Tjenesten»", QUOTE),
    ("de-CH", "the “Service”", "der «Dienst»", &[]),
    ("de-AT", "the “Service”", "der „Dienst“", &[]),
    ("de", "the “Service”", "der »Dienst«", &[]),
    ("de", "the “Service”", "der «Dienst»", QUOTE),
    ("sv", "the “Service”", "”Tjänsten”", &[]),
    ("sv", "the “Service”", "»Tjänsten»", &[]),
    ("sv", "the “Service”", "»Tjänsten«", &[]),
    ("sv", "the “Service”", "„Tjänsten“", QUOTE),
    ("fi", "the “Service”", "”Palvelu”", &[]),
    ("fi", "the “Service”", "»Palvelu»", &[]),
    ("sr", "the “Service”", "„Услуга“", &[]),
    ("sr-Latn", "the “Service”", "„Usluga”", &[]),
    ("sr", "the “Service”", "»Услуга«", &[]),
    ("lt", "the “Service”", "„Paslauga“", &[]),
    ("lv", "the “Service”", "“Pakalpojums”", &[]),
    ("cs", "the “Service”", "»Služba«", &[]),
    ("sl", "the “Service”", "»Storitev«", &[]),
    ("sl", "the “Service”", "“Storitev”", QUOTE),
    ("hr", "the “Service”", "„Usluga”", &[]),
    ("bg", "the “Service”", "«Услуга»", &[]),
    ("bg", "the “Service”", "„Услуга“", &[]),
    ("ro", "the “Service”", "„Serviciul”", &[]),
    ("pl", "the “Service”", "„Usługa”", &[]),
    ("pl", "the “Service”", "„Usługa“", QUOTE),
    ("et", "the “Service”", "«Teenus»", &[]),
    ("is", "the “Service”", "„Þjónustan“", &[]),
    ("sq", "the “Service”", "«Shërbimi»", &[]),
    ("sq", "the “Service”", "“Shërbimi”", &[]),
    ("tr", "the “Service”", "“Hizmet”", &[]),
    ("az", "the “Service”", "«Xidmət»", &[]),
    ("uz", "the “Service”", "«Xizmat»", &[]),
    ("mn", "the “Service”", "«Үйлчилгээ»", &[]),
    ("vi", "the “Service”", "«Dịch vụ»", &[]),
    ("vi", "the “Service”", "“Dịch vụ”", &[]),
    ("id", "the “Service”", "„Layanan“", QUOTE),
    ("it", "the “Service”", "il «Servizio»", &[]),
    ("pt", "the “Service”", "o «Serviço»", &[]),
    ("fr", "the “Service”", "le «\u{a0}Service\u{a0}»", &[]),
    ("fr", "the “Service”", "le «\u{202f}Service\u{202f}»", &[]),
    ("fr-CH", "the “Service”", "le «\u{202f}Service\u{202f}»", &[]),
    ("nl", "the “Service”", "de „Dienst”", &[]),
    ("nl", "the “Service”", "de „Dienst“", QUOTE),
    ("ru", "the “Service”", "«Сервис»", &[]),
    ("uk", "the “Service”", "“Сервіс”", &[]),
    ("el", "the “Service”", "«Υπηρεσία»", &[]),
    ("hy", "the “Service”", "«Ծառայություն»", &[]),
    ("ka", "the “Service”", "„სერვისი“", &[]),
    ("ar", "the “Service”", "«الخدمة»", &[]),
    ("ar", "the “Service”", "”الخدمة“", &[]),
    ("fa", "the “Service”", "«خدمات»", &[]),
    ("ur", "the “Service”", "”سروس“", &[]),
    ("hi", "the “Service”", "“सेवा”", &[]),
    ("am", "the “Service”", "«አገልግሎት»", &[]),
    ("en", "the “Service”", "„Service“", QUOTE),
    ("fr", "the “Service”!", "le \"Service\"\u{202f}!", QUOTE),
    ("fr-CA", "the “Service”", "le \"Service\"", QUOTE),
    ("ru", "the “a ‘b’ c”", "«а \"б\" в»", QUOTE),
    ("so", "the “Service”", "\"Adeegga\"", QUOTE),
    ("en", "We said “no”; they said “yes”.", "We said „no“; they said “yes”.", QUOTE),
    ("de", "Set “a=\"b\"”.", "Setzen Sie `a=\"b\"`.", &[]),
    ("de", "the “Service”", "der “Dienst„", QUOTE),
    ("tr", "the “Service”", "\"Hizmet\"", QUOTE),
    ("mk", "the “Service”", "„Услуга“", &[]),
    ("be", "the “Service”", "«Сэрвіс»", &[]),
    ("ca", "the “Service”", "«Servei»", &[]),
    ("eu", "the “Service”", "«Zerbitzua»", &[]),
    ("bs", "the “Service”", "”Usluga”", &[]),
    ("lb", "the “Service”", "„Déngscht“", &[]),
    ("eo", "the “Service”", "„Servo“", &[]),
];

/// The codes that are found in a translation, and it with every fix made.
fn found(row: &Row) -> (Vec<&'static str>, String) {
    let (language, source, translation, _) = row;
    let found = findings(&Pair {
        from: &Writing::new("en"),
        source,
        to: &Writing::new(language),
        translation,
        role: &|| Role::Sentence,
    });
    let mut codes: Vec<_> = found.iter().map(|finding| finding.code.as_str()).collect();
    codes.dedup();
    (codes, fixed(translation, &found))
}

/// Counts what is false and what is missed, and tells each.
fn judge(rows: &[Row]) -> (usize, usize, usize, String) {
    let (mut alarms, mut false_alarms, mut missed, mut told) = (0, 0, 0, String::new());
    for row in rows {
        let (codes, _) = found(row);
        alarms += usize::from(!codes.is_empty());
        if codes != row.3 {
            false_alarms += usize::from(row.3.is_empty());
            missed += usize::from(!row.3.is_empty());
            told.push_str(&format!("{}: {} → {}: {codes:?}\n", row.0, row.1, row.2));
        }
    }
    (alarms, false_alarms, missed, told)
}

#[test]
fn no_fault_is_missed_and_few_alarms_are_false() {
    let mut all = String::new();
    for (name, rows) in [("final marks", ENDS), ("quotation marks", QUOTES)] {
        let (alarms, false_alarms, missed, told) = judge(rows);
        if !told.is_empty() {
            let count = rows.len();
            all.push_str(&format!(
                "{name}: {count} pairs, {alarms} alarms, {false_alarms} false, {missed} missed\n{told}"
            ));
        }
    }
    assert!(all.is_empty(), "{all}");
}

#[test]
fn fixes_are_made_once() {
    for row in [ENDS, QUOTES].concat() {
        let (_, mended) = found(&row);
        let (_, again) = found(&(row.0, row.1, Box::leak(mended.clone().into_boxed_str()), row.3));
        assert_eq!(mended, again, "{}: {}", row.0, row.2);
    }
}
