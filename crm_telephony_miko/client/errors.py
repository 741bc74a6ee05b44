"""What can go wrong between the exchange and us, by what is to be done about it."""


class ExchangeError(Exception):
    """Any of these. The text names the cause and never a secret."""


class Unreachable(ExchangeError):
    """No connection, or it broke, or no answer in time: try again later."""


class Unanswered(Unreachable):
    """It was told and did not answer in time: what it was told may happen all the same."""


class NotAnExchange(ExchangeError):
    """Something else answers at this address: to be set right by a person."""


class Missing(NotAnExchange):
    """An exchange may be there, but it has not what was asked for."""


class Refused(ExchangeError):
    """Wrong account or key, or not allowed from this address: to be set right by a person.

    Trying often would have the exchange ban this address.
    """


class Forbidden(ExchangeError):
    """The account may not do this one thing."""


class Rejected(ExchangeError):
    """The exchange understood and said no; its own words are the text."""


class Busy(ExchangeError):
    """Too many requests; ``retry_after`` seconds of silence are asked for."""

    def __init__(self, text, retry_after):
        super().__init__(text)
        self.retry_after = retry_after


class Malformed(ExchangeError):
    """The answer is not what the interface promises."""
