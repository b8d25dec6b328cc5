"""The code under `engine/api` is what the protos make, and lives beside a client's own."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from importlib.metadata import files as installed
from pathlib import Path
from textwrap import dedent

import pytest

from engine.api import figure_pb2
from tests.api.protos import GENERATOR, files, generator, messages

CHECKOUT = GENERATOR.parents[1]
API = CHECKOUT / "engine" / "api"

# What a client would do with its own stubs of the same protos, in one process with ours.
USING_BOTH = """
    request = {theirs}.SubmitRequest(request_id="r-1", contract="cedar")
    request.figures["visits_missed"].number = "97"
    {ours}_request = {ours}.SubmitRequest.FromString(request.SerializeToString())

    assert {ours}_request.figures["visits_missed"].number == "97"
    assert {ours}_request == request
    assert {ours}.DESCRIPTOR.serialized_pb == {theirs}.DESCRIPTOR.serialized_pb
    assert {ours}.__file__ != {theirs}.__file__
"""
OURS = "import engine.api.decision_service_pb2 as ours"
THEIRS = "import {package}.decision_service_pb2 as theirs"


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("api")
    generator()["api"](folder)
    return folder


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A folder with stubs that protoc made of our protos, untouched, and the same again under a package of its own."""
    folder = tmp_path_factory.mktemp("client")
    google = next(file for file in installed("googleapis-common-protos") if file.match("google/type/date.proto"))
    include = Path(google.locate()).parents[2]
    protos = [str(file) for file in (CHECKOUT / "proto").glob("plimsoll/v1/*.proto")]
    arguments = [f"-I{CHECKOUT / 'proto'}", f"-I{include}", f"--python_out={folder}", *protos]
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", *arguments], check=True)
    own = folder / "council_stubs"
    own.mkdir()
    for file in (folder / "plimsoll" / "v1").glob("*.py"):
        moved = file.read_text(encoding="utf-8").replace("from plimsoll.v1 import", "from council_stubs import")
        (own / file.name).write_text(moved, encoding="utf-8")
    return folder


def run(program, *paths):
    search = os.pathsep.join(map(str, (CHECKOUT, *paths)))
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": search},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_committed_code_is_what_the_protos_make(regenerated):
    made = {file.name: file.read_text(encoding="utf-8") for file in regenerated.iterdir()}
    committed = {file.name: file.read_text(encoding="utf-8") for file in API.iterdir() if file.is_file()}

    assert made.keys() == committed.keys()
    assert [name for name in made if made[name] != committed[name]] == [], "run `python proto/generate.py api`"


def test_the_protos_pass_bufs_lint():
    linted = subprocess.run([sys.executable, GENERATOR, "lint"], capture_output=True, text=True, check=False)

    assert (linted.stdout, linted.stderr, linted.returncode) == ("", "", 0)


def test_a_proto_without_a_comment_does_not_pass(tmp_path):
    copy = tmp_path / "proto"
    (copy / "plimsoll" / "v1").mkdir(parents=True)
    for file in [GENERATOR, GENERATOR.parent / "buf.yaml", *GENERATOR.parent.glob("plimsoll/v1/period.proto")]:
        text = file.read_text(encoding="utf-8")
        (copy / file.relative_to(GENERATOR.parent)).write_text(text.replace("  // The first day.\n", ""))

    linted = subprocess.run([sys.executable, copy / "generate.py", "lint"], capture_output=True, text=True, check=False)

    assert 'Field "first" should have a non-empty comment' in linted.stdout
    assert linted.returncode == 100


def test_a_proto_that_does_not_parse_is_named(tmp_path):
    (tmp_path / "plimsoll" / "v1").mkdir(parents=True)
    (tmp_path / "plimsoll" / "v1" / "broken.proto").write_text("message {")
    copy = tmp_path / "generate.py"
    copy.write_text(GENERATOR.read_text(encoding="utf-8"))

    made = subprocess.run([sys.executable, copy, "api", tmp_path / "api"], capture_output=True, text=True, check=False)

    assert made.returncode == 1
    assert "broken.proto:1:9" in made.stderr


@pytest.mark.parametrize("package", ["plimsoll.v1", "council_stubs"])
@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_a_clients_own_stubs_work_in_one_process_with_ours(client, package, first):
    imports = [OURS, THEIRS.format(package=package)]
    if first == "theirs":
        imports.reverse()

    ran = run("\n".join([*imports, dedent(USING_BOTH.format(ours="ours", theirs="theirs"))]), client)

    assert (ran.returncode, ran.stderr) == (0, "")


def test_descriptors_keep_the_names_of_the_wire():
    assert {file.package for file in files()} == {"plimsoll.v1"}
    assert all(file.name.startswith("plimsoll/v1/") for file in files())
    assert len(files()) == len([*GENERATOR.parent.glob("plimsoll/v1/*.proto")])


def test_our_messages_say_where_they_come_from():
    figure = figure_pb2.Figure(number="97")

    assert figure_pb2.Figure.__module__ == "engine.api.figure_pb2"
    assert pickle.loads(pickle.dumps(figure)) == figure


def test_no_message_serves_two_methods():
    used = [kind.full_name for file in files() for service in file.services_by_name.values() for kind in kinds(service)]

    assert len(used) == len(set(used))


def kinds(service):
    return [kind for method in service.methods for kind in (method.input_type, method.output_type)]


def test_no_figure_or_sum_is_a_binary_fraction():
    fields = [field for message in messages() for field in message.fields]

    assert [field.full_name for field in fields if field.type in {field.TYPE_DOUBLE, field.TYPE_FLOAT}] == []
