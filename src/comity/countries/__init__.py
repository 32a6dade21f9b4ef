"""Countries by code and by their names in six languages."""

from comity.countries.resolve import Country, countries, resolve_jurisdiction

__all__ = ["Country", "countries", "resolve_jurisdiction"]
