"""Maps and charts as SVG text: pure functions of rows, for reports, the site and PDF alike."""
