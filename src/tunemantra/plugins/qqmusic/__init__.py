"""QQ Music: signed API calls with XML in Simplified Chinese, for mainland China alone."""
