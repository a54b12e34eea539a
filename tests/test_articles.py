"""Articles as read: sections, what the text states of itself, files in every form, and reasons for what is skipped."""

import io
import json
import os
import stat
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.article_files import Found, Refused, find_files, sidecar_of
from geomap.articles import article_from_text, read_articles, read_json_lines
from geomap.records import Article, Skipped

SHARED = Path(__file__).parents[2] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated articles are not here: ../shared")

FIRST = (
    "انطلقت أعمال مؤتمر المياه في مدينة طنجة بحضور وفود من ثلاثين دولة، وناقش المشاركون سبل مواجهة الجفاف "
    "وتدبير السدود وتحلية مياه البحر."
)
SECOND = "وأضاف المنظمون أن الدورة القادمة تستضيفها مراكش، على أن تخصص لقضايا الزراعة في المناطق الجافة والواحات."
ENGLISH = (
    "Delegates from thirty countries met in Tangier to discuss how farmers can live with less rain and fewer rivers."
)


def read(text: str, **known: object) -> Article:
    return article_from_text(text, id="x", **known)


def parts(article: Article) -> list[tuple[str, str]]:
    return [(section.kind, article.text[section.start : section.end]) for section in article.sections]


def kinds(article: Article) -> list[str]:
    return [section.kind for section in article.sections]


def uncovered(article: Article) -> str:
    left, end = [], 0
    for section in article.sections:
        assert end <= section.start < section.end <= len(article.text)
        left.append(article.text[end : section.start])
        end = section.end
    return "".join([*left, article.text[end:]])


# --- the head of an article


def test_a_short_first_line_above_a_blank_one_is_the_title():
    article = read(f"مؤتمر في طنجة يبحث شح المياه \n\n {FIRST}")
    assert article.title == "مؤتمر في طنجة يبحث شح المياه"
    assert kinds(article) == ["title", "body"]


def test_a_first_line_that_ends_a_sentence_is_no_title():
    article = read(f"{FIRST}\n\n{SECOND}")
    assert article.title is None
    assert kinds(article) == ["body"]


def test_a_text_of_one_line_is_body_however_short():
    assert parts(read("وصل الوفد إلى طنجة")) == [("body", "وصل الوفد إلى طنجة")]


def test_a_markdown_heading_is_the_title_without_its_mark():
    article = read(f"# Less rain, fewer rivers.\n\n{ENGLISH}")
    assert article.title == "Less rain, fewer rivers."


def test_author_agency_and_day_under_the_title_are_byline():
    article = read(f"مؤتمر في طنجة يبحث شح المياه\nأحمد السعيد - الرباط\nالجمعة 15 سبتمبر 2023 - 10:30\n\n{FIRST}")
    assert article.title == "مؤتمر في طنجة يبحث شح المياه"
    assert kinds(article) == ["title", "byline", "byline", "body"]
    assert (article.published, article.published_from) == (date(2023, 9, 15), "text")


def test_a_site_name_above_the_text_is_the_source_and_the_lines_under_it_the_byline():
    article = read(f"AKHBAR.INFO\n طنجة\n خاص\n أحمد السعيد\n{FIRST}")
    assert parts(article)[:2] == [("byline", "AKHBAR.INFO"), ("dateline", "طنجة")]
    assert kinds(article)[-1] == "body"
    assert article.source == "AKHBAR.INFO"


DATELINES = [
    (f"الرباط (أ ف ب) – {FIRST}", "الرباط (أ ف ب) –", "AFP"),
    (f"الرباط (رويترز) - {FIRST}", "الرباط (رويترز) -", "Reuters"),
    (f"الدار البيضاء ، المغرب (AP) – {FIRST}", "الدار البيضاء ، المغرب (AP) –", "AP"),
    (f"روما أ ش أ: {FIRST}", "روما أ ش أ:", "MENA"),
    (f"الرباط – {FIRST}", "الرباط –", None),
    (f"رام الله- {FIRST}", "رام الله-", None),
    (f"مسقط ـ {FIRST}", "مسقط ـ", None),
    ("سيول: زار الوفد المصنع الذي افتتح قبل أعوام واطلع على خطوط الإنتاج فيه.", "سيول:", None),
    (f"الجزيرة نت-لندن {FIRST}", "الجزيرة نت-لندن", "Al Jazeera"),
    (f"KYIV, Ukraine (AP) — {ENGLISH}", "KYIV, Ukraine (AP) —", "AP"),
    (f"PARIS, March 3 (Reuters) - {ENGLISH}", "PARIS, March 3 (Reuters) -", "Reuters"),
    (f"LONDON, Ky. (WKYT) - {ENGLISH}", "LONDON, Ky. (WKYT) -", "WKYT"),
    (f"BEIRUT — {ENGLISH}", "BEIRUT —", None),
    (f"BEIJING --{ENGLISH}", "BEIJING --", None),
    (f"Washington (CNN)\n{ENGLISH}", "Washington (CNN)", "CNN"),
]


@pytest.mark.parametrize(("text", "dateline", "source"), DATELINES, ids=[line[1] for line in DATELINES])
def test_a_dateline_is_a_section_of_its_own_and_names_the_agency(text, dateline, source):
    article = read(text)
    assert ("dateline", dateline) in parts(article)
    assert article.source == source


@pytest.mark.parametrize(
    "text",
    [
        "قال الوزير: إن الحكومة ستعمل على مواجهة الجفاف في البلاد خلال السنوات التي تلي هذا العام.",
        "وقال موسى: زار الوفد المدينة القديمة واطلع على ما تم ترميمه من بيوتها وأسواقها وأسوارها.",
        "وقال المحلل - في حديث مع الصحيفة - إن الأزمة ستطول في لبنان وسوريا إذا لم تتدخل الدول الكبرى.",
        "أحمد صالح - لاعب المنتخب - سجل هدفين في المباراة التي جرت على ملعب المدينة أمام جمهور كبير.",
        "الأمم المتحدة - أعلنت المنظمة أن عدد النازحين تجاوز ما كان عليه في السنة التي سبقت الحرب.",
        "الخلاصة: زار الوفد المدينة القديمة واطلع على ما تم ترميمه من بيوتها وأسواقها وأسوارها.",
        '"طنجة: مدينة البوغاز" عنوان معرض افتتح في قاعة البلدية بحضور جمهور كبير من سكان المدينة.',
        "The minister - who was in Paris - said that farmers can live with less rain and fewer rivers.",
        "NASA Administrator Bill Nelson said that satellites can tell farmers where rain will fall next.",
        "UPDATE: The minister said that farmers can live with less rain, and with far fewer rivers.",
        'He said: "We can live with less rain" and walked away from the crowd of reporters and farmers.',
    ],
)
def test_clauses_quotations_and_labels_are_no_datelines(text):
    assert "dateline" not in kinds(read(f"{text}\n\n{SECOND}"))


def test_a_dateline_behind_a_photo_caption_in_its_line_is_found():
    caption = "وفود تصل إلى قاعة المؤتمر في يوم ممطر من أيام الخريف (أ ف ب)"
    article = read(f"مؤتمر يبحث شح المياه\n\n{caption}   طنجة: زار الوفد السد الكبير الذي يسقي سهول المنطقة كلها.")
    assert [part for part in parts(article) if part[0] != "body"] == [
        ("title", "مؤتمر يبحث شح المياه"),
        ("caption", caption),
        ("dateline", "طنجة:"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "وفود تصل إلى قاعة المؤتمر (رويترز)",
        "وفود تصل إلى قاعة المؤتمر © صورة موزعة",
        "FILE PHOTO: Delegates arrive in the hall",
    ],
)
def test_photo_captions_are_sections_of_their_own(line):
    assert ("caption", line) in parts(read(f"مؤتمر يبحث شح المياه\n\n{FIRST}\n\n{line}\n\n{SECOND}"))


# --- the day of publication


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("نشرت في: 20/10/2023", date(2023, 10, 20)),
        ("تاريخ النشر: 20 تشرين الأول/أكتوبر 2023 10:15 (غرينتش)", date(2023, 10, 20)),
        ("2023-09-15", date(2023, 9, 15)),
        ("الجمعة 15 سبتمبر 2023", date(2023, 9, 15)),
        ("١٥ أيلول ٢٠٢٣", date(2023, 9, 15)),
        ("Published: Sept. 15, 2023 at 10:30 GMT", date(2023, 9, 15)),
        ("September 15, 2023", date(2023, 9, 15)),
    ],
)
def test_a_line_that_states_the_day_of_publication_is_read(line, day):
    article = read(f"مؤتمر يبحث شح المياه\n{line}\n\n{FIRST}")
    assert (article.published, article.published_from) == (day, "text")
    assert ("byline", line) in parts(article)


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}\n\nوفي 12 أيلول/سبتمبر الجاري وصل الوفد.",
        f"{FIRST}\n\n— Reuters (@Reuters) November 23, 2024",
        f"{FIRST}\n\n{SECOND}\n\n15 سبتمبر 2023",
        f"مؤتمر يبحث شح المياه\nآخر تحديث: 15 سبتمبر 2023\n\n{FIRST}",
        f"في 15 سبتمبر 2023 بدأ المؤتمر.\n\n{SECOND}",
        "The plan of September 15, 2023 was signed in Rome.\n\nMore was said later.",
    ],
)
def test_a_day_that_is_only_mentioned_is_not_the_day_of_publication(text):
    article = read(text)
    assert (article.published, article.published_from) == (None, None)


def test_a_dateline_with_a_whole_date_states_the_day():
    assert read(f"الدار البيضاء 12 مايو 2021 (و م ع) – {FIRST}").published == date(2021, 5, 12)


def test_today_with_its_whole_date_in_the_first_paragraph_states_the_day():
    assert read("زار الوفد اليوم الجمعة 15سبتمبر2023 المصنع الكبير.").published == date(2023, 9, 15)
    assert read("زار الوفد أمس الإثنين 04 فبراير 2019 المصنع الكبير.").published == date(2019, 2, 5)
    assert read("زار الوفد اليوم السبت 15 سبتمبر 2023 المصنع الكبير.").published is None


def test_what_is_given_overrides_what_the_text_states():
    article = read(
        f"مؤتمر يبحث شح المياه\n2023-09-15\n\n{FIRST}",
        title="عنوان",
        published=date(2020, 1, 2),
        source="X",
        language="fa",
    )
    assert (article.title, article.source, article.language) == ("عنوان", "X", "fa")
    assert (article.published, article.published_from) == (date(2020, 1, 2), "given")


# --- what is not the article


def test_the_source_line_is_cut_and_names_the_source():
    article = read(f"{FIRST}\n\n{SECOND}\n\nالمصدر: عربي21")
    assert kinds(article) == ["body", "cut"]
    assert article.source == "Arabi21"
    assert article.sections[-1].reason == "source line"


def test_all_behind_a_heading_of_links_at_the_end_of_an_article_is_cut():
    marks = "المصدر: وكالات\n\nكلمات دلالية: مياه طنجة\n\nإقرأ أيضاً:"
    tail = f"{marks}\n\nحريق في غابة\n\n{SECOND}\n\n{SECOND}\n\nمقالات مشابهة\n\n• خبر"
    article = read(f"{FIRST}\n\n{SECOND}\n\n{tail}")
    assert {section.kind for section in article.sections[1:]} == {"cut"}
    assert all(section.reason for section in article.sections[1:])
    assert parts(article)[0] == ("body", f"{FIRST}\n\n{SECOND}")


def test_an_inline_link_is_cut_and_the_article_goes_on():
    article = read(f"{FIRST}\n\nاقرأ أيضا: أسعار النفط ترتفع في لندن\n\n{SECOND}")
    assert parts(article) == [("body", FIRST), ("cut", "اقرأ أيضا: أسعار النفط ترتفع في لندن"), ("body", SECOND)]


def test_a_heading_of_links_within_an_article_takes_only_its_headline():
    article = read(f"{FIRST}\n\nاقرأ أيضا\n\nأسعار النفط ترتفع في لندن\n\n{SECOND}\n\n{FIRST}")
    assert kinds(article) == ["body", "cut", "cut", "body"]
    assert parts(article)[-1][1] == f"{SECOND}\n\n{FIRST}"


def test_paragraphs_without_full_stops_behind_an_inline_link_are_kept():
    first, second = FIRST.rstrip("."), f"{SECOND.rstrip('.')} وفي السهول القريبة من البحر"
    article = read("\n".join([first, second, "اقرأ أيضا", "حريق في غابة", second, first]))
    assert parts(article)[-1] == ("body", f"{second}\n{first}")


def test_related_headlines_at_the_end_are_cut():
    article = read(f"{FIRST}\n\n{SECOND}\n\nمواضيع ذات صلة\nحريق في غابة\nزلزال يضرب تركيا")
    assert parts(article)[0] == ("body", f"{FIRST}\n\n{SECOND}")
    assert set(kinds(article)[1:]) == {"cut"}


@pytest.mark.parametrize(
    "line",
    [
        "___",
        "كاريكاتير",
        "إستطلاعات الرأي",
        "فيسبوك تويتر واتساب",
        "Share on Facebook",
        "جميع الحقوق محفوظة © 2023",
        "اشترك في النشرة البريدية",
        "الوسوم: مياه، طنجة",
        "— Reuters (@Reuters) November 23, 2024",
        "Read more: Floods in the north",
    ],
)
def test_a_line_that_is_none_of_the_article_is_cut_with_a_reason(line):
    article = read(f"{FIRST}\n\n{SECOND}\n\n{line}")
    assert parts(article)[-1] == ("cut", line)
    assert article.sections[-1].reason.isascii()


@pytest.mark.parametrize(
    "line",
    [
        "ساهم أحمد السعيد في الرباط وليلى حسن في تونس في هذا التقرير.",
        "(إعداد أحمد السعيد للنشرة العربية - تحرير ليلى حسن)",
        "Associated Press writer Jo Smith in Paris contributed to this report.",
        "(Reporting by Jo Smith in Paris; Editing by Al Jones)",
    ],
)
def test_closing_credit_lines_are_credit(line):
    assert parts(read(f"{FIRST}\n\n{SECOND}\n{line}"))[-1] == ("credit", line)


def test_a_credit_at_the_end_of_the_last_paragraph_is_credit():
    text = f"{ENGLISH} Associated Press writers Jo Smith in Paris and Al Jones in Rome contributed to this report."
    assert kinds(read(text)) == ["body", "credit"]


@pytest.mark.parametrize(
    "line",
    [
        "وشاركت في هذه المناورات سفن من عشرين دولة",
        "انضم إلى مجموعة السبع في قمة باريس قادة من أفريقيا",
        "اشترك في المؤتمر باحثون من تونس ومصر",
        "مصدر: قتيل في قصف على مدينة حلب",
        "نشرت الوزارة في 15 سبتمبر 2023 بيانا عن طنجة",
        "تحرير المدينة في 20 مايو 2017 كلف كثيرا",
        "حدث ذلك في 15 سبتمبر 2023 في طنجة",
        "AP reporters saw smoke over Aleppo on Monday morning.",
        "Join the march in Rome on Monday, the unions said",
    ],
)
def test_news_that_sounds_like_a_page_is_kept(line):
    for text in (f"{FIRST}\n\n{line}\n\n{SECOND}", f"{FIRST}\n\n{SECOND}\n\n{line}", f"{line}\n{FIRST}"):
        assert set(kinds(read(text))) <= {"body", "title"}
        assert read(text).published is None


@given(
    st.lists(
        st.sampled_from(
            [
                FIRST,
                SECOND,
                ENGLISH,
                "المصدر: رويترز",
                "اقرأ أيضا",
                "عنوان قصير",
                "2023-09-15",
                "الرباط –",
                "___",
                "",
                " ",
                "\u2028",
                "\r",
            ]
        )
        | st.text(max_size=30),
        max_size=9,
    ),
    st.sampled_from(["\n", "\n\n", "\r\n", " "]),
)
def test_sections_are_ordered_and_cover_all_that_is_not_blank(lines, between):
    article = read(between.join(lines))
    assert not [c for c in uncovered(article) if c.isalnum()]
    assert all(section.kind not in ("cut", "credit") or section.reason for section in article.sections)


# --- files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "articles"


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one(path: Path, **how: int) -> Article | Skipped:
    [found] = read_articles([path], **how)
    return found


def reason(path: Path, **how: int) -> str:
    found = one(path, **how)
    assert isinstance(found, Skipped)
    return found.reason


def test_front_matter_is_taken_off_and_offsets_count_from_the_body(folder):
    text = f'---\ntitle: "الماء: شح"\npublished: 2023-09-15\nsource: Geomap sample\nlanguage: ar\nurl: https://example.org/1\n---\n{FIRST}\n'
    article = one(put(folder / "a.md", text))
    assert isinstance(article, Article)
    assert article.text == f"{FIRST}\n"
    assert (article.title, article.source, article.url) == ("الماء: شح", "Geomap sample", "https://example.org/1")
    assert (article.published, article.published_from) == (date(2023, 9, 15), "given")


@pytest.mark.parametrize("name", ["a.yaml", "a.txt.yaml", "a.yml"])
def test_a_sidecar_overrides_the_front_matter_and_is_no_article(folder, name):
    put(folder / "a.txt", f"---\ntitle: T\nsource: S\n---\n{FIRST}")
    put(folder / name, "title: الأصح\npublished: 2023-09-15T10:00:00Z\n")
    [article] = read_articles([folder])
    assert isinstance(article, Article)
    assert (article.title, article.source, article.published) == ("الأصح", "S", date(2023, 9, 15))


def test_a_date_in_words_is_read_in_front_matter(folder):
    article = one(put(folder / "a.txt", f"---\ndate: 15 أيلول 2023\n---\n{FIRST}"))
    assert isinstance(article, Article)
    assert article.published == date(2023, 9, 15)


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("title: a: b", "malformed YAML in line 2: mapping values are not allowed here; put a value"),
        ("title: [", "malformed YAML"),
        ("- a\n- b", "must be lines of"),
        ("published: 2023-13-45", "“2023-13-45” is no date; write it as 2023-09-15"),
        ("published: soon", "“soon” is no date"),
        ("published: [2023]", "published: must be a text, not a list"),
        ("language: Arabic language", "is no language code"),
        ("title: {a: b}", "title: must be a text"),
    ],
)
def test_front_matter_that_is_wrong_skips_the_file_with_the_reason(folder, block, why):
    told = reason(put(folder / "a.txt", f"---\n{block}\n---\n{FIRST}"))
    assert told.startswith("front matter: ")
    assert why in told


def test_front_matter_that_is_never_closed_is_told(folder):
    assert "never closed" in reason(put(folder / "a.txt", f"---\ntitle: x\n{FIRST}"))


def test_a_line_of_dashes_above_a_text_is_no_front_matter(folder):
    article = one(put(folder / "a.txt", f"---\n{FIRST}\n"))
    assert isinstance(article, Article)
    assert article.text.startswith("---")


def test_a_sidecar_that_is_wrong_names_itself(folder):
    put(folder / "a.txt", FIRST)
    put(folder / "a.yaml", "published: never")
    [skipped] = read_articles([folder])
    assert isinstance(skipped, Skipped)
    assert (skipped.path, "sidecar a.yaml" in skipped.reason) == ("a.txt", True)


@pytest.mark.parametrize(
    "data",
    [
        FIRST.encode("utf-8"),
        FIRST.encode("utf-8-sig"),
        FIRST.encode("utf-16"),
        b"\xfe\xff" + FIRST.encode("utf-16-be"),
        FIRST.encode("windows-1256"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 big-endian", "windows-1256"],
)
def test_every_encoding_gives_the_same_text(folder, data):
    article = one(put(folder / "a.txt", data))
    assert isinstance(article, Article)
    assert article.text == FIRST


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else(folder):
    data = FIRST.encode()
    article = one(put(folder / "a.txt", data * 2 + b"\xff" + data * 3))
    assert isinstance(article, Article)
    assert article.text.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\t\n", "is empty"),
        ("bare.md", b"---\ntitle: x\n---\n", "holds front matter and no text"),
        ("nul.txt", b"abc\x00def", "is a binary file"),
        ("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(1, 200)) * 3, "is"),
        ("latin.txt", bytes(range(0x80, 0xFF)) * 9, "is neither UTF-8, UTF-16 nor windows-1256"),
        ("page.html", b"<html><body></body></html>", "no article was found in the page"),
        ("odd.pdf", b"%PDF-1.4", "is no article file: .pdf"),
        ("lonely.yaml", b"title: x", "no article of that name"),
        ("empty.jsonl", b"", "is empty"),
    ],
)
def test_what_is_no_article_is_skipped_with_its_reason(folder, name, data, why):
    found = reason(put(folder / name, data))
    assert why in found


def test_a_file_over_the_limit_is_told_with_the_limit(folder):
    assert reason(put(folder / "a.txt", FIRST), max_bytes=50).endswith("the limit is 50")


def test_what_is_not_there_or_no_file_is_told(folder):
    folder.mkdir()
    assert reason(folder / "none.txt") == "no such file or folder"
    os.symlink(folder / "gone.txt", folder / "link.txt")
    assert reason(folder / "link.txt") == "is a link that leads nowhere"
    os.mkfifo(folder / "pipe.txt")
    assert reason(folder / "pipe.txt") == "is no ordinary file"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_may_not_be_read_is_told(folder):
    path = put(folder / "a.txt", FIRST)
    path.chmod(stat.S_IWUSR)
    assert reason(path).startswith("cannot be read: Permission denied")


def test_a_folder_is_read_in_sorted_order_without_hidden_files_and_readmes(folder):
    for name in (
        "b.txt",
        "a/z.md",
        "a/.hidden.txt",
        ".git/c.txt",
        "README.md",
        "geomap.toml",
        "corrections.yaml",
        "c.htm",
    ):
        put(folder / name, FIRST)
    found = list(read_articles([folder]))
    assert [one.path for one in found] == ["a/z.md", "b.txt", "c.htm"]


def test_a_file_named_twice_is_read_once(folder):
    put(folder / "a.txt", FIRST)
    assert len(list(read_articles([folder, folder / "a.txt", folder]))) == 1


def test_paths_are_told_from_the_root(folder):
    put(folder / "x" / "a.txt", FIRST)
    assert [one.path for one in read_articles([folder / "x"], root=folder)] == ["x/a.txt"]
    assert [one.path for one in read_articles([folder / "x" / "a.txt"])] == ["a.txt"]


def test_ids_come_from_names_and_are_the_same_whatever_the_order(folder):
    put(folder / "x" / "خبر عاجل.txt", FIRST)
    put(folder / "y" / "خبر عاجل.txt", SECOND)
    put(folder / "z" / "other.txt", SECOND)
    forth, back = (
        {one.path: one.id for one in read_articles([folder / name for name in names], root=folder)}
        for names in ("xyz", "zyx")
    )
    assert forth == back
    assert len(set(forth.values())) == 3
    assert forth["z/other.txt"] == "other"
    assert forth["x/خبر عاجل.txt"].startswith("خبر-عاجل-")


def test_copies_of_one_article_under_one_name_still_get_ids_of_their_own(folder):
    for place in ("x", "y", "z"):
        put(folder / place / "a.txt", FIRST)
    ids = [one.id for one in read_articles([folder])]
    assert len(set(ids)) == 3


def test_a_web_page_gives_its_title_text_day_and_site(folder):
    page = f"""<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>مؤتمر المياه</title>
    <meta property="og:title" content="مؤتمر المياه">
    <meta property="og:site_name" content="أخبار طنجة">
    <meta property="article:published_time" content="2023-09-15T08:00:00+00:00"></head><body>
    <nav><a href="/">الرئيسية</a></nav>
    <article><h1>مؤتمر المياه</h1><p>{FIRST}</p><p>{SECOND}</p><p>{FIRST}</p></article>
    <footer>جميع الحقوق محفوظة</footer></body></html>"""
    article = one(put(folder / "a.html", page))
    assert isinstance(article, Article)
    assert (article.title, article.source, article.language) == ("مؤتمر المياه", "أخبار طنجة", "ar")
    assert (article.published, article.published_from) == (date(2023, 9, 15), "text")
    assert kinds(article) == ["title", "body"]
    assert SECOND in article.text
    assert "الرئيسية" not in article.text


def test_a_page_in_windows_1256_is_read_by_the_charset_it_declares(folder):
    head = '<html><head><meta charset="windows-1256"></head>'
    page = f"{head}<body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    article = one(put(folder / "a.html", page.encode("windows-1256")))
    assert isinstance(article, Article)
    assert FIRST in article.text


# --- JSON lines


def test_json_lines_keep_ids_and_texts_as_given():
    lines = [
        {
            "id": "a/1",
            "text": f"---\n{FIRST}",
            "published": "2023-09-15",
            "title": "ت",
            "url": "u",
            "source": "s",
            "language": "ar",
        },
        {"id": 7, "text": FIRST},
        {"text": FIRST},
    ]
    stream = io.StringIO("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n")
    first, second, third = (one for one in read_json_lines(stream, "-") if isinstance(one, Article))
    assert (first.id, first.text, first.published) == ("a/1", f"---\n{FIRST}", date(2023, 9, 15))
    assert (first.title, first.url, first.source, first.published_from) == ("ت", "u", "s", "given")
    assert (second.id, third.id) == ("7", "3")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "malformed JSON"),
        ("[1]", "must be a JSON object"),
        ("{}", "has no “text”"),
        ('{"text": 5}', "must be a string"),
        ('{"text": " "}', "is empty"),
        ('{"text": "x", "published": "soon"}', "is no date"),
        ('{"text": "x", "title": {}}', "title: must be a text"),
    ],
)
def test_a_record_that_is_wrong_is_told_with_its_line(line, why):
    good, bad = read_json_lines(io.StringIO(f'{{"text": "x"}}\n{line}\n'), "in")
    assert isinstance(good, Article)
    assert isinstance(bad, Skipped)
    assert bad.path == "in:2"
    assert why in bad.reason


def test_lone_surrogates_become_one_sign_each_so_that_offsets_hold():
    [article] = read_json_lines(io.StringIO('{"id": "a", "text": "x\\ud800y"}'), "-")
    assert isinstance(article, Article)
    assert article.text == "x\ufffdy"


def test_an_id_that_comes_again_is_told_apart():
    found = list(read_json_lines(io.StringIO('{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}\n'), "-"))
    assert len({one.id for one in found if isinstance(one, Article)}) == 2


def test_a_file_of_json_lines_gives_its_articles_and_what_was_wrong(folder):
    put(
        folder / "many.jsonl",
        json.dumps({"id": "../a b", "text": FIRST}) + "\n" + json.dumps({"text": SECOND}) + "\n{\n",
    )
    first, second, third = read_articles([folder])
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, second.id, first.path) == ("a-b", "many-2", "many.jsonl")
    assert third == Skipped("many.jsonl:3", third.reason)


def test_a_line_over_the_limit_is_skipped_and_the_next_one_read(folder):
    put(
        folder / "many.jsonl",
        json.dumps({"id": "a", "text": "x" * 500}) + "\n" + json.dumps({"id": "b", "text": "y"}) + "\n",
    )
    first, second = read_articles([folder], max_bytes=100)
    assert isinstance(first, Skipped)
    assert isinstance(second, Article)


# --- against annotated articles


@needs_shared
def test_the_five_articles_state_what_a_careful_reader_finds():
    gold = json.loads((SHARED / "gold" / "articles.json").read_text(encoding="utf-8"))
    for expected in gold["articles"]:
        article = read((SHARED / "articles" / expected["file"]).read_text(encoding="utf-8"))
        stated = date.fromisoformat(expected["published"]) if expected["published_in_text"] else None
        assert article.published == stated, expected["file"]
        assert article.source == expected["source"], expected["file"]
        assert ("dateline" in kinds(article)) == (expected["dateline"] is not None), expected["file"]
        assert expected.get("title_contains", "") in (article.title or ""), expected["file"]


@needs_shared
@pytest.mark.parametrize("name", ["arabic-news-train", "arabic-news-dev"])
def test_nearly_no_annotated_place_is_cut_off_and_datelines_are_found(name):
    where: Counter[str] = Counter()
    for line in (SHARED / "bench" / f"{name}.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        gold = json.loads(line)
        article = read(gold["text"])
        for mention in gold["mentions"]:
            kind = next(s.kind for s in article.sections if s.start <= mention["start"] < s.end)
            where[kind] += 1
            if kind == "dateline":
                assert mention["use"] == "dateline", (gold["id"], mention["surface"])
        if gold.get("published"):
            assert article.published == date.fromisoformat(gold["published"]), gold["id"]
    assert (where["cut"] + where["credit"] + where["byline"]) / where.total() < 0.005
    assert where["dateline"] >= 6


def test_sidecars_are_found_alike_in_folders_and_by_name(tmp_path: Path) -> None:
    files = {
        "a.txt": ["a.yaml"],
        "b.txt": ["b.txt.yaml", "b.yaml"],
        "c.md": ["c.yml"],
        "d.html": [],
        "more/a.txt": [],
        "more/e.f.txt": ["e.f.yaml"],
    }
    for name, sidecars in files.items():
        for one in (name, *(f"{Path(name).parent}/{sidecar}" for sidecar in sidecars)):
            (tmp_path / one).parent.mkdir(exist_ok=True)
            (tmp_path / one).write_text("source: x")
    (tmp_path / "orphan.yaml").write_text("source: x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "c.md")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "a.yaml")
    found = {one.shown: one for one in find_files([tmp_path], None)}
    assert found.pop("orphan.yaml") == Refused("orphan.yaml", "no article of that name lies beside this sidecar")
    own = {name: one.sidecar for name, one in found.items() if isinstance(one, Found)}
    assert own == {name: sidecar_of(tmp_path / name) for name in own}
    assert {name for name, sidecar in own.items() if sidecar} == {"a.txt", "b.txt", "c.md", "more/e.f.txt"}
    assert own["b.txt"] == tmp_path / "b.txt.yaml"
