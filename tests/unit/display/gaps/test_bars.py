import re

import pandas as pd
import vl_convert

from app.display.gaps import bars

SYSTEMIC = pd.DataFrame(
    {
        "category": ["transport", "carers", "digital"],
        "unmet": [21, 4, 0],
        "few_services": [4, 4, 0],
        "judged": [22, 9, 3],
    }
)


def test_a_need_has_a_record_for_each_kind_of_gap():
    records = bars.widely_unmet(SYSTEMIC)
    assert [(each["need"], each["status"], each["hscps"]) for each in records[:4]] == [
        ("Transport", "▲ unmet and few services", 4),
        ("Transport", "△ unmet though services exist", 17),
        ("Carers", "▲ unmet and few services", 4),
        ("Carers", "△ unmet though services exist", 0),
    ]
    assert {each["told"] for each in records} == {"of 22", "of 9", "of 3"}


def test_needs_stand_in_the_order_given_and_beside_each_is_of_how_many():
    records = bars.widely_unmet(SYSTEMIC)
    chart = bars.form(len(records)).to_dict() | {"width": 400, "data": {"values": records}}
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", vl_convert.vegalite_to_svg(chart))
    assert [text for text in texts if text in ("Transport", "Carers", "Digital")] == ["Transport", "Carers", "Digital"]
    assert {"of 22", "of 9", "of 3", "▲ unmet and few services"} <= set(texts)


def test_the_form_holds_no_figure():
    assert bars.form(6).to_dict()["data"] == {"values": []}
