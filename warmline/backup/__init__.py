"""Backups: all that is known of a line in one sealed file, and what proves that it is whole."""

from warmline.backup.archive import Batch, Manifest, Part, Put, Summary, Writer, check, parts

__all__ = ["Batch", "Manifest", "Part", "Put", "Summary", "Writer", "check", "parts"]
