# SPDX-License-Identifier: MIT
"""Installs into a DESTDIR and uses what is there: a C program by pkg-config alone, Python, GJS and Vala, with
the variables that the README says. The languages' tests of the container and of main loops are run with it too.

outside.py BUILD SOURCES WHAT COMPILER...

WHAT is any of "introspection" and "vapi", joined by a plus sign.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

build, sources, what = sys.argv[1:4]
compiler = sys.argv[4:]
here = pathlib.Path(sources)
tests = here.parents[1] / "gir" / "tests"


def run(*command, **more):
    done = subprocess.run(command, text=True, capture_output=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def find(root, pattern):
    found = sorted(root.rglob(pattern))
    if not found:
        sys.exit(f"{pattern} was not installed")
    return found[0]


def as_the_readme_says(prefix, libdir):
    """The environment that its lines make, for this prefix."""
    lines = re.search(r"^```sh\n(prefix=.*?)^```$", (here.parents[1] / "README.md").read_text(), re.M | re.S)[1]
    lines = re.sub(r"^prefix=.*$", f"prefix='{prefix}'", lines, flags=re.M)
    lines = re.sub(r"^libdir=.*$", f"libdir='{libdir}'", lines, flags=re.M)
    names = ("LD_LIBRARY_PATH", "PKG_CONFIG_PATH", "GI_TYPELIB_PATH", "XDG_DATA_DIRS", "PYTHONPATH")
    before = {name: value for name, value in os.environ.items() if name not in names}
    variables = run("sh", "-ec", f"{lines}\nenv -0", env=before).split("\0")
    return dict(variable.split("=", 1) for variable in variables if variable)


with tempfile.TemporaryDirectory() as temporary:
    destination = pathlib.Path(temporary) / "destination"
    work = pathlib.Path(temporary) / "work"
    work.mkdir()
    run("meson", "install", "-C", build, "--no-rebuild", "--destdir", str(destination))

    pc = find(destination, "interprocess-1.pc")
    library = find(destination, "libinterprocess-1.so.0")
    find(destination, "interprocess.h")
    installed = re.search(r"^prefix=(.*)$", pc.read_text(), re.M)[1]
    environment = as_the_readme_says(f"{destination}{installed}", library.parent)

    # What --destdir moved, moves in the .pc file too.
    pc.write_text(pc.read_text().replace("prefix=/", f"prefix={destination}/", 1))
    flags = run("pkg-config", "--cflags", "--libs", "interprocess-1", env=environment).split()
    sanitize = os.environ["SANITIZE"]
    extra = [] if sanitize == "none" else [f"-fsanitize={sanitize}"]
    program = work / "outside"
    run(*compiler, *extra, "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", str(here / "outside.c"), "-o", str(program), *flags)
    said = run(str(program), str(work), env=environment)
    if not said.startswith("from outside, by version"):
        sys.exit(f"The program said: {said}")

    if "introspection" in what:
        find(destination, "Interprocess-1.gir")
        find(destination, "gi-stubs/repository/Interprocess.pyi")
        declarations = find(destination, "interprocess-1.d.ts")
        find(declarations.parent, json.loads((declarations.parent / "package.json").read_text())["types"])
        modules = find(destination, "gi/overrides/Interprocess/__init__.py").parents[3]
        if installed in ("/usr", "/usr/local") and f"/{modules.relative_to(destination)}" not in sys.path:
            sys.exit(f"Python does not look in {modules}")
        environment["PYTHONPATH"] = str(modules)
        find(destination, "gjs-1.0/overrides/Interprocess.js")
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        for command in ([sys.executable, "outside-language.py"], ["gjs", "-m", "outside-language.js"]):
            said = run(*command[:-1], str(here / command[-1]), str(work), env=environment)
            if said != "from outside\n":
                sys.exit(f"{command} said: {said}")
        for name in ("test-services", "test-logging", "test-loop"):
            run(sys.executable, str(tests / f"{name}.py"), env=environment)
            run("gjs", "-m", str(tests / f"{name}.js"), env=environment)

    if "vapi" in what:
        find(destination, "interprocess-1.vapi")
        options = [f"--Xcc={flag}" for flag in ["-w", *flags]]

        def compile_vala(source):
            program = work / source.stem
            run("valac", "--pkg", "interprocess-1", *options, "-o", str(program), str(source), env=environment, cwd=work)
            return str(program)

        said = run(compile_vala(here / "outside-language.vala"), str(work), env=environment)
        if said != "from outside\n":
            sys.exit(f"The Vala program said: {said}")
        run(compile_vala(tests / "test-services.vala"), env=environment)
