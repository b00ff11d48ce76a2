"""What the operator is compared with: an empty route of the same server, and the obvious way to tell a status.

The obvious way runs `helm status` and `kubectl get pods` for every call.
"""

import asyncio
import json
import os
import sys

import uvicorn
import uvloop
from fastapi import FastAPI, Response

app = FastAPI()


@app.get("/empty")
async def empty() -> Response:
    return Response(b"{}", media_type="application/json")


@app.get("/obvious/{namespace}/{name}")
async def obvious(namespace: str, name: str) -> dict:
    release, pods = await asyncio.gather(
        _json(os.environ["HELM"], "status", f"--namespace={namespace}", "--output=json", "--", name),
        _json(
            os.environ["KUBECTL"], "get", "pods", f"--namespace={namespace}", "--output=json",
            f"--selector=woow.io/service={name}",
        ),
    )  # fmt: skip
    return {"status": release["info"]["status"], "pods": len(pods["items"])}


async def _json(*command: str) -> dict:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    stdout, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with status {process.returncode}")
    return json.loads(stdout)


if __name__ == "__main__":
    config = uvicorn.Config(app, port=int(sys.argv[1]), log_config=None, access_log=False, server_header=False)
    uvloop.run(uvicorn.Server(config).serve())
