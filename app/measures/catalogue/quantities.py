"""What can be added up over reporting units: the raw amounts that measures are made of."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["stock", "flow"]
Sensitivity = Literal["person", "staff_survey", "none"]


@dataclass(frozen=True)
class Quantity:
    """Something additive over reporting units.

    `needs` are the fields of a return that a row must carry to count; the quantity is the sum of the first of
    them, unless `app.measures.cube` names another formula for it. With `once_per_unit` the rows of a unit's
    several delivery models repeat one figure, which counts once. `kind` tells a level at the quarter's end
    (stock) from something that happened during it (flow). `sensitivity` says whether small counts are hidden.
    """

    id: str
    label: str
    needs: tuple[str, ...]
    kind: Kind
    sensitivity: Sensitivity
    once_per_unit: bool = False

    @property
    def decimals(self) -> int:
        """With how many decimals it is shown: people and practices are whole, working time is not."""
        return 1 if "wte" in self.id else 0


_WAYS = {
    "contacts_practice": "Contacts attended in a GP practice",
    "contacts_home": "Contacts attended at home",
    "contacts_community": "Contacts attended in a community venue",
    "contacts_remote": "Contacts attended by telephone or video",
}

QUANTITIES = {
    quantity.id: quantity
    for quantity in (
        Quantity(
            "practices_covered",
            "GP practices with full access to a link worker",
            ("practices_covered",),
            "stock",
            "none",
        ),
        Quantity("practices_in_scope", "GP practices", ("practices_in_scope",), "stock", "none", once_per_unit=True),
        Quantity("wte_in_post", "Whole-time equivalents in post", ("wte_in_post",), "stock", "none"),
        Quantity(
            "list_size_covered",
            "People on the lists of covered practices",
            ("list_size_covered",),
            "stock",
            "none",
        ),
        Quantity("wte_funded_all", "Funded whole-time equivalents", ("wte_funded",), "stock", "none"),
        Quantity("vacancies_wte", "Vacant whole-time equivalents", ("vacancies_wte", "wte_funded"), "stock", "none"),
        Quantity(
            "wte_funded",
            "Funded whole-time equivalents, where vacancies are known",
            ("wte_funded", "vacancies_wte"),
            "stock",
            "none",
        ),
        Quantity(
            "practices_with_dedicated_space",
            "GP practices with a dedicated space for the link worker",
            ("practices_with_dedicated_space", "practices_in_scope"),
            "stock",
            "none",
        ),
        Quantity(
            "practices_in_scope_space_known",
            "GP practices, where it is known if they have a dedicated space",
            ("practices_in_scope", "practices_with_dedicated_space"),
            "stock",
            "none",
            once_per_unit=True,
        ),
        Quantity(
            "funding_wte_months",
            "Whole-time equivalents in post × months of funding left",
            ("wte_in_post", "funding_end"),
            "stock",
            "none",
        ),
        Quantity(
            "wte_funding_known",
            "Whole-time equivalents in post, where the funding end is known",
            ("wte_in_post", "funding_end"),
            "stock",
            "none",
        ),
        Quantity(
            "wte_open_cases_known",
            "Whole-time equivalents in post, where open cases are known",
            ("wte_in_post", "open_cases_end"),
            "stock",
            "none",
        ),
        Quantity(
            "wte_contacts_known",
            "Whole-time equivalents in post, where contacts are known",
            ("wte_in_post", "contacts_attended"),
            "stock",
            "none",
        ),
        Quantity("referrals_received", "Referrals received", ("referrals_received",), "flow", "person"),
        Quantity(
            "referrals_accepted", "Referrals accepted", ("referrals_accepted", "referrals_received"), "flow", "person"
        ),
        Quantity(
            "referrals_accepted_known",
            "Referrals, where it is known how many were accepted",
            ("referrals_received", "referrals_accepted"),
            "flow",
            "person",
        ),
        Quantity(
            "referrals_declined",
            "Referrals that the person declined",
            ("referrals_declined_by_person", "referrals_received"),
            "flow",
            "person",
        ),
        Quantity(
            "referrals_declined_known",
            "Referrals, where it is known how many people declined",
            ("referrals_received", "referrals_declined_by_person"),
            "flow",
            "person",
        ),
        Quantity(
            "referrals_inappropriate",
            "Referrals found inappropriate",
            ("referrals_inappropriate", "referrals_received"),
            "flow",
            "person",
        ),
        Quantity(
            "referrals_inappropriate_known",
            "Referrals, where it is known how many were inappropriate",
            ("referrals_received", "referrals_inappropriate"),
            "flow",
            "person",
        ),
        Quantity("first_appts_attended", "First appointments attended", ("first_appts_attended",), "flow", "person"),
        Quantity("contacts_attended", "Contacts attended", ("contacts_attended",), "flow", "person"),
        *(Quantity(way, label, (way, "contacts_attended", *_WAYS), "flow", "person") for way, label in _WAYS.items()),
        Quantity(
            "contacts_way_known",
            "Contacts, where it is known in what way",
            ("contacts_attended", *_WAYS),
            "flow",
            "person",
        ),
        Quantity(
            "contacts_dna",
            "Contacts that the person did not attend",
            ("contacts_dna", "contacts_attended"),
            "flow",
            "person",
        ),
        Quantity(
            "contacts_dna_known",
            "Contacts attended, where it is known how many were not",
            ("contacts_attended", "contacts_dna"),
            "flow",
            "person",
        ),
        Quantity(
            "contacts_booked",
            "Contacts attended or not, where both are known",
            ("contacts_attended", "contacts_dna"),
            "flow",
            "person",
        ),
        Quantity("cases_opened", "Cases opened", ("cases_opened",), "flow", "person"),
        Quantity("cases_closed", "Cases closed", ("cases_closed",), "flow", "person"),
        Quantity(
            "people_disengaged", "People who stopped coming", ("people_disengaged", "cases_closed"), "flow", "person"
        ),
        Quantity(
            "people_disengaged_known",
            "Cases closed, where it is known how many people stopped coming",
            ("cases_closed", "people_disengaged"),
            "flow",
            "person",
        ),
        Quantity("open_cases_end", "Open cases", ("open_cases_end",), "stock", "person"),
        Quantity("waiting_at_end", "People waiting", ("waiting_at_end",), "stock", "person"),
    )
}
"""The quantities of returns: what the cube is built of."""

OF_SERVICES = {
    quantity.id: quantity
    for quantity in (
        Quantity("signposts", "Signposts", ("signposts",), "flow", "person"),
        Quantity(
            "signposts_unmet_known",
            "Signposts of which it is told how many were unmet",
            ("signposts", "unmet"),
            "flow",
            "person",
        ),
        Quantity("unmet", "Signposts that no service could meet", ("unmet",), "flow", "person"),
        Quantity("local", "Local services", ("reach",), "stock", "none"),
        Quantity("waiting_known", "Local services that tell it", ("waiting_list",), "stock", "none"),
    )
}
"""The quantities of the demand for services and of the service directory."""
