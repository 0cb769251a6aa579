# SPDX-License-Identifier: MIT
"""compile_sql.py makes statements of .sql files, and stops the build at every mistake."""
import importlib.util
import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).parents[2] / "src/storage/compile_sql.py"
spec = importlib.util.spec_from_file_location("compile_sql", SCRIPT)
compile_sql = importlib.util.module_from_spec(spec)
spec.loader.exec_module(compile_sql)


@pytest.fixture
def compiled(tmp_path):
    """Compiles files, given as texts; returns the statements as {name: (sql, parameters, writes)}."""

    def run(*texts):
        for position, text in enumerate(texts):
            (tmp_path / f"{position}.sql").write_text(text, encoding="utf-8")
        return {name: rest for name, *rest in compile_sql.compile_folder(tmp_path)}

    return run


@pytest.fixture
def fault(compiled):
    """Compiles files that have a mistake; returns what it says."""

    def run(*texts):
        with pytest.raises(compile_sql.Fault) as raised:
            compiled(*texts)
        return str(raised.value)

    return run


def test_a_statement_is_one_line_with_numbered_parameters(compiled):
    statements = compiled("-- statement get(id text, at timestamptz)\nSELECT :at,\n    :id, :id\n;\n")
    assert statements["get"][0].split() == ["SELECT", "$2,", "$1,", "$1"]
    assert "\n" not in statements["get"][0]
    assert statements["get"][1] == [("id", "text"), ("at", "timestamptz")]


def test_numbers_follow_the_declaration_and_not_the_use(compiled):
    assert compiled("-- statement s(a text, b text)\nSELECT :b, :a")["s"][0] == "SELECT $2, $1"


def test_a_cast_is_no_parameter(compiled):
    assert compiled("-- statement s(a text)\nSELECT :a::text, now()::date")["s"][0] == "SELECT $1::text, now()::date"


def test_lines_of_comment_are_left_out(compiled):
    assert compiled("-- about all\n-- statement s\nSELECT 1,\n  -- :nobody {nothing}\n\n2\n")["s"][0] == "SELECT 1, 2"


@pytest.mark.parametrize("sql, writes", [
    ("SELECT 1", False), ("select 1", False), ("VALUES (1)", False), ("INSERT INTO t VALUES (1)", True),
    ("UPDATE t SET a = 1", True), ("DELETE FROM t", True), ("WITH x AS (DELETE FROM t RETURNING 1) SELECT 1", True),
])
def test_what_does_not_only_read_writes(compiled, sql, writes):
    assert compiled(f"-- statement s\n{sql}")["s"][2] is writes


def test_a_fragment_stands_for_its_text(compiled):
    statements = compiled("-- fragment columns(t)\n{t}.id, {t}.name\n-- statement s\nSELECT {columns(p)} FROM p",
                          "-- statement other\nSELECT {columns( q )} FROM q")
    assert statements["s"][0] == "SELECT p.id, p.name FROM p"
    assert statements["other"][0] == "SELECT q.id, q.name FROM q"


def test_a_fragment_may_hold_parameters_and_other_fragments(compiled):
    text = "-- fragment a(x, y)\n{b({x})} = {y}\n-- fragment b(z)\n{z}.id = :id\n-- statement s(id text)\nSELECT {a(t, 1)}"
    assert compiled(text)["s"][0] == "SELECT t.id = $1 = 1"


def test_a_fragment_without_arguments_needs_no_brackets(compiled):
    assert compiled("-- fragment one\n1\n-- statement s\nSELECT {one}, {one()}")["s"][0] == "SELECT 1, 1"


def test_statements_come_in_the_order_of_their_names(compiled):
    assert list(compiled("-- statement b\nSELECT 1\n-- statement c\nSELECT 1", "-- statement a\nSELECT 1")) == list("abc")


def test_a_parameter_that_is_not_declared_is_a_fault(fault):
    assert fault("-- statement s(id text)\nSELECT :id, :other") == "s: :other is not declared"


def test_a_parameter_of_a_fragment_has_to_be_declared_too(fault):
    assert fault("-- fragment f\n:actor\n-- statement s\nSELECT {f}") == "s: :actor is not declared"


def test_a_parameter_that_is_not_used_is_a_fault(fault):
    assert fault("-- statement s(id text, spare text)\nSELECT :id") == "s: spare is not used"


@pytest.mark.parametrize("parameter", ["id", "id uuid", "id TEXT", "id text text", "id int"])
def test_a_parameter_of_an_unknown_type_is_a_fault(fault, parameter):
    assert fault(f"-- statement s({parameter})\nSELECT :id").startswith("s: parameter id has no type of")


@pytest.mark.parametrize("kind", ["statement", "fragment"])
def test_two_of_one_name_are_a_fault(fault, kind):
    assert "there are two of x" in fault(f"-- {kind} x\nSELECT 1\n", f"-- {kind} x\nSELECT 2\n")
    assert "there are two of x" in fault(f"-- {kind} x\nSELECT 1\n-- {kind} x\nSELECT 2\n", "")


def test_a_statement_and_a_fragment_may_share_a_name(compiled):
    assert compiled("-- fragment x\n1\n-- statement x\nSELECT {x}")["x"][0] == "SELECT 1"


def test_a_fragment_that_is_not_there_is_a_fault(fault):
    assert fault("-- statement s\nSELECT {columns(p)}") == "s: there is no fragment columns"


@pytest.mark.parametrize("call", ["{f}", "{f()}", "{f(a)}", "{f(a, b, c)}"])
def test_a_wrong_number_of_arguments_is_a_fault(fault, call):
    assert fault(f"-- fragment f(x, y)\n{{x}}{{y}}\n-- statement s\nSELECT {call}") == "s: f takes 2 arguments"


@pytest.mark.parametrize("fragments", [
    "-- fragment a\n{a}\n", "-- fragment a\n{b}\n-- fragment b\n{a}\n", "-- fragment a\n{a} {a}\n",
])
def test_fragments_that_include_each_other_are_a_fault(fault, fragments):
    assert fault(f"{fragments}-- statement s\nSELECT {{a}}") == "s: fragments include each other"


def test_sql_before_the_first_block_is_a_fault(fault):
    assert fault("-- only a comment\nSELECT 1\n") == "0.sql:2: SQL before the first block"


def migrations(tmp_path, *names):
    folder = tmp_path / "migrations"
    folder.mkdir()
    for name in names:
        (folder / name).write_text('CREATE TABLE "a\\b" (id);\n', encoding="utf-8")
    compile_sql.write_migrations(tmp_path / "migrations.c", folder)
    return (tmp_path / "migrations.c").read_text(encoding="utf-8")


def test_migrations_are_numbered_from_1_and_keep_their_text(tmp_path):
    text = migrations(tmp_path, "002_second.sql", "001_first.sql")
    assert text.index('1, "first",') < text.index('2, "second",')
    assert r'"CREATE TABLE \"a\\b\" (id);" "\n"' in text


@pytest.mark.parametrize("names", [
    ("002_second.sql",), ("001_a.sql", "003_c.sql"), ("001_a.sql", "001_b.sql"), ("000_zero.sql",), ("first.sql",),
    ("001a_first.sql",), ("001_a.sql", "002_b.sql", "002_c.sql"),
])
def test_a_migration_with_another_number_than_its_place_is_a_fault(tmp_path, names):
    with pytest.raises(compile_sql.Fault, match="are to be numbered"):
        migrations(tmp_path, *names)


def run_script(tmp_path, sql):
    (tmp_path / "sql").mkdir()
    (tmp_path / "migrations").mkdir()
    (tmp_path / "sql/all.sql").write_text(sql, encoding="utf-8")
    (tmp_path / "migrations/001_first.sql").write_text("SELECT 1;\n", encoding="utf-8")
    words = [sys.executable, SCRIPT, tmp_path / "sql", tmp_path / "migrations", tmp_path / "out"]
    return subprocess.run(words, capture_output=True, text=True)


def test_the_script_writes_a_name_and_a_row_for_each_statement(tmp_path):
    sql = '-- statement get(id text, n integer)\nSELECT "x" = :id, :n\n-- statement put\nDELETE FROM t\n'
    assert run_script(tmp_path, sql).returncode == 0
    header = (tmp_path / "out/statements.h").read_text(encoding="utf-8")
    table = (tmp_path / "out/statements.c").read_text(encoding="utf-8")
    assert "    SAAS__SQL_GET,\n    SAAS__SQL_PUT,\n    SAAS__SQL_COUNT\n" in header
    assert '.sql = "SELECT \\"x\\" = $1, $2"' in table
    assert ".param_types = {SAAS_TEXT, SAAS_INT}" in table and ".param_types = {SAAS_NULL}" in table
    assert table.count(".writes = true") == 1 and table.count(".writes = false") == 1


def test_the_script_ends_with_1_and_one_sentence(tmp_path):
    result = run_script(tmp_path, "-- statement s\nSELECT :id")
    assert result.returncode == 1
    assert result.stderr == "compile_sql: s: :id is not declared\n"
    assert not (tmp_path / "out/statements.c").exists()
