"""What a lever's widgets do when they are used, and which parts of the page that changes."""

from __future__ import annotations

import streamlit as st

from components.session import parts
from components.session import plan as plan_session


def change(lever_id: str, **fields: object) -> None:
    """End of a callback: change the lever, and draw it and what follows from it again."""
    acted = _acts(lever_id)
    plan_session.try_lever(lever_id, **fields)
    # The strands tell how many of their levers act.
    changed = parts.lever(lever_id) if _acts(lever_id) == acted else parts.LEVERS
    parts.draw_again(changed, parts.RESULTS, parts.BELOW)


def _acts(lever_id: str) -> bool:
    setting = plan_session.current().levers.get(lever_id)
    return bool(setting and setting.level)


#: Levels that a lever's two widgets showed before this one; a browser is never further behind.
_LEVELS_BEFORE = 20


def level_key(name: str, lever_id: str) -> str:
    """Key of the slider ("slide") or of the box with the exact figure ("exact")."""
    return f"wi_{name}_{lever_id}"


def level_drawn(lever_id: str, level: float) -> None:
    """Note the level that both widgets of a lever are about to show."""
    shown: list[float] = st.session_state.setdefault(f"_wi_shown_{lever_id}", [])
    if not shown or shown[-1] != level:
        shown.append(level)
        del shown[:-_LEVELS_BEFORE]


def level_moved(lever_id: str, name: str) -> None:
    """Callback of the slider or the box: the level becomes what it shows.

    A browser sends what both show. Where the slider has moved on before the box had the answer to
    the move before, the box still shows an earlier level: nobody has set it to that.
    """
    *before, drawn = st.session_state[f"_wi_shown_{lever_id}"]
    slider, box = (
        without_tail(st.session_state[level_key(each, lever_id)]) for each in ("slide", "exact")
    )
    late = None
    if slider != drawn != box:
        late = "exact" if box in before else "slide" if slider in before else None
    if name == late:
        return
    change(lever_id, level=slider if name == "slide" else box)


def without_tail(value: float) -> float:
    """A level without the tail that a browser's steps of a tenth leave behind."""
    return float(f"{value:.10g}")


def say(message: str) -> None:
    """End of a callback that changed nothing: say why, above the results."""
    plan_session.tell(message)
    parts.draw_again(parts.RESULTS)
