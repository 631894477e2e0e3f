"""Run by hatchling when the project is built or installed: compiles the catalogues of languages."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]  # configured by nothing
    """Puts a compiled catalogue beside each."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; what is compiled goes into the wheel although git does not know it."""
        sys.path.insert(0, self.root)
        try:
            from core.locale.compiling import compile_all

            made = compile_all()
        finally:
            sys.path.remove(self.root)
        build_data["artifacts"] += [str(each.relative_to(self.root)) for each in made]
