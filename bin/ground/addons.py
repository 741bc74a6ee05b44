"""Our add-ons, found by their manifests, and what they were last made of (hashes)."""

import ast
import functools
import hashlib

from ground import paths


def folders():
    return sorted(p.parent for p in paths.ROOT.glob("*/__manifest__.py"))


def names():
    return [p.name for p in folders()]


@functools.cache
def manifest(folder):
    return ast.literal_eval((folder / "__manifest__.py").read_text())


def depends():
    """Every module of Odoo that our add-ons need."""
    found = {d for folder in folders() for d in manifest(folder).get("depends", [])}
    return sorted(found - set(names()))


def is_test(path):
    return "tests" in path.parts[:-1] and "static" not in path.parts


def is_asset(path):
    """Files that only the browser sees: a change needs new bundles, not a new installation."""
    return "static" in path.parts and "description" not in path.parts


def files(folder):
    hidden = {"__pycache__"}
    found = (p for p in folder.rglob("*") if p.is_file() and not hidden.intersection(p.parts))
    return sorted(p for p in found if p.suffix not in (".pyc", ".md", ".rst", ".pot"))


def digest(chosen, salt=""):
    total = hashlib.sha256(salt.encode())
    for path in chosen:
        total.update(str(path.relative_to(paths.ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def tree_key(salt=""):
    """(installation, assets): what a database with our add-ons depends on. Tests do not count."""
    everything = [p for folder in folders() for p in files(folder)]
    relative = [(p, p.relative_to(paths.ROOT)) for p in everything]
    install = [p for p, rel in relative if not is_test(rel) and not is_asset(rel)]
    assets = [p for p, rel in relative if is_asset(rel)]
    return digest(install, salt)[:10], digest(assets, salt)[:8]
