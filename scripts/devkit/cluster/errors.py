"""The one error that the cluster package lets out."""


class ClusterError(Exception):
    """Something a person has to know: one sentence (`message`) and a way on (`hint`)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint
