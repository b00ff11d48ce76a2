"""What routes are given: validated names and the parts of the running operator."""

from typing import Annotated

from fastapi import Depends, Path, Request

from paas_operator.boot import Boot
from paas_operator.names import validate_namespace, validate_release
from paas_operator.runtime import Runtime


async def boot(request: Request) -> Boot:
    return request.app.state.boot


BootDep = Annotated[Boot, Depends(boot)]


async def runtime(start: BootDep) -> Runtime:
    """The running operator; ClusterUnavailable while there is none."""
    return start.require()


RuntimeDep = Annotated[Runtime, Depends(runtime)]


async def namespace(parts: RuntimeDep, ns: Annotated[str, Path(max_length=63)]) -> str:
    """The namespace of the path; Invalid outside the operator's prefix."""
    return validate_namespace(parts.settings.prefix, ns)


NamespaceDep = Annotated[str, Depends(namespace)]


async def release(ns: NamespaceDep, name: Annotated[str, Path(max_length=63)]) -> str:
    """The release of the path."""
    return validate_release(ns, name)


ReleaseDep = Annotated[str, Depends(release)]
