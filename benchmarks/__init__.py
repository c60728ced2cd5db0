"""The numbers of docs/performance.md, measured; each beside its yardstick, in the same run."""
