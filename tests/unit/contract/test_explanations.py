"""Every rule that a return can break is explained. The rules are those that the code names, wherever it does."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.contract.dictionary import DESCRIBED, OTHER_RULES, markdown
from app.contract.tables import TABLES

OTHER_SUBJECTS = ("directory", "reference.py", "published.py", "headings.py", "grid.py")  # told in docs of their own


def sources(project: Path) -> list[ast.Module]:
    paths = [*(project / "app" / "contract").glob("*.py"), *(project / "app" / "intake").rglob("*.py")]
    of_returns = [path for path in paths if not set(OTHER_SUBJECTS) & set(path.parts) or "contract" in path.parts]
    return [ast.parse(path.read_text()) for path in of_returns]


def rule_places(modules: list[ast.Module]) -> dict[str, int]:
    """Where among its arguments each function, method or dataclass takes a `rule`."""
    places = {}
    for node in (node for module in modules for node in ast.walk(module)):
        if isinstance(node, ast.FunctionDef):
            names = [arg.arg for arg in node.args.args if arg.arg != "self"]
        elif isinstance(node, ast.ClassDef):
            names = [each.target.id for each in node.body if isinstance(each, ast.AnnAssign)]
        else:
            continue
        if "rule" in names:
            places[node.name] = names.index("rule")
    return places


def named_rules(modules: list[ast.Module]) -> Iterator[tuple[str, str]]:
    """Each rule that a call names, and the call as it is written; of an f-string its beginning with a `*`."""
    places = rule_places(modules)
    for call in (node for module in modules for node in ast.walk(module) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        at = places.get(name)
        if name == "Check" or (isinstance(call.func, ast.Attribute) and ast.unparse(call.func).startswith("pa.Check")):
            rule = given.get("name")
        else:
            rule = given.get("rule") or (call.args[at] if at is not None and at < len(call.args) else None)
        for part in ast.walk(rule) if isinstance(rule, ast.IfExp) else [rule]:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value, ast.unparse(call)
            elif isinstance(part, ast.JoinedStr):
                yield f"{part.values[0].value}*", ast.unparse(call)


@pytest.fixture(scope="module")
def rules(project) -> dict[str, list[str]]:
    found = defaultdict(list)
    for rule, call in named_rules(sources(project)):
        found[rule].append(call)
    return found


def explained() -> dict[str, str]:
    return {rule: each.level for group in OTHER_RULES.values() for rule, each in group.items()}


def test_the_search_for_rules_finds_those_of_each_kind(rules):
    assert len(rules) >= 25
    assert {"code", "range", "type", "mark", "required", "period_ended", "header", "unique_row", "known_return"} <= (
        set(rules)
    )
    assert "models_within_scope_*" in rules


def test_every_rule_is_explained_in_one_place(rules):
    known = explained()
    unexplained = [
        rule for rule in sorted(rules)
        if rule not in known and not (rule.endswith("*") and any(each.startswith(rule[:-1]) for each in known))
    ]  # fmt: skip
    assert not unexplained, f"explain in app/contract/explanations.py: {', '.join(unexplained)}"


def test_every_explanation_is_of_a_rule(rules):
    beginnings = tuple(rule[:-1] for rule in rules if rule.endswith("*"))
    assert [rule for rule in explained() if rule not in rules and not rule.startswith(beginnings)] == []


def test_no_rule_has_two_explanations():
    several = [rule for group in OTHER_RULES.values() for rule in group]
    several += [rule.id for table in TABLES.values() for rule in table.rules]
    assert len(several) == len(set(several))


def test_an_explanation_says_warning_where_the_code_does(rules):
    known = explained()
    told = {rule for rule, calls in rules.items() if any("warning" in call.lower() for call in calls)}
    assert [rule for rule in sorted(told & known.keys()) if "warning" not in known[rule]] == []


def test_the_dictionary_tells_of_every_rule_and_field():
    written = markdown()
    ids = [*explained(), *(rule.id for table in DESCRIBED.values() for rule in table.rules)]
    ids += [field.name for table in DESCRIBED.values() for field in table.fields]
    assert [each for each in ids if f"| `{each}` |" not in written] == []
