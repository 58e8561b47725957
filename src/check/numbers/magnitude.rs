//! Words for powers of ten, by language: a billion is 10⁹ in English and 10¹² in German.

/// By language, powers of ten with the beginnings of their words. A full stop marks a whole word.
pub(super) const MAGNITUDES: &[(&str, &str)] = &[
    ("af", "3:duisend;6:miljoen;9:miljard;12:biljoen"),
    ("am", "3:ሺ;6:ሚሊዮን;9:ቢሊዮን"),
    ("ar", "3:ألف|آلاف|الف|ألفا;6:مليون|ملايين;9:مليار|بليون;12:تريليون"),
    ("az", "3:min.;6:milyon|mln.;9:milyard|mlrd.;12:trilyon"),
    ("be", "3:тысяч|тыс.;6:мільён|млн.;9:мільярд|млрд.;12:трыльён"),
    ("bg", "3:хиляд|хил.;6:милион|млн.;9:милиард|млрд.;12:трилион"),
    ("bn", "2:শত.|শ.;3:হাজার;5:লাখ|লক্ষ;6:মিলিয়ন;7:কোটি;9:বিলিয়ন"),
    ("ca", "3:mil.|milers.;6:milió|milion;9:mil milion;12:bilió|bilion"),
    ("cs", "3:tisíc|tis.;6:milion|milión|mil.|mio.;9:miliard|mld.;12:bilion"),
    ("cy", "3:mil.|fil.;6:miliwn|filiwn;9:biliwn|filiwn;12:triliwn"),
    ("da", "3:tusind;6:million|mio.;9:milliard|mia.;12:billion"),
    ("de", "3:tausend|tsd.;6:million|mio.|mill.;9:milliard|mrd.|mia.;12:billion|bio."),
    (
        "el",
        "3:χιλιάδ|χίλι|χιλ.;6:εκατομμύρι|εκατομμυρί|εκατ.;9:δισεκατομμύρι|δισεκατομμυρί|δισ.;12:τρισεκατομμ",
    ),
    (
        "en",
        "2:hundred.;3:thousand.|thousands.;5:lakh|lac.;6:million.|millions.|mln.|mn.;7:crore;9:billion.|billions.|bn.;12:trillion.|trillions.|tn.",
    ),
    ("eo", "3:mil.;6:milion;9:miliard;12:duiliono"),
    ("es", "3:mil.|miles.|millar;6:millón|millon|mill.;12:billón|billon"),
    ("et", "3:tuhat|tuhan;6:miljon|mln.;9:miljard|mld.;12:triljon"),
    ("eu", "3:mila.;6:milioi;12:bilioi"),
    ("fa", "3:هزار;6:میلیون;9:میلیارد;12:تریلیون"),
    ("fi", "3:tuhat|tuhan;6:miljoon|milj.;9:miljard|mrd.;12:biljoon"),
    ("fil", "3:libo;6:milyon|milyong;9:bilyon;12:trilyon"),
    ("fr", "3:mille.|milliers.|millier.;6:million;9:milliard|mds.|mrd.;12:billion"),
    ("ga", "3:míle|mhíle;6:milliún|mhilliún;9:billiún|bhilliún"),
    ("gl", "3:mil.;6:millón|millóns;12:billón"),
    ("gu", "3:હજાર;5:લાખ;6:મિલિયન;9:બિલિયન|અબજ;7:કરોડ"),
    ("he", "3:אלף|אלפי|אלפים;6:מיליון|מיליוני|מליון;9:מיליארד|מליארד;12:טריליון"),
    ("hi", "2:सौ.;3:हज़ार|हजार;5:लाख;6:मिलियन;7:करोड़;9:अरब|बिलियन;11:खरब"),
    (
        "hr",
        "3:tisuć|hiljad|tis.|хиљад;6:milijun|milion|mil.|mln.|милион;9:milijard|mlrd.|милијард;12:bilijun|bilion|билион",
    ),
    ("hu", "3:ezer|ezr;6:millió;9:milliárd|mrd.;12:billió"),
    ("hy", "3:հազար;6:միլիոն;9:միլիարդ"),
    ("id", "3:ribu|rb.;6:juta|jt.;9:miliar|milyar|bilion;12:triliun|trilion"),
    ("is", "3:þúsund;6:milljón;9:milljarð;12:billjón"),
    ("it", "3:mila.|mille.|migliai;6:milion|mln.|mio.;9:miliard|mld.|mrd.;12:bilion"),
    ("ka", "3:ათას;6:მილიონ;9:მილიარდ"),
    ("kk", "3:мың;6:миллион|млн.;9:миллиард|млрд.;12:триллион"),
    ("km", "3:ពាន់;4:ម៉ឺន|មុឺន;5:សែន;6:លាន;9:ប៊ីលាន|ប៊ីលីយ៉ុន|ប៊ីលីយន"),
    ("kn", "3:ಸಾವಿರ;5:ಲಕ್ಷ;6:ಮಿಲಿಯನ್;9:ಬಿಲಿಯನ್|ಶತಕೋಟಿ;7:ಕೋಟಿ"),
    ("ky", "3:миң;6:миллион|млн.;9:миллиард|млрд."),
    ("lb", "3:dausend;6:millioun;9:milliard"),
    ("lo", "3:ພັນ;4:ໝື່ນ|ຫມື່ນ;5:ແສນ;6:ລ້ານ;9:ຕື້"),
    ("lt", "3:tūkstan|tūkst.;6:milijon|mln.;9:milijard|mlrd.;12:trilijon"),
    ("lv", "3:tūksto|tūkst.;6:miljon|milj.|mlj.;9:miljard|mljrd.;12:triljon"),
    ("mk", "3:илјад;6:милион|мил.;9:милијард;12:билион"),
    ("ml", "3:ആയിര;5:ലക്ഷ;6:ദശലക്ഷ|മില്യ;9:ബില്യ|ശതകോടി;7:കോടി"),
    ("mn", "3:мянга;6:сая;9:тэрбум"),
    ("mr", "3:हजार;5:लाख;6:मिलियन|दशलक्ष;7:कोटी;9:बिलियन|अब्ज"),
    ("mt", "3:elf.|elef.;6:miljun;9:biljun"),
    ("my", "3:ထောင်;4:သောင်း;5:သိန်း;6:သန်း;9:ဘီလီယံ|ဘီလျံ;7:ကုဋေ"),
    ("nb", "3:tusen;6:million|mill.;9:milliard|mrd.;12:billion"),
    ("ne", "3:हजार;5:लाख;6:मिलियन;7:करोड;9:बिलियन|अरब|अर्ब"),
    ("nl", "3:duizend;6:miljoen|mln.;9:miljard|mld.|mrd.;12:biljoen"),
    ("pa", "3:ਹਜ਼ਾਰ|ਹਜਾਰ;5:ਲੱਖ;6:ਮਿਲੀਅਨ;9:ਬਿਲੀਅਨ|ਅਰਬ;7:ਕਰੋੜ"),
    ("pl", "3:tysiąc|tysięc|tys.;6:milion|mln.;9:miliard|mld.;12:bilion"),
    (
        "pt",
        "3:mil.|milhar;6:milhão|milhões|mi.;9:bilhão|bilhões|bi.;12:bilião|biliões|trilhão|trilhões",
    ),
    ("ro", "3:mie.|mii.;6:milion|milioan|mln.;9:miliard|mld.;12:bilion"),
    ("ru", "3:тысяч|тыс.;6:миллион|млн.;9:миллиард|млрд.;12:триллион|трлн."),
    ("si", "3:දහස|දහස්;5:ලක්ෂ;6:මිලියන;9:බිලියන"),
    ("sk", "3:tisíc|tis.;6:milión|milion|mil.|mio.;9:miliard|mld.;12:bilión|bilion"),
    ("sl", "3:tisoč|tis.;6:milijon|mio.;9:milijard|mrd.;12:bilijon"),
    ("sq", "3:mijë;6:milion;9:miliard"),
    ("sv", "3:tusen;6:miljon|mn.|milj.;9:miljard|md.|mdr.;12:biljon"),
    ("sw", "3:elfu;5:laki.;6:milioni;9:bilioni"),
    ("ta", "3:ஆயிர;5:லட்ச|இலட்ச;6:மில்லியன்;7:கோடி;9:பில்லியன்"),
    ("te", "3:వేల|వెయ్యి;5:లక్ష;6:మిలియన్;9:బిలియన్;7:కోట్ల|కోటి"),
    ("th", "2:ร้อย;3:พัน;4:หมื่น;5:แสน;6:ล้าน"),
    ("tr", "3:bin.;6:milyon|mn.;9:milyar|mr.;12:trilyon"),
    ("uk", "3:тисяч|тис.;6:мільйон|млн.;9:мільярд|млрд.;12:трильйон|трлн."),
    ("ur", "3:ہزار;5:لاکھ;6:ملین;7:کروڑ;9:ارب|بلین;11:کھرب"),
    ("uz", "3:ming.;6:million|mln.;9:milliard|mlrd.;12:trillion"),
    ("vi", "3:nghìn|ngàn;4:vạn;6:triệu;9:tỷ|tỉ"),
];

/// Whether the language writes its words for powers of ten before the digits.
pub(super) fn leads(language: &str) -> bool {
    matches!(language, "my" | "sw" | "si")
}

/// The power of ten that a letter at `at` may be short for, if not for a unit: `5 m`, `20 M€`.
pub(super) fn letter(text: &[char], at: usize) -> Option<usize> {
    let power = match text.get(at)? {
        'k' | 'K' => 3,
        'm' | 'M' => 6,
        _ => return None,
    };
    let next = text.get(at + 1).copied();
    let ends = next.is_none_or(|c| !c.is_alphanumeric());
    ends.then_some(power)
}

/// The power of ten that Han characters or Hangul at `at` say together, and where they end.
pub(super) fn han(text: &[char], at: usize) -> Option<(usize, usize)> {
    let mut power = 0;
    let mut end = at;
    while let Some(more) = text.get(end).and_then(|c| han_power(*c)) {
        power += more;
        end += 1;
    }
    (power > 0).then_some((power, end))
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
