"""Countries by code and by their names in six languages, with the groups that they are in."""

from comity.countries.resolve import Country, countries, country_of, resolve_jurisdiction

__all__ = ["Country", "countries", "country_of", "resolve_jurisdiction"]
