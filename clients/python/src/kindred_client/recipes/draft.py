"""Files that a recipe leaves whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


class Draft:
    """A file that gets its own name only when it is complete."""

    def __init__(self, path: Path) -> None:
        """Opens it beside `path`."""
        self._path = path
        self._draft = path.with_name(f"{path.name}.{os.getpid()}.part")
        self.file = self._draft.open("wb")

    def commit(self) -> None:
        """Writes it to the disk, and gives it its name."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self._draft.replace(self._path)

    def discard(self) -> None:
        """Removes it; once it has its name, does nothing."""
        self.file.close()
        self._draft.unlink(missing_ok=True)
