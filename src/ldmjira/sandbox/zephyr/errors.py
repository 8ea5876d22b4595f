"""What Zephyr Scale says when it refuses."""

from __future__ import annotations

from typing import Any

__all__ = ["ZephyrError", "absent", "bad", "bad_value"]


class ZephyrError(Exception):
    """A refusal: becomes the answer to the request.

    Parameters
    ----------
    status
        HTTP status, which the body repeats.
    message
        What is wrong.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message

    @property
    def body(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"errorCode": self.status, "message": self.message}


def bad(message: str) -> ZephyrError:
    """Refuse a request that makes no sense."""
    return ZephyrError(400, message)


def bad_value(name: str, value: object, wanted: str) -> ZephyrError:
    """Refuse the value of a property or parameter."""
    return bad(f"{name}: '{value}' is not {wanted}")


def absent(what: str) -> ZephyrError:
    """Say that there is no such thing, or none to be seen."""
    return ZephyrError(
        404, f"{what} does not exist or you do not have access to it"
    )
