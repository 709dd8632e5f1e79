"""Move the clock by which the AWS CLI signs, in a process that a test starts: TIME_SHIFT seconds."""

import datetime as dt
import importlib
import os

importlib.import_module("awscli.clidriver")  # from then on the CLI's own copy of botocore goes by that name
auth = importlib.import_module("botocore.auth")

SHIFT = dt.timedelta(seconds=int(os.environ["TIME_SHIFT"]))
real = auth.get_current_datetime


def shifted(remove_tzinfo: bool = True) -> dt.datetime:
    return real(remove_tzinfo) + SHIFT


auth.get_current_datetime = shifted
