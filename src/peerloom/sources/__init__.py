"""Where answers come from: today a folder of CSV and Excel files; a spreadsheet speaks the same port."""

from __future__ import annotations
