# Makes a string of C of each line: report.css, compiled in.
s/[\\"]/\\&/g
s/.*/"&\\n"/
