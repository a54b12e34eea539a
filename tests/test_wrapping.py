"""Texts broken at a fixed width are read as if they were not, and answered as they are written."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import parse
from geomap.wrapping import unwrapped

STORY = (
    "Officials in the port said that the storm had torn the roofs off at least forty houses before it turned towards "
    "New York on Tuesday evening. Trains between Philadelphia and Boston were halted, and the mayor of a town north of "
    "New Haven asked people to stay at home."
)
ARABIC = (
    "أعلنت السلطات المحلية أن السيول جرفت عددا من السيارات في أحياء مدينة الدار البيضاء مساء الثلاثاء قبل أن تنحسر "
    "المياه، وقال شهود إن حركة القطارات توقفت بين طنجة والرباط، فيما وصل وفد من الوزارة إلى القنيطرة لتفقد "
    "الأضرار هناك."
)


@pytest.mark.parametrize("width", range(50, 74, 3))
@pytest.mark.parametrize("story", [STORY, ARABIC], ids=["english", "arabic"])
def test_a_wrapped_story_is_read_as_the_story(story, width):
    wrapped = "\n".join(textwrap.wrap(story, width))
    plain, read = parse(story), parse(wrapped)
    assert read.article.text == wrapped
    assert [(one.mention.start, one.mention.role) for one in read.resolutions] == [
        (one.mention.start, one.mention.role) for one in plain.resolutions
    ]
    assert all(one.mention.surface == wrapped[one.mention.start : one.mention.end] for one in read.resolutions)
    assert all(one.surface == wrapped[one.start : one.end] for one in read.dates)


def test_a_heading_and_a_paragraph_stay_apart():
    wrapped = "Storm on the coast\n\n" + "\n".join(textwrap.wrap(STORY, 60)) + "\n\nA last line."
    text = unwrapped(wrapped)
    assert text.count("\n") == 4
    assert text.startswith("Storm on the coast\n\nOfficials")


@pytest.mark.parametrize(
    "text",
    [
        "One line.\nAnother line, which is somewhat longer than the first.\nA third.\nA fourth.",
        "- Cairo\n- Amman\n- Beirut\n- Damascus, where the talks went on into the night and the morning\n- Baghdad",
        STORY,
        "",
    ],
)
def test_other_texts_are_left_alone(text):
    assert unwrapped(text) == text


@given(st.text(st.sampled_from("ab cd\n\r\tغ.")))
def test_only_breaks_change_and_no_offset_moves(text):
    done = unwrapped(text)
    assert len(done) == len(text)
    assert all(new == old or (new == " " and old in "\r\n\t ") for new, old in zip(done, text, strict=True))
