from app.measures.catalogue import QUANTITIES
from app.measures.relations import RETURNS, LeftOver, links_of_returns


def test_open_cases_follow_from_the_quarter_before():
    *_, flows = links_of_returns(["2025-26Q1"])
    assert flows.whole == (("open_cases_end", "2024-25Q4", ""), ("cases_opened", "2025-26Q1", ""))
    assert flows.parts == (("open_cases_end", "2025-26Q1", ""), ("cases_closed", "2025-26Q1", ""))
    assert flows.left_over is LeftOver.NOTHING


def test_every_count_of_people_that_is_built_on_another_is_linked_to_it():
    linked = {name for relation in RETURNS for name in (relation.whole, *relation.parts)}
    built = {
        quantity.id for quantity in QUANTITIES.values() if quantity.sensitivity == "person" and len(quantity.needs) > 1
    }
    assert built <= linked <= set(QUANTITIES)
