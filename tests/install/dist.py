# SPDX-License-Identifier: MIT
"""`meson dist` makes an archive, and it has in it what a builder needs and nothing that git ignores.

dist.py SOURCE BUILD
"""

import pathlib
import subprocess
import sys
import tarfile

source, build = sys.argv[1:3]
archives = (pathlib.Path(build) / "meson-dist").glob
for archive in archives("interprocess-*"):
    archive.unlink()  # of another version, perhaps
done = subprocess.run(
    ["meson", "dist", "-C", build, "--no-tests", "--allow-dirty", "--formats", "xztar"],
    text=True,
    capture_output=True,
)
if done.returncode != 0:
    sys.exit(done.stdout + done.stderr)
found = list(archives("interprocess-*.tar.xz"))
if len(found) != 1:
    sys.exit(f"Archives: {found}")
with tarfile.open(found[0]) as archive:
    names = {name.partition("/")[2] for name in archive.getnames()}
tracked = subprocess.run(
    ["git", "-C", source, "ls-tree", "-r", "--name-only", "HEAD"], text=True, capture_output=True, check=True
).stdout.split("\n")
missing = {name for name in tracked if name} - names
if missing:
    sys.exit(f"Not in the archive: {sorted(missing)}")
for needed in ("meson.build", "meson_options.txt", "LICENSE", "README.md", "build-aux/quickstart"):
    if needed not in names:
        sys.exit(f"{needed} is not in the archive")
