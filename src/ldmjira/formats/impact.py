"""Who is hurt if an object goes: as words, and as JSON."""

from __future__ import annotations

import json

from ldmjira.core.impact import Effect, Impact

__all__ = ["impact_to_json", "impact_to_text"]


def impact_to_text(impact: Impact) -> str:
    """Tell who is hurt, then who is touched and keeps its state.

    Parameters
    ----------
    impact
        What hangs on an object.

    Returns
    -------
    str
        One line each.
    """
    name = impact.object
    title = f" ({impact.title})" if impact.title else ""
    hurt = impact.hurt
    rest = [effect for effect in impact.effects if not effect.is_hurt]
    if not impact.effects:
        return f"If {name}{title} goes, nothing is touched.\n"
    if hurt:
        number = "1 is" if len(hurt) == 1 else f"{len(hurt)} are"
        lines = [f"If {impact.kind} {name}{title} goes, {number} hurt:"]
    else:
        lines = [f"If {impact.kind} {name}{title} goes, nobody is hurt."]
    lines.extend(
        f"  {_named(effect)}: {effect.before} -> {effect.after}{_left(effect)}"
        for effect in hurt
    )
    if rest:
        lines.append("Touched, with the same state as before:")
    lines.extend(
        f"  {_named(effect)}: {effect.before}{_left(effect)}"
        for effect in rest
    )
    return "".join(f"{line}\n" for line in lines)


def impact_to_json(impact: Impact) -> str:
    """Tell the same to a program.

    Parameters
    ----------
    impact
        What hangs on an object.

    Returns
    -------
    str
        ``{"object", "kind", "title", "hurt": n, "effects": [{"kind",
        "object", "title", "before", "after", "left", "hurt"}]}``.
    """
    document = {
        "object": impact.object,
        "kind": impact.kind.value,
        "title": impact.title,
        "hurt": len(impact.hurt),
        "effects": [
            {
                "kind": effect.kind.value,
                "object": effect.object,
                "title": effect.title,
                "before": effect.before,
                "after": effect.after,
                "left": effect.left,
                "hurt": effect.is_hurt,
            }
            for effect in impact.effects
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _named(effect: Effect) -> str:
    title = f" ({effect.title})" if effect.title else ""
    return f"{effect.kind} {effect.object}{title}"


def _left(effect: Effect) -> str:
    return f"; {effect.left}" if effect.left else ""
