"""Pure computation: no Django, no clock, no network, no database."""
