"""Tests that need more than numpy."""
import importlib.util
import unittest


def needs(*modules):
    missing = [name for name in modules if not importlib.util.find_spec(name)]
    return unittest.skipIf(missing, f"no {', '.join(missing)}; './dev test' installs it")
