"""Hypothesis profiles: `dev` is quick, `ci` looks harder. HYPOTHESIS_PROFILE names one, imports load it.

Neither has a deadline: a slow machine is no fault of the code. pytest-timeout ends a test that hangs.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile(
    "ci", max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "dev")
settings.load_profile(_PROFILE)


def examples(in_ci: int) -> int:
    """For what takes more examples than the profile has: so many in CI, a tenth of them where it is quick."""
    return in_ci if _PROFILE == "ci" else in_ci // 10
