"""The blocks of the page on delivery models: who works how, one measure by model, all measures side by side."""
