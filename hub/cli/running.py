"""`daumoi run`, `worker`, `serve` and `demo`: the two roofs as processes."""

import asyncio
import signal
from typing import Annotated

import typer

from hub.cli.frame import DataDir, hub, log_to_stderr, out

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(help="The port to listen on.")]


Quiet = Annotated[bool, typer.Option("--quiet", help="Log warnings and errors only.")]
Supervised = Annotated[bool, typer.Option("--supervised", hidden=True, help="Stop when standard input ends.")]


def worker(quiet: Quiet = False, supervised: Supervised = False, data: DataDir = None) -> None:
    """Collect, index and publish until stopped."""
    from hub.cli.supervising import end_with_parent
    from hub.worker import process
    from hub.worker.arenas import share_arenas
    from hub.worker.collecting import open_client
    from scheduler import LAST_SECONDS, Worker

    share_arenas()
    log_to_stderr(quiet)
    with hub(data) as parts:

        async def work() -> None:
            stop = asyncio.Event()

            def end() -> None:
                stop.set()
                process.end_within(LAST_SECONDS)

            for name in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(name, end)
            if supervised:
                end_with_parent()
            client = open_client(parts)
            try:
                await Worker(parts, client).run(stop)
            finally:
                await client.close()

        process.run(work())


def serve(host: Host = "127.0.0.1", port: Port = 8000, supervised: Supervised = False, data: DataDir = None) -> None:
    """Serve pages, feeds and the API; reads the store and never collects."""
    from hub.cli.supervising import end_with_parent
    from hub.web.main import make_app
    from hub.web.wire import serve_until_stopped
    from hub.worker.arenas import share_arenas

    share_arenas()
    log_to_stderr()
    if supervised:
        end_with_parent()
    with hub(data) as parts:
        serve_until_stopped(make_app(parts), host, port)


def run(host: Host = "127.0.0.1", port: Port = 8000, data: DataDir = None) -> None:
    """Run worker and server together; a process that ends is started again."""
    from hub.cli.supervising import Supervisor, command

    log_to_stderr()
    with hub(data) as parts:
        folder = parts.settings.data_dir
    where = ("--data", str(folder))
    processes = {
        "worker": command("worker", *where),
        "serve": command("serve", "--host", host, "--port", str(port), *where),
    }
    Supervisor(processes).run()


def demo(port: Port = 8000) -> None:
    """Run everything on bundled sample sites, on this machine alone, in a data folder that is thrown away."""
    from hub.demo.running import run_demo

    run_demo(port, lambda line: out.print(line, markup=False))
