"""Reading a Parquet file as text. Its rows are counted as if a header stood in row 1, as in every other file."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from app.intake.digits import plain
from app.intake.faults import Fault, Severity
from app.intake.reading.limits import refuse_columns, refuse_rows, refuse_unpacked
from app.intake.reading.table import TextTable, blank_rows, unreadable

SIGNATURE = b"PAR1"
_BATCH = 65_536
_TEXT = pa.dictionary(pa.int32(), pa.string())
_DAMAGED = (pa.ArrowException, OSError, ValueError, LookupError, ArithmeticError, NotImplementedError)


def read_parquet(path: Path) -> TextTable:
    """Read a Parquet file, each value as it would be written in a CSV file.

    A column of lists, records or bytes is a fault and left out. Raises `Unreadable` for a damaged or encrypted file.
    """
    try:
        return _table(path)
    except _DAMAGED as error:
        if "encrypt" in str(error).lower() or "decrypt" in str(error).lower():
            raise unreadable(path.name, "parquet", "the file is encrypted; write it without encryption") from None
        raise unreadable(path.name, "parquet", "the Parquet file is damaged; write it again") from None


def _table(path: Path) -> TextTable:
    # Texts stay in the dictionaries they are stored in, so that a repeated one cannot take up memory for each row.
    with pq.ParquetFile(path, page_checksum_verification=True) as stored:
        schema = stored.schema_arrow
        dictionaries = [field.name for field in schema if pa.types.is_string(field.type)]
        groups = [stored.metadata.row_group(number) for number in range(stored.num_row_groups)]
        refuse_columns(path.name, len(schema))
        refuse_rows(path.name, stored.metadata.num_rows)
        refuse_unpacked(path.name, sum(group.total_byte_size for group in groups))
    with pq.ParquetFile(path, page_checksum_verification=True, read_dictionary=dictionaries) as stored:
        flat = [at for at, field in enumerate(schema) if not pa.types.is_nested(field.type)]
        batches = [[_texts(batch.column(at)) for at in flat] for batch in stored.iter_batches(_BATCH)]
    columns = [pa.chunked_array(chunks, _TEXT) for chunks in zip(*batches, strict=True)] or [[]] * len(flat)
    cells = pa.table(columns, schema=pa.schema([(schema.names[at], _TEXT) for at in flat]))
    blank = blank_rows(cells)
    rows = np.arange(2, cells.num_rows + 2)[~blank]
    faults = [*_nested(path.name, schema)]
    return TextTable(path.name, cells.filter(pa.array(~blank)), rows, faults, int(blank.sum()))


def _nested(file: str, schema: pa.Schema) -> Iterator[Fault]:
    for field in schema:
        if pa.types.is_nested(field.type):
            message = f"this column holds {field.type}; store one value in each cell"
            yield Fault(file, None, 1, field.name, "nested_column", Severity.ERROR, None, message)


def _texts(values: pa.Array) -> pa.DictionaryArray:
    """Values as texts, a missing one being blank."""
    if isinstance(values, pa.ExtensionArray):
        values = values.storage
    encoded = values if isinstance(values, pa.DictionaryArray) else values.dictionary_encode()
    short = pa.types.is_float16(values.type) or pa.types.is_float32(values.type)
    texts = [
        _text(np.float32(value) if short and value is not None else value) for value in encoded.dictionary.to_pylist()
    ]
    indices = encoded.indices.cast(pa.int32()).fill_null(len(texts))
    return pa.DictionaryArray.from_arrays(indices, pa.array([*texts, ""], pa.string()))


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case np.float32() if np.isfinite(value):
            return np.format_float_positional(value, trim="-")
        case float() if isfinite(value):
            return plain(value)
        case Decimal():
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case datetime():
            return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        case bytes():
            return value.decode("utf-8")
        case _:
            return str(value)
