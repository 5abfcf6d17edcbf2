"""Flows, the command line, settings, and all network and clock; heavy imports wait until they are used."""
