"""Settings at the console: how lines behave, whom they ring, and what is looked for in texts."""

from webhooks.console.settings.pages import SettingPages

__all__ = ["SettingPages"]
