"""A network of its own for a program that needs no other machine.

Chromium gives up what it is about to send when an address of the machine comes or goes, and each pod that starts or
ends on this machine brings one. A browser inside does not hear of it, and nobody else takes a port there.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence

# An interface with an address besides the loopback, or a browser believes that it is offline.
INTERFACES = (
    "link set lo up",
    "link add online type veth peer name other",
    "link set other up",
    "link set online up",
    "address add 192.0.2.1/24 dev online",
)
_SCRIPT = " && ".join([*(f"ip {arguments}" for arguments in INTERFACES), 'exec "$@"'])


def inside(command: Sequence[object]) -> list[str]:
    """`command` in a network namespace of its own; as it is where none can be made, as without root."""
    wrapped = ["unshare", "--net", "sh", "-c", _SCRIPT, "sh"]
    plain = [str(part) for part in command]
    if os.geteuid() or not all(map(shutil.which, ("unshare", "ip"))):
        return plain
    can = subprocess.run([*wrapped, "true"], capture_output=True, check=False).returncode == 0
    return [*wrapped, *plain] if can else plain
