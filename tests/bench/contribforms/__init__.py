"""A plain form page of wagtail.contrib.forms: what somebody would take instead of ours."""
