# SPDX-License-Identifier: MIT
"""The folders of src/ are layers: an include points to its own folder or to a lower one."""
import pathlib

import sources

# Lowest first. A folder that is new in src/ gets its place here.
LAYERS = ["base", "net", "storage", "client", "jobs", "core", "auth", "mail", "notify"]

# What stands outside of the layers: the command line tool is a consumer of the public API.
CONSUMERS = ("examples/", "src/cli/", "tests/e2e/")

# Headers of other libraries, and who alone may include them.
FOREIGN = {
    "sqlite3.h": ("src/storage/sqlite/",),
    "libpq-fe.h": ("src/storage/postgres/",),
    "hiredis/": ("src/jobs/bullmq/", "src/cache/", "src/net/"),
    "curl/": ("src/net/",),
}

SOURCES = (".c", ".h")


def layer_of(path):
    """The layer of "src/core/task.c" or "core/task.h"; None for what lies in no folder."""
    parts = pathlib.PurePath(path).parts
    parts = parts[1:] if parts[0] == "src" else parts
    return parts[0] if len(parts) > 1 else None


def library_files():
    return [path for path in sources.files(*SOURCES, under="src/") if not str(path).startswith("src/cli/")]


def test_every_folder_of_src_has_a_rank():
    folders = {layer_of(path) for path in library_files()} - {None}
    sources.report(f"src/{folder}/ has no place in LAYERS" for folder in sorted(folders - set(LAYERS)))


def test_a_layer_includes_only_itself_and_lower_ones():
    rank = {layer: number for number, layer in enumerate(LAYERS)}
    top = len(LAYERS)
    sources.report(
        f"{path}:{line}: {name} is above"
        for path in library_files()
        for line, mark, name in sources.includes(path)
        if mark == '"' and rank.get(layer_of(name), -1) > rank.get(layer_of(path), top)
    )


def test_includes_inside_src_are_written_from_src():
    def is_there(name):
        written = "/" in name and (sources.ROOT / "src" / name).exists()
        return written or any((sources.BUILD / "src").glob(f"**/{name}"))  # what the build generates

    sources.report(
        f'{path}:{line}: "{name}" is not a file below src/'
        for path in library_files()
        for line, mark, name in sources.includes(path)
        if mark == '"' and not is_there(name)
    )


def test_a_backend_is_known_to_nobody_but_its_own_folder_and_the_registry_beside_it():
    def backend(name):
        """"storage/sqlite" for "storage/sqlite/reader.h": a folder within a layer."""
        parts = pathlib.PurePath(name).parts
        return "/".join(parts[:2]) if len(parts) == 3 else None

    sources.report(
        f"{path}:{line}: {name} belongs to a backend"
        for path in library_files()
        for line, mark, name in sources.includes(path)
        if mark == '"' and backend(name) and not str(path).startswith(f"src/{backend(name)}/")
        and path.name != "registry.c"
    )


def test_headers_of_other_libraries_stay_in_the_folder_that_wraps_them():
    def is_foreign(name, header):
        return name == header or header.endswith("/") and name.startswith(header)

    sources.report(
        f"{path}:{line}: {name} is for {' '.join(owners)}"
        for path in sources.files(*SOURCES, under="src/")
        for line, _, name in sources.includes(path)
        for header, owners in FOREIGN.items()
        if is_foreign(name, header) and not str(path).startswith(owners)
    )


def test_consumers_include_the_public_headers_only():
    def is_own(path, name):
        """A file of the same program, found beside the includer or at the program's root."""
        program = pathlib.Path(*path.parts[:2])
        return any((sources.ROOT / place / name).exists() for place in (path.parent, program))

    def is_private(path, mark, name):
        if mark == '"':
            return not is_own(path, name) or ".." in name
        return not name.startswith("saas/") and (sources.ROOT / "src" / name).exists()

    sources.report(
        f"{path}:{line}: {name} is not <saas/...>"
        for path in sources.files(*SOURCES)
        if str(path).startswith(CONSUMERS)
        for line, mark, name in sources.includes(path)
        if is_private(path, mark, name)
    )


def test_public_headers_include_public_and_standard_headers_only():
    standard = {"stdbool.h", "stddef.h", "stdint.h"}
    sources.report(
        f"{path}:{line}: {name}"
        for path in sources.files(".h", under="include/")
        for line, mark, name in sources.includes(path)
        if mark == '"' or not (name in standard or name.startswith("saas/"))
    )
