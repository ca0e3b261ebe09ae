"""What accepting changes of what is stored, in words and for programs."""

from app.acceptance.changes import Changes

_LISTED = 20


def changes_told(changes: Changes, *, accepted: bool = False) -> str:
    """In a sentence, what would become of the rows; what has, once they are `accepted`."""
    total = changes.total
    add, change, take = ("added", "changed", "taken") if accepted else ("add", "change", "take")
    said = {
        "new": f"{add} {rows_told(total['new'])}",
        "changed": f"{change} {rows_told(total['changed'])}",
        "vanishing": f"{take} {rows_told(total['vanishing'])} away",
    }
    parts = [words for name, words in said.items() if total[name]]
    if not parts:
        would = "it has changed no figure" if accepted else "accepting them would change no figure"
        return f"These rows {'were' if accepted else 'are'} stored already; {would}."
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
    same = total["unchanged"]
    rest = f"; {rows_told(same)} {'stays' if same == 1 else 'stay'} the same" if same else ""
    return f"{'It has' if accepted else 'Accepting would'} {listed}{rest}."


def vanishing_told(changes: Changes, *, accepted: bool = False) -> list[str]:
    """Lines that name the first stored rows that would count no more, or do not, once the others are `accepted`."""
    rows = changes.vanishing
    if not len(rows):
        return []
    counting = "that counted before" if accepted else "that now count"
    lines = [f"Not in these files, so no longer counted, of rows {counting}:"]
    for each in rows.head(_LISTED).itertuples():
        lines.append(f"  {', '.join(filter(None, (each.table, each.hscp_code, each.period, each.row)))}")
    if len(rows) > _LISTED:
        lines.append(f"  and {len(rows) - _LISTED:,} more")
    return lines


def changes_as_json(changes: Changes) -> dict:
    """How many rows are `new`, `changed`, `unchanged` and `vanishing`, and which vanish.

    Each of the `vanishing_rows` has `table, hscp_code, period, row`, where `row` is the rest of its key in words.
    """
    return changes.total | {"vanishing_rows": changes.vanishing.to_dict("records")}


def rows_told(number: int) -> str:
    """How many rows, as "1 row"."""
    return f"{number:,} row{'' if number == 1 else 's'}"
