"""How the figures of the page on delivery models are worked out, in words from which each can be recomputed."""

import pandas as pd

from app.analysis.models import ERROR_RATE, LABEL_FROM, SUMMARY_FROM
from app.display.models.funnels import FEWEST, Funnelled, has_counts
from app.display.numbers import number
from app.measures.catalogue import Measure


def main_model_rule() -> str:
    """How an HSCP comes to its main model."""
    return (
        "The main model of an HSCP is the one with at least two thirds of its link worker time (whole-time equivalents "
        "in post at the end of the quarter). Where none has, the HSCP uses several models, a group of its own. Mixed "
        "is what a return itself calls mixed."
    )


def comparison_rules(summary: pd.DataFrame) -> list[str]:
    """How models are summarised and compared. `summary`: rows of `app.analysis.models.by_model`."""
    return [
        main_model_rule(),
        "Every HSCP counts once, by its own value, whatever its size. HSCPs without a main model or without a full "
        "figure are left out. A partial figure is drawn hollow and counts for nothing: its missing units would look "
        "like a difference. Figures that are hidden from you are left out too. They are those of small counts, so what "
        "is left does not stand for all.",
        f"A model has a mean from {SUMMARY_FROM} HSCPs with a full figure (G). Its 95% interval is mean ± t × s ÷ √G, "
        "with s the standard deviation of the HSCPs' values (divisor G − 1) and t the 0.975 quantile of Student's "
        "distribution on G − 1 degrees of freedom (Student 1908; Donner and Klar 2000). That of a share or a "
        "rate may reach below 0; it is drawn from 0.",
        f"A model is called higher or lower from {LABEL_FROM} HSCPs with a full figure, if as many others have one. "
        "The difference is its mean minus the mean of all HSCPs with another model; its standard error is "
        "√(s₁² ÷ G₁ + s₂² ÷ G₂), and t has the degrees of freedom of the smaller side, G − 1 (Hsu 1938; Mickey and "
        f"Brown 1966). {_confidence(summary)} The label follows from whether that interval leaves out 0.",
    ]


def _confidence(summary: pd.DataFrame) -> str:
    levels = summary.confidence.dropna()
    rule = (
        f"The confidence is 1 − {ERROR_RATE:g} ÷ k for the k models compared on a measure (Bonferroni, Dunn 1961), so "
        f"that chance gives any of them a label in at most {ERROR_RATE:.0%} of measures for which the model makes no "
        "difference"
    )
    if levels.nunique() != 1:
        return f"{rule}."
    return f"{rule}; here {number(100 * levels.iloc[0], 2)}%."


def funnel_rules(funnelled: Funnelled) -> list[str]:
    """How the limits of a funnel are worked out, with the figures in use."""
    funnel = funnelled.funnel
    proportion = funnel.kind == "proportion"
    z = "(y − θ) ÷ √(θ(1 − θ) ÷ n)" if proportion else "(y − θ) ÷ √(θ ÷ n)"
    chance = (
        "θ ± z√(θ(1 − θ) ÷ n), with z = 1.960 and 3.090 (Wilson's interval turned round)"
        if proportion
        else "x ÷ n, with x the count, between whole numbers too, of which the exact Poisson interval (Garwood 1936), "
        "from χ²(α; 2x) ÷ 2 to χ²(1 − α; 2x + 2) ÷ 2, ends at what is expected, θn; α is 0.025 and 0.001"
    )
    used = "They are not widened here" if funnel.spread == "chance" else "They are widened here"
    return [
        f"The middle line θ is all counts ÷ all denominators n of the {funnel.areas} HSCPs that have a main model and "
        f"a full figure. It is {number(funnel.target, 3)} as it is shown, {funnel.per:,g} times as large as it stands "
        "in what follows; so is τ.",
        f"Each HSCP's z-score is {z}, with y its count ÷ n. The lowest and the highest tenth of them are drawn in to "
        "the 10th and the 90th percentile (winsorised). φ is the mean of their squares, here "
        f"{number(funnel.phi, 3)}; chance gives up to {number(funnel.phi_by_chance, 3)}, the 95th percentile of "
        f"chi-squared on {funnel.areas - 1} degrees of freedom ÷ {funnel.areas}.",
        f"Limits of chance are {chance}. Where φ is above what chance gives, their distance from θ is widened for "
        "differences between HSCPs, additively, √(1 + τ² ÷ v) times, with v the variance by chance (the square under "
        "the z-score) and τ² = (Iφ − (I − 1)) ÷ (Σw − Σw² ÷ Σw) for I HSCPs, w = 1 ÷ v (DerSimonian and Laird 1986; "
        f"Spiegelhalter 2005). {used}; τ is {number(funnel.tau, 3)}. Limits stop at 0"
        + (" and at 100%." if proportion else "."),
    ]


def no_funnel(measure: Measure) -> str:
    """Why there is no funnel plot."""
    if not has_counts(measure):
        return (
            "There is no funnel plot of this measure: it is not a share or a rate of what was counted, from which it "
            "could be worked out how far chance alone may move it."
        )
    return (
        f"There is no funnel plot in this quarter: it needs {FEWEST} HSCPs with a main model and a full figure, and "
        "figures that differ."
    )
