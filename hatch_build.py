"""Makes the index of the shipped trials while the wheel is built, so that the first answer after an install is fast."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds evtrials/trials/_index.sqlite3 to a wheel; an editable install makes its own."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the files are gathered."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from evtrials.collection.indexed import SHIPPED_INDEX, write_index

        self.folder = tempfile.TemporaryDirectory()
        target = Path(self.folder.name) / SHIPPED_INDEX
        write_index(root / "trials", target)
        build_data["force_include"][str(target)] = f"evtrials/trials/{SHIPPED_INDEX}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Called by hatchling when the wheel is made."""
        if hasattr(self, "folder"):
            self.folder.cleanup()
