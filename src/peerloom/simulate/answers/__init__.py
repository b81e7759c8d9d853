"""What is answered to each form, from the story. One function a form, by its id; other forms are filled in by type."""

from __future__ import annotations
