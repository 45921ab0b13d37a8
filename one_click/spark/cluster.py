"""A small cluster of Spark on this machine: `make cluster-up`, `make cluster-down`.

A standalone master and two workers of pyspark's own classes listen on 127.0.0.1 alone. It is
there to try what a cluster does; a store's own is named by SPARK_MASTER (docs/scaling.md).
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from one_click.paths import ROOT, WAREHOUSE

HOST, PORT = "127.0.0.1", 7077
MASTER = f"spark://{HOST}:{PORT}"
PACKAGE = "org.apache.spark.deploy"
ON_LOOPBACK = ("--host", HOST, "--webui-port", "0")
WORKER = (f"{PACKAGE}.worker.Worker", *ON_LOOPBACK, "--cores", "1", "--memory", "1g")
PROCESSES = {
    "master": (f"{PACKAGE}.master.Master", *ON_LOOPBACK, "--port", str(PORT)),
    "worker-1": (*WORKER, MASTER),
    "worker-2": (*WORKER, MASTER),
}
STATE = WAREHOUSE.parent / "cluster"
PATIENCE = 60  # seconds for the master to listen, or for a process to end


def up() -> str:
    """Start what does not run yet; a sentence that says what runs."""
    for name, command in PROCESSES.items():
        if running(name) is None:
            start(name, command)
        if name == "master":
            wait_until_it_listens()
    return (
        f"A master and two workers run at {MASTER}: make build TARGET=spark_cluster. "
        f"Their logs: {STATE.relative_to(ROOT)}/"
    )


def down() -> str:
    """Stop what `up` started, the workers first; a sentence that says so."""
    for name in reversed(PROCESSES):
        pid = running(name)
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            wait_until_it_ended(name)
        pid_file(name).unlink(missing_ok=True)
    return "The cluster is down."


def start(name: str, command: tuple[str, ...]) -> None:
    """Start a process that outlives this one, and note its id."""
    import pyspark

    work = STATE / name
    work.mkdir(parents=True, exist_ok=True)
    home = Path(pyspark.__file__).parent
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_WORKER_DIR": str(work),
    }
    with (STATE / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [home / "bin" / "spark-class", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    pid_file(name).write_text(str(process.pid), encoding="utf-8")


def pid_file(name: str) -> Path:
    """Where the id of a process is noted."""
    return STATE / f"{name}.pid"


def running(name: str) -> int | None:
    """The id of a process of the cluster, or None where it does not run.

    The id may be another program's by now: it counts only with the class in its command.
    """
    try:
        pid = int(pid_file(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    shown = subprocess.run(
        ["ps", "-p", str(pid), "-o", "args="],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return pid if PROCESSES[name][0] in shown.stdout else None


def wait_until_it_listens() -> None:
    """Return when the master takes connections; SystemExit where it never does."""
    for _ in range(PATIENCE * 5):
        with socket.socket() as asked:
            if asked.connect_ex((HOST, PORT)) == 0:
                return
        time.sleep(0.2)
    sys.exit(f"cluster-up: the master does not listen; see {STATE / 'master.log'}.")


def wait_until_it_ended(name: str) -> None:
    """Return when a process is gone; SystemExit where it stays."""
    for _ in range(PATIENCE * 5):
        if running(name) is None:
            return
        time.sleep(0.2)
    sys.exit(f"cluster-down: {name} ({pid_file(name).read_text()}) does not end.")


if __name__ == "__main__":
    # The files of the store's customers are its owner's alone (docs/security.md).
    os.umask(0o077)
    print({"up": up, "down": down}[sys.argv[1]]())
