"""The blocks of the page on methods: how figures are made, protected and compared, and from what."""
