"""What all commands begin with."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tollwire.platform.settings import Settings


def begin(*, command: bool = True, **given: object) -> "Settings":
    """The settings of the environment, `given` ones first, with logging set up by them.

    `command` is False for a service, which runs until it is stopped. Raises SettingsError.
    """
    from tollwire.platform import logs, settings

    loaded = settings.load(**given)
    logs.configure(loaded, command=command)
    return loaded
