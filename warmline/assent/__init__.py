"""What nobody may decide alone: a second person, of another role, agrees by their own phone."""

from warmline.assent.request import (
    AGREED_WITHIN,
    Assent,
    Kind,
    Verdict,
    check_reason,
    deciding_role,
    who_may_agree,
)

__all__ = [
    "AGREED_WITHIN",
    "Assent",
    "Kind",
    "Verdict",
    "check_reason",
    "deciding_role",
    "who_may_agree",
]
