#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles the .sql files of a folder into a table of statements in C.

A file holds blocks:

    -- statement project_get(actor text, id text)
    SELECT {project(p)} FROM projects p WHERE p.id = :id AND {may(p.workspace_id)}

    -- fragment project(p)
    {p}.id, {p}.name

`:name` is a declared parameter and becomes $1, $2, … in the declared order;
`{fragment(argument)}` is replaced by the fragment's text, `{argument}` inside it
by what was given. Comments end with the line. Every mistake stops the build.
"""
import argparse
import pathlib
import re
import sys

TYPES = {"text": "SAAS_TEXT", "integer": "SAAS_INT", "boolean": "SAAS_BOOL", "timestamptz": "SAAS_TIME"}
HEADER = re.compile(r"^-- (statement|fragment) (\w+)(?:\((.*)\))?$")


class Fault(Exception):
    pass


def blocks(path):
    """Yields (kind, name, parameters, text) of each block of a file."""
    current = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        header = HEADER.match(line.strip())
        if header:
            if current:
                yield current
            parameters = [p.strip() for p in (header[3] or "").split(",") if p.strip()]
            current = (header[1], header[2], parameters, [])
        elif re.match(r"\s*--\s*(statement|fragment)\b", line):
            raise Fault(f"{path.name}:{number}: that is no header of a block")
        elif line.lstrip().startswith("--") or not line.strip():
            continue
        elif "--" in re.sub(r"'[^']*'", "", line):
            raise Fault(f"{path.name}:{number}: a comment needs a line of its own")
        elif current is None:
            raise Fault(f"{path.name}:{number}: SQL before the first block")
        else:
            current[3].append(line.strip())
    if current:
        yield current


def expand(text, fragments, where, depth=0):
    """Replaces each {fragment(argument, …)} by its text."""
    if depth > 8:
        raise Fault(f"{where}: fragments include each other")

    def replace(match):
        name, arguments = match[1], [a.strip() for a in (match[2] or "").split(",") if a.strip()]
        if name not in fragments:
            raise Fault(f"{where}: there is no fragment {name}")
        parameters, body = fragments[name]
        if len(parameters) != len(arguments):
            raise Fault(f"{where}: {name} takes {len(parameters)} arguments")
        for parameter, argument in zip(parameters, arguments):
            body = body.replace("{" + parameter + "}", argument)
        return expand(body, fragments, where, depth + 1)

    return re.sub(r"\{(\w+)(?:\(([^{}]*)\))?\}", replace, text)


def number(text, parameters, where):
    """Replaces each :name by its $number; all of them have to be declared and used."""
    names = [name for name, _ in parameters]
    used = set()

    def replace(match):
        if match[1] not in names:
            raise Fault(f"{where}: :{match[1]} is not declared")
        used.add(match[1])
        return f"${names.index(match[1]) + 1}"

    text = re.sub(r"(?<![:\w]):(\w+)", replace, text)
    unused = [name for name in names if name not in used]
    if unused:
        raise Fault(f"{where}: {', '.join(unused)} is not used")
    return text


def typed(parameters, where):
    """Splits each 'name type'."""
    result = []
    for parameter in parameters:
        name, _, kind = parameter.partition(" ")
        if kind not in TYPES:
            raise Fault(f"{where}: parameter {name} has no type of {', '.join(TYPES)}")
        if name in (known for known, _ in result):
            raise Fault(f"{where}: parameter {name} is declared twice")
        result.append((name, kind))
    return result


def compile_folder(folder):
    """Returns [(name, sql, parameters, writes)] of all statements, by name."""
    fragments, statements = {}, {}
    for path in sorted(folder.glob("*.sql")):
        for kind, name, parameters, lines in blocks(path):
            table = fragments if kind == "fragment" else statements
            if name in table:
                raise Fault(f"{path.name}: there are two of {name}")
            if not lines:
                raise Fault(f"{path.name}: {name} has no SQL")
            table[name] = (parameters, " ".join(lines).rstrip(";"))
    result = []
    for name in sorted(statements):
        parameters = typed(statements[name][0], name)
        sql = number(expand(statements[name][1], fragments, name), parameters, name)
        result.append((name, sql, parameters, not sql.upper().startswith(("SELECT", "VALUES"))))
    return result


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_header(path, statements):
    names = "".join(f"    SAAS__SQL_{name.upper()},\n" for name, *_ in statements)
    path.write_text(
        "/* Made by compile_sql.py from the .sql files. */\n"
        "#ifndef SAAS_STORAGE_STATEMENTS_H\n#define SAAS_STORAGE_STATEMENTS_H\n\n"
        f"enum saas_statement_id {{\n{names}    SAAS__SQL_COUNT\n}};\n\n#endif\n", encoding="utf-8")


def write_table(path, statements):
    rows = []
    for name, sql, parameters, writes in statements:
        types = ", ".join(TYPES[kind] for _, kind in parameters) or "SAAS_NULL"
        rows.append(
            f"    [SAAS__SQL_{name.upper()}] = {{\n"
            f"        .name = {c_string(name)},\n        .sql = {c_string(sql)},\n"
            f"        .param_count = {len(parameters)},\n        .param_types = {{{types}}},\n"
            f"        .writes = {'true' if writes else 'false'},\n    }},\n")
    path.write_text(
        "/* Made by compile_sql.py from the .sql files. */\n#include \"storage/statement.h\"\n\n"
        "const struct saas_statement_text saas__statements[SAAS__SQL_COUNT] = {\n"
        + "".join(rows) + "};\n", encoding="utf-8")


def write_migrations(path, folder):
    rows = []
    for position, file in enumerate(sorted(folder.glob("*.sql")), 1):
        version, _, name = file.stem.partition("_")
        if not version.isdigit() or int(version) != position:
            raise Fault(f"{file.name}: the migrations are to be numbered 001, 002, …")
        lines = "\n".join(f"        {c_string(line)} \"\\n\"" for line in
                          file.read_text(encoding="utf-8").splitlines())
        rows.append(f"    {{\n        {position}, {c_string(name)},\n{lines}\n    }},\n")
    path.write_text(
        "/* Made by compile_sql.py from the migrations. */\n#include \"storage/migrate.h\"\n\n"
        f"const struct saas_migration saas__migrations[] = {{\n{''.join(rows)}}};\n"
        "const int saas__migration_count = sizeof(saas__migrations) / sizeof(saas__migrations[0]);\n",
        encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sql", type=pathlib.Path, help="folder of the statements")
    parser.add_argument("migrations", type=pathlib.Path, help="folder of the migrations")
    parser.add_argument("out", type=pathlib.Path, help="folder for the C files")
    options = parser.parse_args()
    try:
        statements = compile_folder(options.sql)
        options.out.mkdir(parents=True, exist_ok=True)
        write_header(options.out / "statements.h", statements)
        write_table(options.out / "statements.c", statements)
        write_migrations(options.out / "migrations.c", options.migrations)
    except Fault as fault:
        sys.exit(f"compile_sql: {fault}")


if __name__ == "__main__":
    main()
