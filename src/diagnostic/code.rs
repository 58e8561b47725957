//! The stable codes, each with a title and an explanation. docs/diagnostics.md is made from them.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal, $explanation:literal;)*) => {
        /// A stable code. The hundreds tell the stage: 1 project, 2 source, 3 inventory,
        /// 4 variables and references, 5 translation, 6 fonts, 7 templates, 8 publishing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// Gives the code as it is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// Tells what it is about, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }

            /// Tells why it is reported and what to do, in Markdown.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    NotAProject = "P101", "no project here",
        "The folder has no `policy/policy.toml`, so it is not a Promulgate project. Run the command in the project's folder, name the folder with `--project`, or start a project with `promulgate init`.";
    Toml = "P102", "wrong TOML",
        "A configuration file, an inventory or a front matter is not valid TOML, or it has a key or a value that does not belong there. The message is the TOML reader's own; the label shows the place.";
    UnreadableFile = "P103", "file cannot be read",
        "A file of the project is missing, is not UTF-8 text, is larger than 16 MiB, or may not be read; or something is there and out of reach: a link that leads nowhere, a folder that may not be entered, a folder or a pipe in the place of a file. It is never taken for absent, and never replaced, because what it holds would be lost without a word. The same goes for folders named with `--font-path`. Save text files as UTF-8.";
    OutsideProject = "P104", "path leads outside the project",
        "A path in the project (an image, a template, a catalogue) points outside the project's folder, by `..`, by an absolute path or through a symbolic link. A project reads only its own files, so that building a cloned project cannot publish files of the machine.";
    DuplicateDocument = "P105", "document declared twice",
        "Two `[[documents]]` entries have the same id, or the id is one the tool keeps for its own catalogues (`inventory`, `interface`).";
    UnknownLocale = "P106", "not a locale tag",
        "A folder under `locales/` or `source-locale` is not a BCP 47 language tag in its canonical form. Use tags such as `de`, `pt-BR` or `zh-Hans`.";
    FrontMatter = "P107", "front matter missing",
        "A document starts with its front matter: TOML between two lines of `+++`, with `title`, `summary`, `version` and `updated`. Other tools have YAML between lines of `---`, which has to become TOML: `title: Terms` is `title = \"Terms\"`, a date is written without quotation marks.";
    Misnamed = "P108", "name in other letters",
        "A file or folder has almost the name that the tool looks for: it differs in upper and lower case, or in how its letters are encoded. Some file systems take both for the same and others do not, so it is not read anywhere. This is an error where nothing has the right name, and a warning where something has.";
    NoFont = "P109", "not a font",
        "A file below `fonts/`, or below a folder named with `--font-path`, has the ending of a font and is none, or only a part of one: it is empty, it was cut off, or Git LFS left a pointer in its place. It is never passed over, because the text would be set in other fonts without a word. Bring the font back (`git lfs pull`), or remove the file.";
    LanguageName = "P111", "language without a name",
        "Lists of languages show each by the name that its speakers give it. Neither CLDR nor the tool knows one for this locale, or `name` in its `locale.toml` has no letters, or characters that cannot be seen. Write the name into `locales/<tag>/locale.toml`: `name = \"Övdalsk\"`. Where at least an English name is known it is shown until then; a bare code is never published.";
    DateForm = "P112", "no form of dates",
        "CLDR has no long form of dates for this language, or none but that of its root, which is nobody's own, so they are shown as ISO 8601 has them: 2026-06-29. If that is right for its readers, say so with `dates = \"iso\"` in `locales/<tag>/locale.toml`.";
    HeadingId = "P201", "heading without an id",
        "Every heading has an explicit id, `# Scope {#scope}`. The id is the anchor in HTML, the destination in the PDF, the key in JSON and the context in catalogues, so it must not depend on the wording.";
    DuplicateId = "P202", "id used twice",
        "Two headings of one document, or of one patch, have the same id, or a document has an id twice once its patches are applied. Ids are anchors and catalogue keys and must be unique in a document.";
    RawHtml = "P203", "raw HTML",
        "The source holds HTML. Content is data here: it is never passed on as markup, because the PDF, the text and the JSON could not show it and because it could inject anything. Write it in Markdown, or put it into a template. The tag `<br>` is the exception: it is a line break, also in a cell of a table. Comments are refused too; remarks can stand in the front matter, behind `#`.";
    Unsupported = "P204", "unsupported construct",
        "A Markdown construct that not every output format can show, such as a heading inside a quotation. docs/source-format.md lists what can be used.";
    Directive = "P205", "wrong directive",
        "Directives are `::: categories`, `::: inventory {category=\"…\"}`, `::: providers` and `::: when {set=\"…\"}`, each closed by `:::`. The first three are empty.";
    RemoteImage = "P206", "remote image",
        "An image is loaded from the network. Published documents are self-contained; put the file into the project and name it by its path.";
    ImageAlt = "P207", "image without alternative text",
        "Every image needs a text alternative, `![what it shows](path)`: WCAG 2.2 (1.1.1) and PDF/UA-1 require it, and the plain text has nothing else.";
    Image = "P208", "unusable image",
        "An image file is missing, too large, or of a type other than PNG, JPEG, GIF, WebP or SVG.";
    HeadingLevel = "P209", "heading level skipped",
        "A heading is more than one level below the one before it. Screen readers and the PDF's structure need levels without gaps.";
    Footnote = "P210", "footnote without a definition",
        "The text calls a footnote that is not defined in the document.";
    InvalidId = "P211", "invalid id",
        "Ids have lower-case letters, digits and hyphens and start with a letter, so that they work as file names, anchors, destinations and catalogue keys.";
    TextBeforeHeading = "P212", "text before the first heading",
        "Every block belongs to a section. Put a heading above it; one that shall not be numbered is marked `{#id .unnumbered}`.";
    UnusedFootnote = "P213", "footnote that is never called",
        "A footnote is defined, but no text that is shown calls it, so it would be in no format. A call was probably deleted by mistake: write `[^name]` where the note belongs, or delete the note.";
    SurplusCell = "P214", "cell without a column",
        "A row of a table has more cells than the table has columns. Markdown drops what is too much, so text would be lost. Add a column to the table's heading and to the line of dashes below it; a bar that belongs to a cell is written `\\|`.";
    LinkTitle = "P215", "title of a link or an image",
        "Markdown lets a link or an image have a title, `[words](address \"title\")`, which browsers show under the mouse pointer. Paper, plain text, telephones and keyboards never show it, so it is not published. Say it in the text, and what an image shows in its alternative text.";
    NoWords = "P216", "text without words",
        "A heading, a link or a paragraph has no character that a reader sees: nothing at all, or only spaces such as the no-break space (U+00A0, `&nbsp;`). A heading and a link need words, for the contents, for screen readers and for the plain text. A paragraph without words is left out, with a warning.";
    LinkAddress = "P217", "link without an address",
        "A link leads nowhere: `[words]()`. Write its address, or take the brackets away. Or a link or an image is none, because its address has a space, so that its brackets would be published: write `[form](<our form.pdf>)` or `our%20form.pdf`, and an expression without spaces, `({{urls.privacy}})`.";
    Character = "P218", "character that cannot be published",
        "A text holds a character that acts on a terminal, changes the order of the words around it, or is not a character at all: control characters (U+0000 to U+001F apart from tab and line ends, U+007F to U+009F), the separators U+2028 and U+2029, embeddings and overrides of direction (U+202A to U+202E), isolates (U+2066 to U+2069) that are not closed in the text that opens them, a byte order mark inside a text, tags, signs of annotation, the replacement character U+FFFD and code points that are no characters. They are refused however they are written: as they are, as entities (`&#27;`), or escaped in TOML or a catalogue (`\\u001b`, `\\a`).";
    ForeignSyntax = "P219", "syntax of another tool",
        "A text holds an attribute list as kramdown and Jekyll have it, `{: .note }`. It means nothing here and is published as it stands. Delete it; a heading has its id as in `# Scope {#scope}`, and a note is an alert, `> [!NOTE]`.";
    JoinedLines = "P220", "lines run together",
        "Lines that look as if each was to stand alone, such as points that begin with (a) and (b) or an address, are one paragraph, because a line end in Markdown is a space. Make the points a list, or end each line but the last with a backslash, which is a line break.";
    DateList = "P221", "date that became a list item",
        "A paragraph that begins with a number and a dot is an item of a list in Markdown, so a date such as “23. June 2016” is published as point 23 of a list. Put a backslash before the dot: `23\\. June 2016`.";
    TypedNumber = "P222", "heading numbered twice",
        "A heading begins with a number that was typed, and the tool numbers it as well, so a reader sees “1 1. Scope”. Delete the typed number; or, if it is to stay as it is, mark the heading `{#id .unnumbered}`.";
    ImageUnfit = "P223", "image that a format cannot show",
        "An image that a browser and a PDF would show differently, or one of them not at all: a JPEG in CMYK, or a drawing that is compressed, lacks its namespace, loads something from elsewhere, holds HTML, scripts or animation, or has text that no font sets. Save it in RGB, or as a plain SVG with its text as paths.";
    ListNumber = "P224", "list that counts otherwise than typed",
        "A list in Markdown counts on from its first number, whatever is typed before the other points: `1.`, `2.`, `4.` is published as 1, 2, 3, and a date that follows as a point of its own (`24. December`) becomes the next number. Number the points as they are published; keep a point that was repealed, saying so; or put a backslash before the dot (`24\\. December`), in a paragraph of its own, if the number is to stay. Points that all have the same number are no such case: they are left to be counted.";
    UnusedDefinition = "P225", "address that no link uses",
        "A line such as `[label]: address \"title\"` defines an address for links, `[words][label]`, and is in no format itself. Where no link has the label, or an earlier line has defined it, whatever it says is published nowhere. Delete it, or, if it is text, put a backslash before its bracket: `\\[label]: …`.";
    CodeInfo = "P226", "words behind the language of code",
        "Behind the fence of a code block stands the name of its language, and that alone: other words, titles and attribute lists (`{.note}`) are in no format. Say it in a paragraph above the code.";
    BareHeading = "P227", "heading with nothing under it",
        "All that stands under a heading is left out, because it stands under `::: when` and the variable is not set, so readers see a heading alone. Set the variable, or say under the heading what holds without it. The heading of a section cannot stand under `::: when` itself.";
    Inventory = "P301", "unknown category or provider",
        "The inventory or a directive names a category or provider that `policy/cookies.toml` does not define.";
    InventoryDuplicate = "P302", "inventory entry twice",
        "Two categories or providers have the same id, or two items the same name.";
    InventoryName = "P303", "item without a name",
        "Each item of the inventory has either a `name` or a `pattern` (with `*` for any characters), and not both.";
    InventoryUnused = "P304", "inventory entry not published",
        "A category has items, but no document shows them in an inventory table. A reader would not learn of these cookies.";
    InventoryEmpty = "P305", "inventory table without rows",
        "A directive asks for a table that has no rows: of a category without items, of the categories where the inventory has none, or of the providers where none of them is a third party. An empty table tells a reader nothing, so none is published.";
    UnknownVariable = "P401", "unknown variable",
        "An expression names a variable that `policy/policy.toml` does not define. Text that binds a company must not be published with a hole, so this is an error.";
    Expression = "P402", "wrong expression",
        "What stands between `{{` and `}}` is not a valid expression, or the braces do not match. Expressions name variables and apply filters such as `| date`. They are replaced in code and in alternative texts too. Braces that are meant as such are written `\\{\\{` and `\\}\\}`, in code too.";
    DanglingReference = "P403", "reference to nothing",
        "A cross-reference names a section that this document does not have in this locale. A patch may have removed or replaced it.";
    UnsetVariable = "P404", "variable not set",
        "A variable that the text uses is empty in `policy/policy.toml`. Links to it are shown as plain text, and blocks under `::: when {set=…}` are left out. Set it before you publish.";
    LinkScheme = "P405", "link address not allowed",
        "Links lead to http, https, mailto or tel addresses or to relative paths. Other schemes, such as `javascript:` or `data:`, can run code in the reader's browser.";
    CatalogueSyntax = "P501", "wrong catalogue syntax",
        "A translation catalogue is not valid gettext PO. `msgfmt --check` reports the same place.";
    TranslationVariable = "P502", "translation changed a variable",
        "A translation must use the same `{{ … }}` expressions as its source, each as often, in any order.";
    TranslationReference = "P503", "translation changed a reference",
        "A translation must have the same cross-references and footnotes as its source, in any order.";
    TranslationCode = "P504", "translation changed a code span",
        "Code spans are names of things, such as cookies. A translation must have the same ones as its source, in any order.";
    TranslationLink = "P505", "translation changed a link",
        "A translation must link to the same addresses and show the same images as its source, in any order. Upper and lower case of a scheme or host, percent-encoding of what needs none and the scheme's own port make no difference; upper and lower case elsewhere and a slash at the end of a path do. Until it does, readers see the source in its place, marked as text under revision, and `[rules] fuzzy` applies, so that no link is lost. If a link shall lead elsewhere in this language, write the comment `# ignore P505` above the entry.";
    TranslationBlock = "P506", "translation is not running text",
        "A translation is the text of one paragraph, heading, item or cell. It must not start a list, a heading or a quotation, or fall into several paragraphs. A sign that starts a block, such as `#` or `-`, is written with a backslash before it.";
    PatchTarget = "P507", "patch matches nothing",
        "A patch (`locales/<tag>/<doc>.md`) replaces or removes a section by its id, or inserts one with `after=` or `before=`. The id must exist in the source or in the patch of a parent locale.";
    Untranslated = "P508", "text is not translated",
        "The project's rules (`[rules]` in `policy/policy.toml`) say that a missing or fuzzy translation is an error.";
    StaleUnit = "P509", "catalogue entry without a source",
        "A catalogue entry's `msgctxt` matches no unit of the source. The text was removed or moved; the entry is ignored.";
    LocaleOmitted = "P510", "locale left out",
        "The project's rules say that a locale with missing or fuzzy units is not published, and this one has some.";
    CatalogueBehind = "P511", "catalogue behind its source",
        "`promulgate extract --check` found that a template or catalogue is not what `promulgate extract` would write. Run it and commit the result, so that translators see the current text.";
    InterfaceWords = "P512", "interface words in another language",
        "The words the tool itself puts into a document (“Contents”, “Last updated”) have no translation in this locale, so they appear in English. Translate them in `locales/<tag>/interface.po`; `promulgate extract` writes that file for every locale that needs one.";
    NotApproved = "P513", "document not approved",
        "`build --require-approved` found a document that nobody has approved in this locale, or whose source or translation has changed since. `[rules] unapproved` in `policy/policy.toml` says whether that stops the build (`error`), leaves the locale out (`omit-locale`) or publishes it with a notice (`mark`). `promulgate approve` records an approval.";
    Xliff = "P514", "wrong XLIFF",
        "The file to import is not XLIFF 2 as `promulgate xliff export` writes it: not well-formed, with a document type declaration (which is refused, because it can define entities), of another version, for other languages, or with inline elements of its own. Nothing is imported.";
    XliffUnfit = "P515", "XLIFF unit does not fit",
        "A unit of the file to import belongs to no text of the project, or that text has changed since the export. It is left out; all others are imported.";
    Term = "P516", "term not translated as approved",
        "The source uses a term of `locales/<tag>/terms.toml`, and the translation has none of its approved forms; or a name of the list `keep` has been changed. Endings may differ: what counts is the stem of each word.";
    Quotation = "P517", "quotation marks of another language",
        "A translation, a patch or the source uses quotation marks that its language does not use, or leaves one open. `promulgate check --fix` replaces straight ones in catalogues. A source is told of once, with the number of places, and is not changed: each changed text would make its translations fuzzy.";
    Spacing = "P518", "wrong spaces",
        "A translation, a patch or the source has two spaces in a row, or French punctuation without its no-break space. `promulgate check --fix` mends both in catalogues; a source is told of once, with the number of places.";
    Punctuation = "P519", "punctuation of another language",
        "A translation lost the mark that ends its sentence in the source, or uses marks of another script: half-width ones after Chinese or Japanese characters, a Latin comma after Arabic letters, a Spanish question without `¿`. `promulgate check --fix` replaces marks of another script.";
    Brackets = "P520", "unbalanced brackets",
        "A translation opens more brackets than it closes, or the other way round, and its source does not.";
    Numbers = "P521", "numbers differ",
        "A translation does not have the numbers of its source. They are compared as numbers, so 15 is not 1.5. What languages write otherwise is the same: digits of any script, separators of decimals and thousands, 10万 or 1 lakh, dates in words and in digits, hours of both clocks, numerals as words.";
    Copy = "P522", "translation equal to its source",
        "A translation has the very words of its source, five or more, so it is not translated. Values, code, addresses, acronyms, names with a company's suffix (`Ltd`, `GmbH`), names that `keep` in `terms.toml` lists and providers of the inventory do not count; capitals make no name, since headings have them everywhere. It counts as missing: readers see the source, marked as such, and `[rules] missing` applies. If it shall stay in these words, write the comment `# ignore P522` above the entry, and it counts as translated.";
    Blank = "P523", "text without words",
        "A text has no character that a reader sees: it is empty, or has spaces, no-break spaces, soft hyphens, zero-width characters or marks of emphasis alone. A translation of this kind counts as missing. A title, a summary, a version, a name or another field of the source must have words.";
    ImpossibleApproval = "P524", "approval by nobody or on an impossible day",
        "An approval names who gave it, in one line that a reader sees, and the day of that, which is no more than ten years from the last day that the document itself gives (`updated`, `effective`). An approval in `approvals.toml` without them does not count; `promulgate approve` refuses to write one.";
    NotEditorial = "P540", "change of more than words",
        "A text was named with `promulgate extract --editorial`, which lets its translations stand, and more than its wording has changed: a number, a month, a variable, code, a reference, a footnote or an address; or it is not the text that stood in its place before. Nothing is written. Leave the text out, so that its translations become fuzzy and translators see the change.";
    UncoveredCharacter = "P601", "character without a font",
        "No available font has a glyph for a character of the text. The PDF would show an empty box, so it is not made. Add a font: a file in `fonts/`, a folder with `--font-path`, or an installed one.";
    UnknownFont = "P602", "unknown font family",
        "`locale.toml` names a font family that is neither embedded nor in the project's font folders.";
    NoCommonFont = "P603", "signs that no font has together",
        "A letter and the marks that belong to it, or the signs of one emoji, are set by one font. Here each has one, but none has all, such as for a digit with an Arabic mark. The PDF would show an empty box, so it is not made.";
    LooseMark = "P604", "mark without a letter",
        "A font shows a dotted circle where a vowel sign or another mark has no letter to stand on, or more of them than belong together. The text is probably mistyped: browsers show the circle as well.";
    FontShaping = "P605", "font cannot set the script",
        "A font that `locale.toml` or the template names has the letters of a script whose letters join, stack or change their order, but not the rules for that. The PDF would show other words than those written, so it is not made.";
    Template = "P701", "error in a template",
        "A template of the project (minijinja for HTML and text, Typst for PDF) cannot be rendered. The message is the template engine's own.";
    TypstWarning = "P702", "Typst warns",
        "Typst compiled the PDF template with a warning. The message is Typst's own, and the label shows the place in the template.";
    PdfStandard = "P703", "PDF misses its standard",
        "The PDF export refused the document because it would not conform to PDF/A-3a and PDF/UA-1. Mend what the message names: often it is an image in the template without alternative text.";
    Lost = "P705", "text missing from a format",
        "After each page, PDF and text is made, its words are held against the document. Something that the document says is missing from it: a template of the project leaves it out, does not know its kind of block, hides it or clips it. Nothing is published, as a format that says less than another one is worse than none.";
    UnfitForPdf = "P706", "text that the PDF cannot hold",
        "Typst refuses the document for something in this text, such as a nesting too deep, an address or an image that PDF/A-3a and PDF/UA-1 do not allow. The message is Typst's own.";
    LongWord = "P707", "word too long for the PDF",
        "A word of more than 1,000 characters has no place where its line may break. Typst would take minutes and much memory for it, so it is refused before. Break encoded data into lines, or put spaces into it.";
    ImageColour = "P708", "colour that a PDF does not know",
        "A drawing names a colour in a way that browsers know, but not the reader of drawings for the PDF: `oklch()`, `lab()`, `color-mix()`, `light-dark()`, colours of the system, or `var()`. The page would show the colour and the PDF black, or nothing. Write the colour itself, as `#rrggbb`, `rgb()`, `hsl()` or by its name.";
    ForeignOutput = "P801", "output folder is not ours",
        "The output folder exists and holds files, but no `manifest.json` of an earlier build; or it is no folder. Publishing replaces the folder as a whole, so it is not touched. Choose another folder with `--out`, or empty this one.";
    Io = "P802", "the machine failed",
        "Reading or writing failed for a reason outside the project: no space, no permission. The published folder is as it was, or the message says that the next build finishes it. The exit status is 3.";
    Cache = "P803", "cache cannot be written",
        "The folder of the cache cannot be written to, so the next build renders everything again. What is published does not depend on it. Choose another folder with `--cache-dir`, or build with `--no-cache`. Where the machine has no folder for caches at all, nothing is kept.";
    Nothing = "P804", "nothing to publish",
        "The project has no documents, it is not published in the formats that are asked for, or its rules leave out every locale. What was published before stays: an empty folder never takes its place. A warning tells for each locale that is left out why. Where only some of the formats asked for are not published, this is a warning.";
    Bug = "P805", "a fault of Promulgate itself",
        "Promulgate came to a state that no project should bring it to. It is not your fault, and nobody but its authors can mend it. Please report it with the whole message. The exit status is 4.";
    OutputLink = "P806", "link in the way of publishing",
        "The output folder is a symbolic link that leads back to itself, or there is a link inside it. Links on the way to the output folder are followed and kept: what they lead to is published into, and made if there is nothing. A link inside it would be replaced, and what it leads to would stay old: remove it, or let the output folder itself be the link.";
}

/// Whom an error is to be mended by. Exit statuses follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Who writes the project, or chooses what to do with it.
    Input,
    /// Who runs the machine: no space, no permission.
    Machine,
    /// The authors of the tool.
    Bug,
}

impl Kind {
    /// Gives the name that programs read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Input => "input",
            Kind::Machine => "machine",
            Kind::Bug => "bug",
        }
    }
}

impl Code {
    /// Finds a code by its name, in any case.
    #[must_use]
    pub fn find(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(name))
    }

    /// Tells whom an error with this code is to be mended by.
    #[must_use]
    pub fn kind(self) -> Kind {
        if self == Code::Bug {
            Kind::Bug
        } else if matches!(self, Code::Io | Code::Cache) {
            Kind::Machine
        } else {
            Kind::Input
        }
    }

    /// Writes a page of Markdown with the entry of every code.
    #[must_use]
    pub fn reference() -> String {
        let mut page = String::from(
            "# Diagnostics\n\nEvery diagnostic has a stable code. `promulgate explain CODE` prints \
             its entry.\n",
        );
        for code in Code::ALL {
            page.push_str(&format!("\n## {code}: {}\n\n{}\n", code.title(), code.explanation()));
        }
        page
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Code::find(&name).ok_or_else(|| D::Error::custom("no such code"))
    }
}
