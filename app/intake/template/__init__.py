"""The workbook that an HSCP fills in: the four tables with what is known already, lists to choose from, definitions."""

from app.intake.template.workbook import write_template

__all__ = ["write_template"]
