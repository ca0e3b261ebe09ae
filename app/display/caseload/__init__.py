"""The blocks of the page on caseload: one measure, all HSCPs, early warning, who is referred."""
