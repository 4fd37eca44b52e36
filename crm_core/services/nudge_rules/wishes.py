"""Something here that somebody is looking for. It makes messages of its own (crm_core/services/wish_matches.py), which
can be dismissed, explained and switched off as others.
"""

from __future__ import annotations

from crm_core.services.nudge_rules.base import Rule

MATCHED = Rule("wish.matched", "things that somebody is looking for", lambda crm: (), lambda crm, nudge: True)
