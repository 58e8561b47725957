//! Nothing leaves its box: hostile documents in five scripts, held to their pages by judges of our own.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::outside::{Outside, in_browser, in_python, pdf_info, pdf_text};
use crate::support::{ROOT, promulgate, run, succeed, text, tree, write};

/// What a hostile document says in one script.
struct Script {
    locale: &'static str,
    title: &'static str,
    heading: &'static str,
    /// A long word as people write it.
    compound: &'static str,
    /// A word that no line holds.
    enormous: &'static str,
    sentence: &'static str,
    /// A word that is followed by its number in a cell that is taller than a page.
    counted: &'static str,
}

const SCRIPTS: [Script; 5] = [
    Script {
        locale: "de",
        title: "Unterrichtung über die Verarbeitung von Daten der Besucherinnen und Besucher, der Kundschaft, \
                der Bewerbenden, der Zulieferer und aller weiteren Personen, mit denen das Haus zu tun hat, \
                gemäß den Artikeln 13 und 14 der Datenschutz-Grundverordnung",
        heading: "Überblick",
        compound: "Sitzungsdauerbegrenzung",
        enormous: "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzgebungsverfahrensordnung",
        sentence: "Der Dienst merkt sich die Anmeldung zur Benutzerauthentifizierungsinformationsverwaltung.",
        counted: "Wort",
    },
    Script {
        locale: "ar",
        title: "إشعار بشأن معالجة بيانات الزوار والعملاء والمتقدمين والموردين وكل من له صلة بالشركة وبجميع \
                الشركات التابعة لها وفقا للمادتين 13 و14 من اللائحة العامة لحماية البيانات",
        heading: "نظرة",
        compound: "فسيستخدمونها",
        enormous: "https://example.com/apathwithoutanybreakapathwithoutanybreakapathwithoutanybreakapath",
        sentence: "تحفظ الخدمة تسجيل الدخول حتى نهاية الجلسة.",
        counted: "كلمة",
    },
    Script {
        locale: "ja",
        title: "訪問者、顧客、応募者、取引先およびその他の関係者の個人データの取扱いに関する一般データ保護規則\
                第13条および第14条に基づく通知、ならびにすべての関連会社における同様の取扱いに関する通知",
        heading: "概要",
        compound: "個人情報保護管理責任者",
        enormous: "個人情報保護管理責任者個人情報保護管理責任者個人情報保護管理責任者個人情報保護管理責任者",
        sentence: "このサービスはセッションの終了までログイン状態を保持します。",
        counted: "語",
    },
    Script {
        locale: "he",
        title: "הודעה על עיבוד נתונים של מבקרים, לקוחות, מועמדים, ספקים וכל מי שבא במגע עם החברה ועם כל החברות \
                הקשורות אליה, לפי סעיפים 13 ו־14 של התקנות הכלליות להגנת נתונים",
        heading: "סקירה",
        compound: "וכשלכשתתפנינה",
        enormous: "https://example.com/apathwithoutanybreakapathwithoutanybreakapathwithoutanybreakapath",
        sentence: "השירות זוכר את הכניסה (login) עד סוף הביקור, ולא יותר מ־30 ימים.",
        counted: "מילה",
    },
    Script {
        locale: "th",
        title: "ประกาศเกี่ยวกับการประมวลผลข้อมูลส่วนบุคคลของผู้เยี่ยมชม ลูกค้า ผู้สมัครงาน ผู้จัดหาสินค้า และบุคคลอื่นทุกคน\
                ที่เกี่ยวข้องกับบริษัทและบริษัทในเครือทั้งหมด ตามมาตรา 13 และ 14 ของระเบียบทั่วไปว่าด้วยการคุ้มครองข้อมูล",
        heading: "ภาพรวม",
        compound: "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
        enormous: "https://example.com/apathwithoutanybreakapathwithoutanybreakapathwithoutanybreakapath",
        sentence: "บริการนี้จดจำการเข้าสู่ระบบของผู้ใช้ไว้จนกว่าจะสิ้นสุดการเยี่ยมชม",
        counted: "คำ",
    },
];

const NAMES: [&str; 6] = [
    "`basket_contents_of_the_last_thirty_days`",
    "VisitorAlertBoxClosedAgain",
    "`__Host-name_that_goes_on_and_on_0123456789_0123456789_abcdef`",
    "_id_0123456789abcdef0123456789abcdef0123456789abcdef",
    "https://example.com/a/path/that/goes/on/and/on?with=query&and=more#and-a-fragment",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn table(columns: usize, head: &str, cells: &[&str]) -> String {
    let heads: Vec<_> = (0..columns).map(|n| format!("{head} {n}")).collect();
    let values: Vec<_> = cells.iter().cycle().take(columns).map(|&cell| cell.to_owned()).collect();
    let numbers: Vec<_> = (0..columns).map(|n| n.to_string()).collect();
    let rule = vec!["---".to_owned(); columns];
    [heads, rule, values, numbers].iter().map(|cells| row(cells)).collect()
}

fn indented(text: &str, with: &str) -> String {
    text.lines().map(|line| format!("{with}{line}\n")).collect()
}

impl Script {
    fn document(&self) -> String {
        let Script { title, heading, compound, enormous, sentence, counted, .. } = self;
        let [basket, visitor, host, id, address, letters] = NAMES;
        let mut out = front(title);
        let _ = write!(
            out,
            "# {heading} {enormous} {{#words}}\n\n{sentence} {enormous} {host} {address} {letters} \
             **{visitor}**{basket}*{id}* [{letters}](https://example.com) [{enormous}](https://example.com)\n\n\
             ```\ncall {address}{address} \"{letters}\"\n\tif true\n```\n\n"
        );
        let cells = [compound, basket, visitor, sentence, id, host, letters, enormous];
        for columns in [2, 3, 5, 6, 8, 12, 20] {
            let _ = write!(out, "## {heading} {columns} {{#columns-{columns}}}\n\n");
            out += &table(columns, compound, &cells);
            out.push('\n');
            let figures: Vec<_> = (0..columns).map(|n| (n * 1000).to_string()).collect();
            let figures: Vec<_> = figures.iter().map(String::as_str).collect();
            out += &table(columns, "Q", &figures);
            out.push('\n');
        }
        for (words, columns) in [(1400, 2), (300, 5)] {
            let mut long: String = (0..words).fold(String::new(), |mut long, n| {
                let _ = write!(long, "{counted}{n:04} ");
                long
            });
            if self.locale == "ja" {
                long = long.replace(' ', "、");
            }
            let _ = write!(out, "# {heading} {{#tall-{words}}}\n\n");
            out += &table(columns, "A", &["x", long.trim(), sentence]);
            out.push('\n');
        }
        let small = table(4, compound, &[host, sentence, visitor, enormous]);
        let _ = write!(out, "# {heading} {{#inside}}\n\n");
        for depth in 0..10 {
            let _ = writeln!(out, "{}- {sentence} {visitor} {host}", "  ".repeat(depth));
        }
        let _ = write!(
            out,
            "\n> [!NOTE]\n{}\n{}\n- {compound}\n\n{}\n{compound}[^note].\n\n[^note]: {sentence} {enormous}\n\n{}",
            indented(&small, "> "),
            indented(&small, "> "),
            indented(&small, "  "),
            indented(&small, "    ")
        );
        let _ = write!(out, "\n# {heading} {{#deep}}\n\n");
        for level in 2..=6 {
            let _ =
                write!(out, "{} {compound} {enormous} {{#deep-{level}}}\n\n", "#".repeat(level));
        }
        out.push_str(sentence);
        out.push('\n');
        out
    }
}

pub(crate) fn front(title: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\nsummary = \"S.\"\nversion = \"1\"\nupdated = 2026-06-29\n+++\n\n"
    )
}

/// A project of one document, `p`, in `locale`.
pub(crate) fn project(locale: &str, document: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    write(
        folder.path(),
        "policy/policy.toml",
        &format!(
            "source-locale = \"{locale}\"\n[[documents]]\nid = \"p\"\n[publisher]\n\
             name = \"Example Ltd.\"\nshort_name = \"Example\"\n"
        ),
    );
    write(folder.path(), "policy/p.md", document);
    folder
}

pub(crate) fn build(project: &TempDir) -> String {
    let fonts = format!("{ROOT}/fonts");
    succeed(promulgate().arg("--project").arg(project.path()).args([
        "build",
        "--ignore-system-fonts",
        "--font-path",
        &fonts,
    ]))
}

pub(crate) fn output(project: &TempDir, locale: &str, end: &str) -> std::path::PathBuf {
    project.path().join(format!("dist/{locale}/p.{end}"))
}

/// What the judge of words finds in `pdf`, whose side margins are as in the built-in template.
pub(crate) fn misplaced(pdf: &Path) -> String {
    if !Outside::Python.is_here() {
        return String::new();
    }
    let output = run(in_python("words.py").arg("76.5").arg(pdf));
    let found = text(&output.stdout);
    assert_eq!(output.status.success(), found.is_empty(), "{}", text(&output.stderr));
    found
}

/// What the judge of widths finds in `page`.
fn too_wide(page: &Path) -> Vec<String> {
    if !Outside::Browser.is_here() {
        return Vec::new();
    }
    let report = succeed(in_browser("fit.mjs").arg(page));
    let views: Vec<Value> = serde_json::from_str(&report).unwrap();
    assert_eq!(views.len(), 4);
    let faults = views.iter().flat_map(|view| view["faults"].as_array().unwrap());
    faults.map(|fault| fault.as_str().unwrap().to_owned()).collect()
}

/// Holds `pdf` against both standards.
pub(crate) fn conforms(pdf: &Path) {
    if Outside::Python.is_here() {
        let standards = succeed(in_python("pdf.py").arg(pdf));
        assert_eq!(standards.trim(), "1 files, 2 profiles");
    }
}

#[test]
fn every_word_of_a_hostile_document_stays_in_its_box() {
    for script in SCRIPTS {
        let project = project(script.locale, &script.document());
        build(&project);
        let pdf = output(&project, script.locale, "pdf");
        assert_eq!(misplaced(&pdf), "", "{}", script.locale);
        let page = output(&project, script.locale, "html");
        assert_eq!(too_wide(&page), Vec::<String>::new(), "{}", script.locale);
        conforms(&pdf);
    }
}

#[test]
fn a_publisher_and_a_title_of_one_word_break() {
    let letters = "x".repeat(150);
    for Script { locale, enormous, sentence, .. } in SCRIPTS {
        for word in [enormous, &letters] {
            let body = format!("{}# {word} {{#a}}\n\n{}\n", front(word), sentence.repeat(120));
            let project = project(locale, &body);
            let settings = std::fs::read_to_string(project.path().join("policy/policy.toml"));
            let settings = settings.unwrap().replace("Example Ltd.", word);
            write(project.path(), "policy/policy.toml", &settings);
            build(&project);
            assert_eq!(misplaced(&output(&project, locale, "pdf")), "", "{locale} {word}");
        }
    }
}

#[test]
fn lines_of_titles_are_as_high_as_their_letters() {
    // How far the second line of the title is below the first.
    let step = |title: &str| -> Option<f64> {
        let project = project("en", &format!("{}# A {{#a}}\n\nText.\n", front(title)));
        build(&project);
        let boxes = pdf_text(&output(&project, "en", "pdf"), &["-bbox"])?;
        let side = |line: &str, name: &str| -> Option<f64> {
            line.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok()
        };
        let lines =
            boxes.lines().filter_map(|line| Some((side(line, "yMin")?, side(line, "yMax")?)));
        let mut tops: Vec<f64> =
            lines.filter(|(top, end)| end - top > 30.0).map(|(top, _)| top).collect();
        tops.dedup_by(|one, other| (*one - *other).abs() < 1.0);
        Some(tops[1] - tops[0])
    };
    let Some(latin) = step("A policy on the data of all our visitors and guests") else { return };
    let Some(tall) = step("र्द्धूं क्षुद्रों स्त्रियाँ र्द्धूं क्षुद्रों स्त्रियाँ र्द्धूं क्षुद्रों स्त्रियाँ")
    else {
        return;
    };
    assert!(tall > latin * 1.15, "{tall} {latin}");
}

#[test]
fn the_judges_of_words_and_widths_can_fail() {
    if !Outside::Python.is_here() || !Outside::Browser.is_here() {
        return;
    }
    let project = project("en", &format!("{}# A {{#a}}\n\nAlpha beta gamma delta.\n", front("T")));
    write(
        project.path(),
        "templates/pdf/document.typ",
        "#let data = json(\"/document.json\")\n\
         #set document(title: data.title.text, date: datetime(year: 2026, month: 6, day: 29))\n#set text(lang: \"en\")\n\
         = #data.title.text\n\
         == A\nAlpha beta #h(1fr) #box(width: 0pt)[gamma] \\\n delta.\n",
    );
    write(project.path(), "templates/html/style.css", "p { inline-size: 2000px; }\n");
    build(&project);
    // A build whose text is not all in its PDF fails, so the document beside it says more.
    let json = output(&project, "en", "json");
    let said =
        std::fs::read_to_string(&json).unwrap().replace("gamma delta", "gamma delta epsilon");
    std::fs::write(&json, said).unwrap();
    let found = misplaced(&output(&project, "en", "pdf"));
    for fault in ["beside the margin: gamma", "not in the PDF: epsilon"] {
        assert!(found.contains(fault), "{found}");
    }
    let overlapping = project_with_overlap();
    let found = misplaced(&output(&overlapping, "en", "pdf"));
    assert!(found.contains("over each other"), "{found}");
    assert!(!too_wide(&output(&project, "en", "html")).is_empty());
}

fn project_with_overlap() -> TempDir {
    let project = project("en", &format!("{}# A {{#a}}\n\nAlpha beta.\n", front("T")));
    write(
        project.path(),
        "templates/pdf/document.typ",
        "#let data = json(\"/document.json\")\n\
         #set document(title: data.title.text, date: datetime(year: 2026, month: 6, day: 29))\n#set text(lang: \"en\")\n\
         = #data.title.text\n== A\n#box(width: 0pt)[Alpha]#h(12pt)beta.\n",
    );
    build(&project);
    project
}

#[test]
fn columns_follow_their_content() {
    let sentence = "What a reader must know of this name, in a sentence or two. ".repeat(6);
    let rows = format!("| a_name_of_some_length | {sentence} | 1 year |\n").repeat(20);
    let document =
        format!("{}# A {{#a}}\n\n| Name | What for | How long |\n|-|-|-|\n{rows}", front("T"));
    let project = project("en", &document);
    build(&project);
    let pdf = output(&project, "en", "pdf");
    // With columns of one width it took four pages.
    assert!(pdf_text(&pdf, &[]).is_none_or(|text| text.matches('\u{c}').count() <= 3));
    assert_eq!(misplaced(&pdf), "");
}

#[test]
fn blocks_may_stand_in_each_other_as_deeply_as_the_source_allows() {
    let alerts = (1..=24).fold(String::new(), |mut all, depth| {
        let bars = "> ".repeat(depth);
        let _ = write!(all, "{bars}[!NOTE]\n{bars}Level{depth}\n{bars}\n");
        all
    });
    let lists = |marker: &str| -> String {
        (0..24)
            .map(|depth| {
                format!("{}{marker} item{depth}\n", " ".repeat(depth * (marker.len() + 1)))
            })
            .collect()
    };
    for (kind, body) in [
        ("quotations", format!("{}innermost", "> ".repeat(24))),
        ("alerts", alerts),
        ("lists", lists("-")),
        ("numbered lists", lists("1.")),
        ("both", format!("{}innermost", "> - ".repeat(12))),
    ] {
        let project = project("en", &format!("{}# A {{#a}}\n\n{body}\n", front("T")));
        build(&project);
        assert_eq!(misplaced(&output(&project, "en", "pdf")), "", "{kind}");
        assert_eq!(too_wide(&output(&project, "en", "html")), Vec::<String>::new(), "{kind}");
    }
}

#[test]
fn a_footnote_in_a_heading_is_called_there_and_nowhere_else() {
    let document = format!(
        "{}# First {{#first}}\n\nBody[^b].\n\n# Scope[^s] {{#scope}}\n\nAgain[^s].\n\n\
         # Bare **heading**[^n] {{#bare .unnumbered}}\n\nSee [](#scope) and [](#bare).\n\n\
         [^s]: Note on scope.\n\n[^n]: Note on bare.\n\n[^b]: Note on body.\n",
        front("T")
    );
    let project = project("en", &document);
    build(&project);
    let pdf = output(&project, "en", "pdf");
    let Some(words) = pdf_text(&pdf, &[]) else { return };
    for (said, times) in [("Note on scope.", 1), ("Note on bare.", 1), ("Scope2", 1), ("Body1", 1)]
    {
        assert_eq!(words.matches(said).count(), times, "{said}: {words}");
    }
    assert!(words.contains("See Section 2 and Bare heading."), "{words}");
    if Outside::Python.is_here() {
        let outline = succeed(in_python("outline.py").arg(&pdf));
        assert!(
            outline.contains("Scope") && !outline.contains("Note") && !outline.contains("Scope2"),
            "{outline}"
        );
    }
    let page = std::fs::read_to_string(output(&project, "en", "html")).unwrap();
    assert!(
        page.contains("<span>Scope</span>") && page.contains("<span>Bare heading</span>"),
        "{page}"
    );
    let plain = std::fs::read_to_string(output(&project, "en", "txt")).unwrap();
    assert!(plain.contains("2  Scope\n") && plain.contains("2  Scope[^2]\n"), "{plain}");
}

#[test]
fn contents_have_the_depth_that_the_source_says() {
    let body = "# One {#one}\n\n## Two {#two}\n\n### Three {#three}\n\nText.\n";
    for (setting, [page, plain, pdf]) in [
        ("", [2, 3, 3]),
        ("contents-depth = 0\n", [0, 0, 0]),
        ("contents-depth = 1\n", [1, 1, 1]),
        ("contents-depth = 3\n", [3, 3, 3]),
    ] {
        let front = front("T").replace("version", &format!("{setting}version"));
        let project = project("en", &format!("{front}{body}"));
        build(&project);
        let html = std::fs::read_to_string(output(&project, "en", "html")).unwrap();
        let entries = html.split("</nav>").next().unwrap().matches("<li><a href=\"#").count();
        assert_eq!(
            if page == 0 { html.matches("class=\"contents\"").count() } else { entries },
            page,
            "{setting}"
        );
        let text = std::fs::read_to_string(output(&project, "en", "txt")).unwrap();
        let pdf_words = pdf_text(&output(&project, "en", "pdf"), &[]);
        let pdf_words = pdf_words.map(|words| (words, pdf));
        for (words, count) in std::iter::once((text, plain)).chain(pdf_words) {
            assert_eq!(words.contains("Contents"), count > 0, "{setting}: {words}");
            let listed = ["One", "Two", "Three"].map(|title| words.matches(title).count() - 1);
            assert_eq!(listed.iter().sum::<usize>(), count, "{setting}: {words}");
        }
    }
}

#[test]
fn addresses_are_uris() {
    let document = format!(
        "{}# A {{#a}}\n\n[one](<https://example.com/über uns?q=ä>) [two](https://例え.jp/) [three](https://example.com/%C3%A4)\n",
        front("T")
    );
    let project = project("en", &document);
    build(&project);
    let urls = pdf_info(&output(&project, "en", "pdf"), "-url");
    let page = std::fs::read_to_string(output(&project, "en", "html")).unwrap();
    for address in [
        "https://example.com/%C3%BCber%20uns?q=%C3%A4",
        "https://%E4%BE%8B%E3%81%88.jp/",
        "https://example.com/%C3%A4",
    ] {
        assert!(urls.as_ref().is_none_or(|urls| urls.contains(address)), "{urls:?}");
        assert!(page.contains(&format!("href=\"{address}\"")), "{page}");
    }
}

#[test]
fn code_alone_in_a_right_to_left_cell_stands_at_its_right_side() {
    let document = format!(
        "{}# نطاق {{#a}}\n\n| الاسم | القيمة |\n| --- | --- |\n| `__session` | نص طويل بعض الشيء لكي يكون العمود عريضا بما يكفي |\n",
        front("عنوان")
    );
    let project = project("ar", &document);
    build(&project);
    let Some(boxes) = pdf_text(&output(&project, "ar", "pdf"), &["-bbox"]) else { return };
    let side = |needle: &str| -> f64 {
        let line = boxes.lines().find(|line| line.contains(needle)).unwrap();
        line.split("xMax=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    // The page is 595 points wide, its margin 76, a cell's inset 6.
    assert!(side("__session") > 505.0, "{boxes}");
}

#[test]
fn a_long_title_leaves_room_for_the_publisher_in_the_running_head() {
    let paragraphs = "Words that fill a page. ".repeat(400);
    for length in [60, 115, 121, 130, 240, 800] {
        let title =
            "An enormous title of a policy that goes on ".repeat(30)[..length].trim().to_owned();
        let project = project("en", &format!("{}# A {{#a}}\n\n{paragraphs}\n", front(&title)));
        build(&project);
        let pdf = output(&project, "en", "pdf");
        assert_eq!(misplaced(&pdf), "", "{length}");
        let Some(second) = pdf_text(&pdf, &["-f", "2", "-l", "2"]) else { return };
        assert!(second.contains("Example Ltd."), "{length}: {second}");
    }
}

#[test]
fn code_keeps_its_indentation() {
    let project = project("en", &format!("{}# A {{#a}}\n\n```\n\tone\n\t\ttwo\n```\n", front("T")));
    build(&project);
    let Some(words) = pdf_text(&output(&project, "en", "pdf"), &["-layout"]) else { return };
    let at = |word: &str| words.lines().find_map(|line| line.find(word)).unwrap();
    assert!(at("two") > at("one"), "{words}");
    assert!(tree(project.path()).contains_key("dist/en/p.pdf"));
}

#[test]
fn letters_of_an_address_break_where_nothing_else_does() {
    let letters = "generaldataprotectionregulationcomplianceguide".repeat(4);
    let long = "Some more words of a sentence. ".repeat(20);
    for address in [
        format!("<https://example.com/{letters}>"),
        format!("www.{letters}.example.com"),
        format!("[https://example.com/{letters}](https://example.com/{letters})"),
        format!("<mailto:{letters}@example.com>"),
        format!("{letters}@example.com"),
        format!("**{letters}.example**"),
    ] {
        let document = format!(
            "{}# {address} {{#a}}\n\nText {address} text.\n\n- {address}\n\n> {address} text[^n]\n\n\
             | A | B | {address} |\n| --- | --- | ---: |\n| one | {long} | {address} |\n\n[^n]: {address}\n",
            front("T")
        );
        for locale in ["en", "de", "cs"] {
            let project = project(locale, &document);
            build(&project);
            assert_eq!(misplaced(&output(&project, locale, "pdf")), "", "{locale} {address}");
        }
    }
}

#[test]
fn a_title_of_one_long_word_stays_on_its_page() {
    let paragraphs = "Words that fill a page. ".repeat(300);
    for (locale, word) in [
        ("de", "Auftragsverarbeitungsvereinbarung"),
        ("de", "Datenschutzgrundverordnungsauftragsverarbeitungsvereinbarungsentwurf"),
        ("en", "Responsibilitiesdisclosure"),
        ("en", "privacy.policies.of.everyservice.example.com"),
        ("el", "Ηλεκτροεγκεφαλογραφηματολογικών"),
        ("cs", "nejneobhospodařovávatelnějšími"),
        ("hu", "megszentségteleníthetetlenségeskedéseitekért"),
        ("sv", "Personuppgiftsbiträdesavtalsförteckning"),
        ("nl", "Gegevensbeschermingseffectbeoordelingen"),
        ("tr", "Çekoslovakyalılaştıramadıklarımızdanmışsınız"),
        ("es", "Desproporcionadamenteinconstitucional"),
        ("fi", "Tietosuojavaikutustenarviointimenettely"),
        ("uk", "Високопревосходительствующегонадання"),
    ] {
        for title in [word.to_owned(), word.repeat(3), format!("A {word} B {word}")] {
            let body = format!("{}# {title} {{#a}}\n\n{paragraphs}\n", front(&title));
            let project = project(locale, &body);
            build(&project);
            assert_eq!(misplaced(&output(&project, locale, "pdf")), "", "{locale} {title}");
        }
    }
}

#[test]
fn a_note_called_in_the_head_of_a_long_table_counts_once() {
    let rows: String = (0..90).map(|n| format!("| cell {n} | value |\n")).collect();
    for call in ["A[^a]", "**A[^a]**"] {
        let document = format!(
            "{}# {call} {{#a}}\n\n| {call} | B[^b] |\n| --- | --- |\n{rows}\nAfter[^c].\n\n\
             [^a]: Note one.\n\n[^b]: Note two.\n\n[^c]: Note three.\n",
            front("T")
        );
        let project = project("en", &document);
        build(&project);
        let pdf = output(&project, "en", "pdf");
        assert_eq!(misplaced(&pdf), "", "{call}");
        conforms(&pdf);
        let Some(words) = pdf_text(&pdf, &[]) else { continue };
        for said in ["Note one.", "Note two.", "Note three."] {
            assert_eq!(words.matches(said).count(), 1, "{call}: {words}");
        }
        assert!(words.contains("After3"), "{words}");
    }
}

#[test]
fn a_tall_image_leaves_room_for_the_text_after_it() {
    let image = "![tall](tall.svg)";
    let text = "Some words after it. ".repeat(60);
    let row = |cell: &str| format!("| A | B |\n| --- | --- |\n| {cell} | b |\n");
    for body in [
        format!("{image} text\n"),
        row(&format!("{image} text")),
        row(&format!("{image} {text}")),
        row(&format!("**{image}** text {image} end")),
        row("a").replace("| A |", &format!("| {image} A |")),
        format!("- {image} {text}\n"),
        format!("> [!NOTE]\n> {image} {text}\n"),
        format!("> {image} {text}\n"),
        format!("Text[^n].\n\n[^n]: {image} text\n"),
    ] {
        let project = project("en", &format!("{}# A {{#a}}\n\n{text}\n\n{body}", front("T")));
        let image = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"4000\">\
                     <rect width=\"100\" height=\"4000\" fill=\"#888\"/></svg>";
        write(project.path(), "policy/tall.svg", image);
        build(&project);
        let pdf = output(&project, "en", "pdf");
        assert_eq!(misplaced(&pdf), "", "{body}");
        conforms(&pdf);
    }
}
