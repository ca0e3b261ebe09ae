"""The four tables of a return, declared once: fields, pandera schema, and the rules between fields."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pandera.pandas as pa

from app.contract import codes
from app.contract.fields import Field, Kind
from app.contract.rules import (
    CASELOAD_FLOWS,
    PEOPLE_CLOSED_WITHIN_CASELOAD,
    Rule,
    at_most,
    at_most_whatever,
    parts_at_most,
    sums_to,
    swemwbs_range,
)


@dataclass(frozen=True)
class Table:
    """One table of a return. `key` is what no two rows may share; `rules` hold between the fields of a row."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the fields, in order."""
        return [field.name for field in self.fields]

    @property
    def required(self) -> list[str]:
        """Names of the required fields, in order."""
        return [field.name for field in self.fields if field.required]

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema of a checked table: types, codes, ranges and rules, by the ids that faults carry."""
        columns = {field.name: field.column() for field in self.fields}
        columns["suppressed"] = pa.Column("string", description="Fields of the row that were [c] at source")
        return pa.DataFrameSchema(
            columns, checks=[rule.check() for rule in self.rules], name=self.name, strict=True, unique=list(self.key)
        )

    def empty(self) -> pd.DataFrame:
        """A checked table without rows."""
        dtypes = {field.name: field.dtype for field in self.fields} | {"suppressed": "string"}
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes.items()})


def _text(name: str, description: str) -> Field:
    return Field(name, Kind.TEXT, description)


def _id(name: str, description: str) -> Field:
    return Field(name, Kind.TEXT, description, required=True, longest=100)


def _code(name: str, description: str, allowed: Collection[str], *, required: bool = False) -> Field:
    return _area(name, description, lambda: allowed, required=required)


def _area(name: str, description: str, allowed: Callable[[], Collection[str]], *, required: bool) -> Field:
    return Field(name, Kind.CODE, description, required, codes=allowed)


def _people(name: str, description: str, *, required: bool = False, unit: str = "people") -> Field:
    return Field(name, Kind.COUNT, description, required, unit, minimum=0, people=True)


def _practices(name: str, description: str, *, required: bool = False) -> Field:
    return Field(name, Kind.COUNT, description, required, "practices", minimum=0)


def _wte(name: str, description: str, *, required: bool = False) -> Field:
    return Field(name, Kind.WTE, description, required, "WTE", minimum=0)


def _number(
    name: str, description: str, unit: str, *, minimum: float | None = 0, maximum: float | None = None
) -> Field:
    return Field(name, Kind.NUMBER, description, False, unit, minimum=minimum, maximum=maximum, people=True)


_RETURN_ID = _id("return_id", "Identifies the row; rows of the other files name it")
_PERIOD = Field("period", Kind.PERIOD, "Quarter of the financial year", required=True)

RETURNS = Table(
    name="returns",
    title="Returns: one row for each quarter, HSCP, delivery model and reporting unit",
    key=("period", "hscp_code", "unit_code", "delivery_model"),
    fields=(
        _RETURN_ID,
        _code("schema_version", "Version of the core dataset", codes.SCHEMA_VERSIONS, required=True),
        _PERIOD,
        _area("hscp_code", "Official code of the HSCP", codes.hscp_names, required=True),
        _text("hscp_name", "Name of the HSCP"),
        _code("unit_type", "What a reporting unit is; one kind in a return", codes.UNIT_TYPES, required=True),
        _id("unit_code", "Code of the reporting unit"),
        _code("delivery_model", "How link workers are attached", codes.DELIVERY_MODELS, required=True),
        _code("employer_type", "Who employs the link workers", codes.EMPLOYER_TYPES),
        _code("referral_route", "Who may refer", codes.REFERRAL_ROUTES),
        _code("main_setting", "Where most people are seen", codes.MAIN_SETTINGS),
        _code("job_title", "Title that most of the link workers have", codes.JOB_TITLES),
        Field(
            "appointment_minutes", Kind.COUNT, "Usual length of an appointment", unit="minutes", minimum=0, maximum=480
        ),
        Field("funding_end", Kind.DATE, "Last day of settled funding"),
        _practices("practices_with_dedicated_space", "GP practices with a space set aside for the link worker"),
        _practices("practices_in_scope", "GP practices in scope; the same in each of a unit's models", required=True),
        _practices("practices_covered", "GP practices with full access, under their main model only", required=True),
        Field(
            "list_size_covered", Kind.COUNT, "People on the lists of the practices covered", unit="people", minimum=0
        ),
        _wte("wte_funded", "Whole-time equivalents funded at the end of the quarter", required=True),
        _wte("wte_in_post", "Whole-time equivalents in post at the end of the quarter", required=True),
        Field("headcount_in_post", Kind.COUNT, "Link workers in post", unit="link workers", minimum=0),
        _wte("vacancies_wte", "Whole-time equivalents vacant at the end of the quarter"),
        _people("referrals_received", "Referrals received in the quarter", required=True, unit="referrals"),
        _people("referrals_accepted", "Referrals accepted", unit="referrals"),
        _people("referrals_declined_by_person", "Referrals that the person declined", unit="referrals"),
        _people("referrals_inappropriate", "Referrals found inappropriate", unit="referrals"),
        _people("people_referred", "Different people referred in the quarter"),
        _people("first_appts_attended", "First appointments attended", unit="appointments"),
        _people("contacts_attended", "Contacts attended, in all settings", unit="contacts"),
        _people("contacts_practice", "Contacts attended in a GP practice", unit="contacts"),
        _people("contacts_home", "Contacts attended at home", unit="contacts"),
        _people("contacts_community", "Contacts attended in a community venue", unit="contacts"),
        _people("contacts_remote", "Contacts attended by telephone or video", unit="contacts"),
        _people("contacts_dna", "Contacts that the person did not attend", unit="contacts"),
        _people("open_cases_start", "Cases open at the start of the quarter", unit="cases"),
        _people("cases_opened", "Cases opened in the quarter", unit="cases"),
        _people("cases_closed", "Cases closed in the quarter", unit="cases"),
        _people("open_cases_end", "Cases open at the end of the quarter: the caseload", required=True, unit="cases"),
        _people("people_closed_planned", "People whose case closed as planned"),
        _people("people_disengaged", "People whose case closed because they stopped coming"),
        _number("contacts_per_closed_case_mean", "Mean number of contacts of the cases closed", "contacts"),
        _people("waiting_at_end", "People waiting for a first appointment at the end", required=True),
        _number("wait_days_median", "Median wait for a first appointment", "days"),
        _number("wait_days_p90", "90th percentile of the wait for a first appointment", "days"),
        _people("wait_n", "People whose wait these figures describe"),
        _people("onward_referrals", "Referrals on to community services", unit="referrals"),
        _people("onward_taken_up", "Onward referrals that were taken up", unit="referrals"),
        _people("onward_unavailable", "Onward referrals that no service could meet", unit="referrals"),
        _code("outcome_instrument", "How the wellbeing of people is measured", codes.OUTCOME_INSTRUMENTS),
        _people("outcome_n_baseline", "People with a first score"),
        _people("outcome_n_paired", "People with a first and a later score"),
        _number("outcome_baseline_mean", "Mean first score of those paired (metric)", "points"),
        _number("outcome_baseline_sd", "Standard deviation of the first scores", "points"),
        _number("outcome_followup_mean", "Mean later score of those paired (metric)", "points"),
        _number("outcome_followup_sd", "Standard deviation of the later scores", "points"),
        _number("outcome_change_mean", "Mean change of those paired", "points", minimum=None),
        _number("outcome_change_sd", "Standard deviation of the changes", "points"),
        _people("outcome_n_up1", "People whose score rose by 1 point or more"),
        _people("outcome_n_up3", "People whose score rose by 3 points or more"),
        _people("outcome_n_down1", "People whose score fell by 1 point or more"),
        _number("followup_weeks_median", "Median weeks from first to later score", "weeks"),
        _text("data_quality_note", "Anything a reader should know; no personal data"),
        Field("submitted_at", Kind.DATE, "When the return was sent"),
        _text("submitted_by_role", "Role of the person who sent it; no name"),
    ),
    rules=(
        CASELOAD_FLOWS,
        PEOPLE_CLOSED_WITHIN_CASELOAD,
        parts_at_most(("people_closed_planned", "people_disengaged"), "cases_closed"),
        sums_to(("contacts_practice", "contacts_home", "contacts_community", "contacts_remote"), "contacts_attended"),
        parts_at_most(
            ("referrals_accepted", "referrals_declined_by_person", "referrals_inappropriate"), "referrals_received"
        ),
        at_most("people_referred", "referrals_received"),
        parts_at_most(("onward_taken_up", "onward_unavailable"), "onward_referrals"),
        at_most("practices_covered", "practices_in_scope"),
        at_most("practices_with_dedicated_space", "practices_in_scope"),
        at_most("outcome_n_paired", "outcome_n_baseline"),
        at_most("outcome_n_up1", "outcome_n_paired"),
        at_most("outcome_n_up3", "outcome_n_up1"),
        parts_at_most(("outcome_n_up1", "outcome_n_down1"), "outcome_n_paired"),
        at_most_whatever(("outcome_n_up1",), ("outcome_n_up3", "outcome_n_down1"), "outcome_n_paired"),
        at_most_whatever(("outcome_n_paired",), ("outcome_n_up1", "outcome_n_down1"), "outcome_n_baseline"),
        at_most_whatever(
            ("outcome_n_up1", "outcome_n_paired"), ("outcome_n_up3", "outcome_n_down1"), "outcome_n_baseline"
        ),
        swemwbs_range("outcome_baseline_mean"),
        swemwbs_range("outcome_followup_mean"),
    ),
)

_CATEGORIES = {(dimension, category) for dimension, allowed in codes.DIMENSIONS.items() for category in allowed}

BREAKDOWNS = Table(
    name="breakdowns",
    title="Breakdowns: who the people behind a count are",
    key=("return_id", "measure", "dimension", "category"),
    fields=(
        _RETURN_ID,
        _code("measure", "The count that is broken down", codes.BREAKDOWN_MEASURES, required=True),
        _code("dimension", "What it is broken down by", tuple(codes.DIMENSIONS), required=True),
        _code(
            "category",
            "Category of the dimension",
            sorted({c for each in codes.DIMENSIONS.values() for c in each}),
            required=True,
        ),
        _people("count", "How many", required=True),
    ),
    rules=(
        Rule(
            "category_of_dimension",
            ("dimension", "category"),
            "category",
            "this category does not belong to the dimension; use one of the dimension's categories",
            lambda table: pd.Series(
                [pair in _CATEGORIES for pair in zip(table.dimension, table.category, strict=True)],
                index=table.index,
                dtype="boolean",
            ).where(table.dimension.notna() & table.category.notna()),
        ),
    ),
)

UNMET_REASONS = (
    "unmet_none_local",
    "unmet_waiting_list_closed",
    "unmet_not_accessible",
    "unmet_not_eligible",
    "unmet_cost",
    "unmet_transport",
    "unmet_other",
)
"""Why a need was not met; they add up to what was unmet."""

SERVICE_DEMAND = Table(
    name="service_demand",
    title="Service demand: what people were pointed to, and what they could not find",
    key=("return_id", "service_category"),
    fields=(
        _RETURN_ID,
        _code("service_category", "What was needed", codes.SERVICE_CATEGORIES, required=True),
        _people("signposts", "Times that people were pointed to a service", required=True, unit="signposts"),
        _people("taken_up", "Times that they took it up", unit="signposts"),
        _people("unmet", "Times that no service could meet the need", unit="signposts"),
        _people("unmet_none_local", "… because there is none nearby", unit="signposts"),
        _people("unmet_waiting_list_closed", "… because the waiting list is closed", unit="signposts"),
        _people("unmet_not_accessible", "… because it is not accessible to the person", unit="signposts"),
        _people("unmet_not_eligible", "… because the person is not eligible", unit="signposts"),
        _people("unmet_cost", "… because of what it costs", unit="signposts"),
        _people("unmet_transport", "… because the person cannot get there", unit="signposts"),
        _people("unmet_other", "… for another reason", unit="signposts"),
    ),
    rules=(
        sums_to(UNMET_REASONS, "unmet"),
        at_most("taken_up", "signposts"),
        at_most("unmet", "signposts"),
        at_most_whatever(("unmet",), UNMET_REASONS, "signposts"),
    ),
)

_SURVEY_ANSWERS = {
    "n_workload_manageable": "whose workload is manageable",
    "n_supervision_monthly": "with supervision every month",
    "n_feels_part_of_practice_team": "who feel part of the practice team",
    "n_intends_to_leave_12m": "who intend to leave within 12 months",
    "n_contract_under_12m": "with less than 12 months of contract",
}

WORKFORCE_SURVEY = Table(
    name="workforce_survey",
    title="Workforce survey: the wellbeing of link workers themselves",
    key=("period", "hscp_code"),
    fields=(
        _PERIOD,
        _area(
            "hscp_code",
            "Code of the HSCP, or of the NHS Board or Scotland where pooled",
            codes.survey_areas,
            required=True,
        ),
        Field("invited", Kind.COUNT, "Link workers invited", True, "link workers", minimum=0),
        Field("respondents", Kind.COUNT, "Link workers who answered", True, "link workers", minimum=0),
        _number("swemwbs_mean", "Mean SWEMWBS score of link workers (metric)", "points", minimum=7, maximum=35),
        _number("swemwbs_sd", "Standard deviation of the scores", "points"),
        *(
            Field(name, Kind.COUNT, f"Link workers {meaning}", False, "link workers", minimum=0, people=True)
            for name, meaning in _SURVEY_ANSWERS.items()
        ),
    ),
    rules=(at_most("respondents", "invited"), *(at_most(name, "respondents") for name in _SURVEY_ANSWERS)),
)

TABLES = {table.name: table for table in (RETURNS, BREAKDOWNS, SERVICE_DEMAND, WORKFORCE_SURVEY)}
