//! Numerals of the languages, as stems: 1 to 12, then 20, 30 and so on to 100, parted by `;`.
//!
//! Among them are words that a digit may stand for: articles, "each", "once", "both", ordinals. A
//! full stop marks a whole word; `|` parts the stems of one number. A stem that is too short lets a
//! changed number of that value pass; one that is missing makes a false alarm.

/// Languages whose nouns have a form for two of a thing.
pub(super) const DUALS: &[&str] = &["ar", "he", "mt", "sl"];

pub(super) const NUMERALS: &[(&str, &str)] = &[
    (
        "ar",
        "واحد|أول|كل|شهري|سنوي;اثن|ثان|كلا|يومين|شهرين;ثلاث|ثالث;أربع|رابع;خمس|خامس;ست.|ستة|سادس;سبع|سابع;ثمان|ثامن;تسع|تاسع;عشر|عاشر;أحد عشر|إحدى عشر|حادي عشر;اثنا عشر|اثني عشر|اثنتي عشر|ثاني عشر;عشرون|عشرين;ثلاثون|ثلاثين;أربعون|أربعين;خمسون|خمسين;ستون|ستين;سبعون|سبعين;ثمانون|ثمانين;تسعون|تسعين;مائة|مئة",
    ),
    (
        "bg",
        "един|една.|едно.|първ|всек|месечн|годишн;два|две|втор|двама;три.|трет|трима;четир|четв;пет;шест;седем|седм;осем|осм;девет;десет;единадес|единайс;дванадес|дванайс;двадес|двайс;тридес|трийс;четирид|четирий;петдес;шестдес|шейс;седемдес;осемдес;деветдес;сто.",
    ),
    (
        "bn",
        "এক|প্রথম|প্রতি;দুই|দু.|দ্বিতীয়;তিন|তৃতীয়;চার|চতুর্থ;পাঁচ|পঞ্চম;ছয়|ষষ্ঠ;সাত|সপ্তম;আট|অষ্টম;নয়|নবম;দশ;এগারো;বারো;বিশ|কুড়ি;ত্রিশ;চল্লিশ;পঞ্চাশ;ষাট;সত্তর;আশি;নব্বই;শত|একশ",
    ),
    (
        "ca",
        "un.|una.|primer|cada.|per.;dos.|dues.|segon;tres.|tercer|trimestr;quatr|quart;cinc|cinqu;sis.|sisè;set.|setè;vuit;nou.|novè;deu.|desè;onz;dotz;vint;trent;quarant;cinquant;seixant;setant;vuitant;norant;cent",
    ),
    (
        "cs",
        "jed|prv|první|každ|měsíčn|ročn;dva|dvě|dvou|dvě|druh|oba.|obě.;tři|tří|třem|třet|třech;čtyř|čtvrt;pět|pát;šest;sedm;osm;devět|devít|devát;deset|desít|desát;jedenáct;dvanáct;dvacet|dvacít;třicet|třicít;čtyřicet|čtyřicít;padesát;šedesát;sedmdesát;osmdesát;devadesát;sto.|stě.|sta.|set.",
    ),
    (
        "da",
        "en.|et.|én.|ét.|først|hver|månedlig|årlig|pr.;to.|anden.|andet.|begge.;tre.|tredj;fire|fjerd;fem;seks;syv;otte|otten;ni.|nien;ti.|tien;elleve|ellevt;tolv;tyve;tredive|tredvt;fyrre;halvtreds;tres.|treds.|tresind;halvfjerds;firs;halvfems;hundred",
    ),
    (
        "de",
        "ein|erst|jede|pro.|monatlich|jährlich|täglich|wöchentlich;zwei|zwo|beid|doppel;drei|dritt|quartal|vierteljähr;vier;fünf;sechs;sieb;acht;neun;zehn;elf.|elft;zwölf|dutzend;zwanzig;dreißig|dreissig;vierzig;fünfzig;sechzig;siebzig;achtzig;neunzig;hundert",
    ),
    (
        "el",
        "ένα|μία.|μια.|ενός|μιας|πρώτ|κάθε.|ανά.|μηνιαί|ετήσι;δύο|δυο.|δεύτερ;τρεις|τρία|τριών|τρίτ;τέσσερ|τεσσάρ|τέταρτ;πέντε|πέμπτ;έξι.|έκτ;επτά|εφτά|έβδομ;οκτώ|οχτώ|όγδο;εννέα|εννιά|ένατ;δέκα|δέκατ;έντεκα|ενδέκατ;δώδεκα|δωδέκατ;είκοσι;τριάντα;σαράντα;πενήντα;εξήντα;εβδομήντα;ογδόντα;ενενήντα;εκατό",
    ),
    (
        "en",
        "one|once.|first|single|a.|an.|each.|every.|per.|sole|monthly.|annual|yearly.|daily.|weekly.;two|twice.|second|both.|double|biennial|twofold;three|third|thrice.|triple|quarter;four|quarter|quadr;five|fifth;six|sixth;seven|seventh;eight;nine|ninth;ten.|tenth|tenfold;eleven;twelve|twelfth|dozen;twenty|twenti;thirty|thirti;forty|forti;fifty|fifti;sixty|sixti;seventy|seventi;eighty|eighti;ninety|nineti;hundred",
    ),
    (
        "es",
        "un.|una.|uno.|ún.|primer|cada.|por.|mensual|anual;dos.|dós.|segund|ambos.|ambas.;tres.|trés.|tercer|trimestr;cuatr|cuart;cinco|quint;seis|séis|sext;siete|séptim;ocho|octav;nuev|noven;diez|décim;once.|undécim;doce|duodécim;veint;treint;cuarent;cincuent;sesent;setent;ochent;novent;cien",
    ),
    (
        "et",
        "üks|ühe|üht|esime|iga.;kaks|kahe|kaht|teine|teis;kolm;neli|nelja;viis|viie;kuus.|kuue|kuuendal;seitse;kaheksa;üheksa;kümme|kümne;üksteist|üheteist;kaksteist|kaheteist;kakskümmend|kahekümne;kolmkümmend|kolmekümne;nelikümmend|neljakümne;viiskümmend|viiekümne;kuuskümmend|kuuekümne;seitsekümmend|seitsmekümne;kaheksakümmend|kaheksakümne;üheksakümmend|üheksakümne;sada|saja",
    ),
    (
        "fa",
        "یک.|یکم|یکی|اول|هر.;دو.|دوم;سه.|سوم;چهار;پنج.|پنجم;شش.|ششم;هفت.|هفتم;هشت.|هشتم;نه.|نهم;ده.|دهم;یازده;دوازده;بیست;سی.;چهل;پنجاه;شصت;هفتاد;هشتاد;نود;صد",
    ),
    (
        "fi",
        "yksi|yhde|yht|ensi|kerran.|kuukausit|vuosit|päivit;kaksi|kahde|kaht|toi;kolm;neljä;viisi|viide|viit;kuusi|kuude|kuut;seitsem|seitsemä;kahdeks;yhdeks;kymmen;yksitoista|yhdentoista|yhtätoista;kaksitoista|kahdentoista|kahtatoista;kaksikymm|kahdenkymm|kahtakymm;kolmekymm|kolmenkymm|kolmeakymm;neljäkymm|neljänkymm;viisikymm|viidenkymm;kuusikymm|kuudenkymm;seitsemänkymm|seitsemäkymm;kahdeksankymm;yhdeksänkymm;sata|sada",
    ),
    (
        "fr",
        "un.|une.|premi|chaque.|par.|mensuel|annuel|unique;deux|second;trois|trimestr;quat|quart;cinq;six|sixi;sept.|septi;huit;neuf|neuvi;dix|dixi;onz;douz;vingt;trent;quarant;cinquant;soixant;septant|soixante-dix;quatre-vingt|huitant|octant;nonant|quatre-vingt-dix;cent",
    ),
    (
        "ga",
        "aon|amháin.|céad|gach.;dhá|dó.|dara|beirt;trí|triú|tríú;ceathair|ceithre|ceathrú|cheithre;cúig|chúig;sé.|séú;seacht;ocht|hocht;naoi|naoú;deich;aon déag;dó dhéag|dara déag|dhá mhí dhéag;fiche|fichead;tríocha;daichead;caoga;seasca;seachtó;ochtó;nócha;céad",
    ),
    (
        "he",
        "אחד|אחת|ראשו|כל|חודשי|שנתי;שני|שתי|יומיים|חודשיים|שבועיים|שנתיים;שלוש|שליש;ארבע|רביע;חמש|חמיש;שש|שיש;שבע|שביע;שמונ|שמינ;תשע|תשיע;עשר|עשיר;אחד עשר|אחת עשרה;שנים עשר|שנים-עשר|שתים עשרה|שתים-עשרה;עשרים;שלושים;ארבעים;חמישים;שישים;שבעים;שמונים;תשעים;מאה|מאות",
    ),
    (
        "hi",
        "एक|प्रथम|पहल|प्रति|हर.|मासिक|वार्षिक;दो.|दूसर|दोन;तीन|तीसर;चार.|चौथ;पाँच|पांच;छह.|छः|छठ|छ.;सात;आठ;नौ.|नौव;दस.|दसव;ग्यारह;बारह;बीस;तीस;चालीस;पचास;साठ;सत्तर;अस्सी;नब्बे;सौ",
    ),
    (
        "hr",
        "jed|prv|svak|mjesečn|godišn;dva|dvij|dvj|drug|oba.|obje.;tri.|treć|troj|triju.|trima.;četir|četv;pet.|peti.|petog;šest;sedam|sedm;osam|osm;devet;deset;jedanaest;dvanaest;dvadeset;trideset;četrdeset;pedeset;šezdeset;sedamdeset;osamdeset;devedeset;sto.",
    ),
    (
        "hu",
        "egy|első|havonta.|évente.|minden.;két|kettő|második;három|hárm|harmad|negyedév;négy|negyed;öt.|ötö|öté|ötn;hat.|hato|hatn;hét.|hetedik|hetet;nyolc;kilenc;tíz|tized;tizenegy;tizenkét|tizenkettő;húsz|huszon|husza|huszo;harminc;negyven;ötven;hatvan;hetven;nyolcvan;kilencven;száz",
    ),
    (
        "id",
        "satu|pertama|sebulan|sehari|setahun|seminggu|sekali|seorang|sebuah|setiap.|per.|bulanan|tahunan;dua|kedua;tiga|ketiga;empat|keempat;lima|kelima;enam|keenam;tujuh|ketujuh;delapan|kedelapan|lapan;sembilan|kesembilan;sepuluh|kesepuluh;sebelas;dua belas;dua puluh;tiga puluh;empat puluh;lima puluh;enam puluh;tujuh puluh;delapan puluh;sembilan puluh;seratus|ratus",
    ),
    (
        "is",
        "ein|fyrst|hver|mánaðarleg|árleg;tve|tvæ|tvo|annar|önnur|annað|annarr;þrí|þrj|þrem|þriðj;fjór|fjöru|fjag|fjögur;fimm;sex;sjö;átta.|áttund;níu;tíu|tíund;ellefu;tólf;tuttugu;þrjátíu;fjörutíu;fimmtíu;sextíu;sjötíu;áttatíu;níutíu;hundrað|hundruð",
    ),
    (
        "it",
        "un.|uno.|una.|prim|ogni.|mensil|annual|annuo.;due.|duec|second|entramb;tre.|tré.|terz|trimestr;quatt|quart;cinqu|quint;sei.|sest;sette|settim;otto|ottav;nove|nono;diec|decim;undic;dodic;vent;trent;quarant;cinquant;sessant;settant;ottant;novant;cent",
    ),
    (
        "lt",
        "vien|pirm|kiekvien|kas.|kasmet;du.|dvi|dviej|antr|abu.;tris|trys|trij|treč;ketur|ketvirt;penk;šeš;septyn|septin;aštuon|aštunt;devyn|devin|devint;dešimt;vienuolik;dvylik;dvidešimt;trisdešimt;keturiasdešimt;penkiasdešimt;šešiasdešimt;septyniasdešimt;aštuoniasdešimt;devyniasdešimt;šimt",
    ),
    (
        "lv",
        "vien|pirm|katr|ik.|ikgad|ikmēn;div|otr|ab.;trīs|trij|treš;četr|ceturt;piec|piekt;seš|sest;septiņ|septīt;astoņ|astot;deviņ|devīt;desmit;vienpadsmit;divpadsmit;divdesmit;trīsdesmit;četrdesmit;piecdesmit;sešdesmit;septiņdesmit;astoņdesmit;deviņdesmit;simt",
    ),
    (
        "mt",
        "wieħed|waħda|ewwel|kull.;tnejn|żewġ|tieni|xahrejn|jumejn|ġimagħtejn;tliet|tlett|tielet;erb|raba;ħames|ħamis;sitt;seba|sebat;tmien|tmin;disa|disgħ;għaxar|għaxr;ħdax;tnax;għoxrin;tletin;erbgħin;ħamsin;sittin;sebgħin;tmenin;disgħin;mija|mitt",
    ),
    (
        "nb",
        "en.|ei.|ett.|én.|første|hver|månedlig|årlig|per.;to.|andre.|begge.;tre.|tredj;fire|fjerd;fem;seks;sju|syv;åtte;ni.|niend;ti.|tiend;elleve|ellevt;tolv;tjue|tyve;tretti;førti;femti;seksti;sytti;åtti;nitti;hundre",
    ),
    (
        "nl",
        "een.|één.|eerst|eenmal|elk|per.|maandelijks|jaarlijks;twee|beide;drie|derde|kwarta;vier;vijf;zes;zeven;acht;negen;tien;elf.|elfd;twaalf;twintig;dertig;veertig;vijftig;zestig;zeventig;tachtig;negentig;honderd",
    ),
    (
        "pl",
        "jed|pierwsz|każd|miesięczn|roczn;dwa|dwó|dwu|dwie|drug|oba.|obie.|dwom;trzy|trze|kwartal;czter|czwart;pię|piąt;sześ|szóst;siedem|siedm|siódm;osiem|ośm|ósm;dziewię|dziewią;dziesię|dziesią;jedena;dwana|dwuna;dwadzie|dwudzie;trzydzie;czterdzie;pięćdziesi;sześćdziesi;siedemdziesi;osiemdziesi;dziewięćdziesi;sto.|stu.",
    ),
    (
        "pt",
        "um.|uma.|primeir|cada.|por.|mensal|anual;dois.|duas.|segund|ambos.|ambas.;três.|terceir|trimestr;quatr|quart;cinco|quint;seis|sext;sete|sétim;oito|oitav;nove|non;dez.|décim;onze;doze;vint;trint;quarent;cinquent;sessent;setent;oitent;novent;cem.|cent",
    ),
    (
        "ro",
        "un.|o.|una.|unu|unei.|unui.|prim|fiecare.|lunar|anual;doi.|două|doilea;trei|trim;patru|patr;cinci;șas|şas|șai|şai;șapt|şapt;opt;nou;zec;unsprezece;douăsprezece|doisprezece;douăzeci;treizeci;patruzeci;cincizeci;șaizeci|şaizeci;șaptezeci|şaptezeci;optzeci;nouăzeci;sută|sute",
    ),
    (
        "ru",
        "один|одн|перв|кажд|ежемесячн|ежегодн;два|две|дву|двой|двум|втор|оба.|обе.|обоих;три|трё|трет|трех;четыр|четвер|квартал;пят;шест;сем|седьм;восем|восьм;девя;десят;одиннадцат;двенадцат;двадцат;тридцат;сорок;пятьдесят|пятидесят;шестьдесят|шестидесят;семьдесят|семидесят;восемьдесят|восьмидесят;девяност;сто.|ста.",
    ),
    (
        "sk",
        "jed|prv|každ|mesačn|ročn;dva|dve|dvoch|dvom|druh|oba.|obe.;tri|tro|tret;štyr|štvrt;päť|pät|piat;šest|šesť;sedem|sedm|siedm;osem|ôsm|osm;deväť|deviat;desať|desiat;jedenás;dvanás;dvadsať|dvadsiat;tridsať|tridsiat;štyridsať|štyridsiat;päťdesiat;šesťdesiat;sedemdesiat;osemdesiat;deväťdesiat;sto.",
    ),
    (
        "sl",
        "en.|ena.|eno.|enega|enem.|enkrat|prv|vsak|mesečn|letn;dva|dve|dveh|drug|obe.|oba.;tri.|treh|tretj;štir|četrt;pet.|peti|petih;šest;sedem|sedm;osem|osm;devet;deset;enajst;dvanajst;dvajset;trideset;štirideset;petdeset;šestdeset;sedemdeset;osemdeset;devetdeset;sto.",
    ),
    (
        "sv",
        "en.|ett.|först|varje.|månatlig|årlig|per.;två|andra|båda|tvenne;tre.|tredj;fyra|fyr|fjärd;fem;sex;sju;åtta|åtton;nio;tio|tionde;elva|elft;tolv;tjugo;trettio;fyrtio|förtio;femtio;sextio;sjuttio;åttio;nittio;hundra",
    ),
    (
        "ta",
        "ஒரு|ஒன்|முதல்;இரண்ட|இரு;மூன்ற;நான்க|நாலு;ஐந்த;ஆறு|ஆறா;ஏழு|ஏழா;எட்ட;ஒன்பத;பத்த;பதினொ;பன்னிர;இருபத;முப்பத;நாற்பத;ஐம்பத;அறுபத;எழுபத;எண்பத;தொண்ணூ;நூறு|நூற்",
    ),
    (
        "th",
        "หนึ่ง|เอ็ด|แรก|ต่อ|ละ|ทุก;สอง|คู่;สาม;สี่;ห้า;หก;เจ็ด;แปด;เก้า;สิบ;สิบเอ็ด;สิบสอง;ยี่สิบ;สามสิบ;สี่สิบ;ห้าสิบ;หกสิบ;เจ็ดสิบ;แปดสิบ;เก้าสิบ;ร้อย",
    ),
    (
        "tr",
        "bir|ilk.|her.|tek.|aylık|yıllık|ayda.|yılda.;iki|çift;üç|üçünc;dört|dördü;beş;altı;yedi;sekiz;dokuz;on.|onunc;on bir|onbir;on iki|oniki;yirmi;otuz;kırk;elli;altmış;yetmiş;seksen;doksan;yüz",
    ),
    (
        "uk",
        "один|одн|перш|кожн|щомісяч|щоріч;два|дві|дво|друг|обидв;три|трьо|трет|трьом;чотир|четвер|квартал;п'ят|п’ят;шіст|шест|шост;сім|сем|сьом;вісім|восьм;дев'ят|дев’ят;десят;одинадцят;дванадцят;двадцят;тридцят;сорок;п'ятдесят|п’ятдесят;шістдесят;сімдесят;вісімдесят;дев'яност|дев’яност;сто.|ста.",
    ),
    (
        "ur",
        "ایک|پہل|ہر.|فی.;دو.|دوسر|دونوں;تین|تیسر;چار|چوتھ;پانچ;چھ;سات;آٹھ;نو.|نویں;دس.|دسویں;گیارہ;بارہ;بیس;تیس;چالیس;پچاس;ساٹھ;ستر;اسی;نوے;سو.",
    ),
    (
        "vi",
        "một.|mốt.|nhất.|mỗi.|hàng.|hằng.|đầu.;hai.|nhì.;ba.;bốn.|tư.;năm.|lăm.;sáu.;bảy.|bẩy.;tám.;chín.;mười.;mười một;mười hai;hai mươi;ba mươi;bốn mươi;năm mươi;sáu mươi;bảy mươi;tám mươi;chín mươi;trăm",
    ),
    (
        "af",
        "een.|eerst|elke|per.|maandeliks|jaarliks;twee|beide;drie|derde;vier;vyf;ses;sewe;ag.|agt;nege;tien;elf.|elfd;twaalf;twintig;dertig;veertig;vyftig;sestig;sewentig;tagtig;negentig;honderd",
    ),
    (
        "az",
        "bir|ilk.|hər.|aylıq|illik;iki;üç;dörd;beş;altı;yeddi;səkkiz;doqquz;on.|onunc;on bir;on iki;iyirmi;otuz;qırx;əlli;altmış;yetmiş;səksən;doxsan;yüz",
    ),
    (
        "be",
        "адзін|адна|аднаго|перш|кожн|штомес|штогод;два|дзве|двух|двум|друг|абодва;тры|трох|трэц|тром;чатыр|чацв|квартал;пяц|пят;шэсц|шост|шасц;сем|сям|сём;восем|васьм|восьм;дзевяц|дзевят;дзесяц|дзесят;адзінаццац;дванаццац;дваццац;трыццац;сорак;пяцьдзесят|пяцьдзясят|пяцідзесят;шэсцьдзесят|шэсцьдзясят|шасцідзесят;семдзесят;восемдзесят;дзевяност;сто.",
    ),
    (
        "cy",
        "un.|cyntaf|pob.|misol|blynyddol;dau.|dwy.|ddau.|ddwy.|ail.;tri.|tair.|trydyd;pedwar|pedair|phedwar;pum;chwe;saith;wyth;naw;deg.|deng.;un ar ddeg;deuddeg|deuddeng|ddeuddeg|dauddeg;ugain|hugain;tri deg;pedwar deg|deugain;pum deg|hanner cant;chwe deg|trigain;saith deg;wyth deg;naw deg;cant.|gant.",
    ),
    (
        "eo",
        "unu|un.|ĉiu;du.|dua|ambaŭ;tri.|tria;kvar;kvin;ses;sep;ok.|oka;naŭ;dek;dek unu;dek du;dudek;tridek;kvardek;kvindek;sesdek;sepdek;okdek;naŭdek;cent",
    ),
    (
        "eu",
        "bat|lehen|behin|hilero|urtero|bakoitz;bi.|bigarren;hiru|hirugarren;lau.|laugarren;bost;sei;zazpi;zortzi;bederatzi;hamar;hamaika;hamabi;hogei;hogeita hamar;berrogei;berrogeita hamar;hirurogei;hirurogeita hamar;laurogei;laurogeita hamar;ehun",
    ),
    (
        "fil",
        "isa|una.|unang|bawat.|kada.|buwanan|taunan;dalawa|ikalawa|pangalawa;tatlo|ikatlo|pangatlo;apat|ikaapat;lima|ikalima;anim|ikaanim;pito|ikapito;walo|ikawalo;siyam|ikasiyam;sampu;labing-isa|labing isa;labindalawa;dalawampu;tatlumpu;apatnapu;limampu;animnapu;pitumpu;walumpu;siyamnapu;sandaan|isang daan",
    ),
    (
        "gl",
        "un.|unha.|primeir|cada.|por.|mensual|anual;dous.|dúas.|segund|ambos.|ambas.;tres.|terceir|trimestr;catro|cuart;cinco|quint;seis|sext;sete|sétim;oito|oitav;nove;dez.|décim;once.;doce;vint;trint;corent;cincuent;sesent;setent;oitent;novent;cen.|cent",
    ),
    (
        "mk",
        "еден|една.|едно.|прв|секој|секоја|месечн|годишн;два|две|втор|двете|двајца;три.|трет|тројца;четири|четврт;пет.|петт;шест.|шестт|шести;седум|седм;осум|осм;девет;десет;единаесет;дванаесет;дваесет;триесет;четириесет;педесет;шеесет;седумдесет;осумдесет;деведесет;сто.",
    ),
    (
        "mr",
        "एक|पहिल|प्रत्येक|दर.|मासिक|वार्षिक;दोन|दुसर;तीन|तिसर;चार.|चौथ;पाच;सहा;सात.|सातव;आठ.|आठव;नऊ|नवव;दहा;अकरा;बारा;वीस;तीस;चाळीस;पन्नास;साठ;सत्तर;ऐंशी;नव्वद;शंभर",
    ),
    (
        "ne",
        "एक|पहिलो|प्रत्येक|प्रति|मासिक|वार्षिक;दुई|दोस्रो;तीन|तेस्रो;चार.|चौथो;पाँच|पाँचौ;छ.|छैटौ;सात.|सातौ;आठ.|आठौ;नौ.|नवौ;दश|दस;एघार;बाह्र;बीस;तीस;चालीस;पचास;साठी;सत्तरी;असी;नब्बे;सय",
    ),
    (
        "sq",
        "një|par|çdo.|mujor|vjetor;dy.|dytë|të dy;tre.|tri.|tret;katër|katërt;pesë|pestë;gjashtë;shtatë;tetë.|tetët;nëntë.|nëntët;dhjetë;njëmbëdhjetë;dymbëdhjetë;njëzet;tridhjetë;dyzet|katërdhjetë;pesëdhjetë;gjashtëdhjetë;shtatëdhjetë;tetëdhjetë;nëntëdhjetë;njëqind|qind",
    ),
    (
        "sw",
        "moja|kwanza|kila.|mmoja;mbili|wawili|pili|miwili|viwili;tatu;nne.|wanne|minne|vinne;tano;sita;saba;nane;tisa;kumi;kumi na moja;kumi na mbili;ishirini;thelathini;arobaini;hamsini;sitini;sabini;themanini;tisini;mia",
    ),
];
