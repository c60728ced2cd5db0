"""Warmline: students call or text one number, a peer mentor on call answers on their own phone."""

__version__ = "0.1.0"
