"""DSR: sales reports as flat files, read, judged, summed up and written (DDEX DSR-FF)."""
from tunemantra.contrib.ddex.dsr.report import read_report, validate_report, find_reports
