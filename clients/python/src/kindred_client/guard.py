"""Runs a program until it ends or the process that asked for it is gone, by whatever means.

python -m kindred_client.guard PROGRAM [ARGUMENT...]     with a pipe as standard input, whose end is the sign to stop
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

_STOP_WITHIN = 30.0


def main() -> int:
    """Starts the program, and stops it when standard input ends."""
    # Ctrl-C is for whoever asked: a question is interrupted, the service goes on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=sys.platform != "win32")
    threading.Thread(target=_stop_at_end, args=(process,), daemon=True).start()
    return process.wait()


def _stop_at_end(process: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    process.terminate()
    try:
        process.wait(_STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()


if __name__ == "__main__":
    sys.exit(main())
