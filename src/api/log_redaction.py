"""Tokens of links do not reach the log: the web server writes down the path of every request."""

import logging
import re

TOKEN = re.compile(r"(/invitations?/|%2Finvitations?%2F)[\w-]{8,}", re.I)
ACCESS_LOG = "werkzeug"


class RedactTokens(logging.Filter):
    """Replaces the token of an invitation's address in what is logged."""

    def filter(self, record):
        """Always true: the record is kept, its text changed."""
        record.msg = TOKEN.sub(r"\1•••", str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(_redacted(argument) for argument in record.args)
        return True


def _redacted(argument):
    return TOKEN.sub(r"\1•••", argument) if isinstance(argument, str) else argument


def install():
    """Let the web server's access log pass through the filter, once."""
    logger = logging.getLogger(ACCESS_LOG)
    if not any(isinstance(present, RedactTokens) for present in logger.filters):
        logger.addFilter(RedactTokens())
