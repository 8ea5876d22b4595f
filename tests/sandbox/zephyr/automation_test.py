"""Results files of test frameworks, as the vendor takes them."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.support.books import Reply, Zephyr

XML = (
    b'<testsuites><testsuite><testcase name="test_LVV-T36_x" time="1.5"/>'
    b'<testcase name="LVV-T101"><failure message="no"/></testcase>'
    b'<testcase name="LVV-T102"><skipped/></testcase>'
    b'<testcase name="nothing"/></testsuite></testsuites>'
)


def post(
    zephyr: Zephyr,
    kind: str,
    content: bytes,
    *,
    cycle: str | None = None,
    cycle_type: str = "application/json",
    query: str = "projectKey=LVV",
) -> Reply:
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="file"; '
        b'filename="f.xml"\r\n\r\n' + content + b"\r\n"
    ]
    if cycle is not None:
        head = (
            '--b\r\nContent-Disposition: form-data; name="testCycle"\r\n'
            f"Content-Type: {cycle_type}\r\n\r\n{cycle}\r\n"
        )
        parts.append(head.encode())
    return zephyr.call(
        "POST",
        f"automations/executions/{kind}?{query}",
        b"".join([*parts, b"--b--\r\n"]),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )


def results(zephyr: Zephyr, reply: Reply) -> dict[str, str]:
    assert reply.status == 200, reply
    key = reply.body["testCycle"]["key"]
    found: dict[str, str] = {}
    for one in zephyr.get(f"testexecutions?testCycle={key}")["values"]:
        status = zephyr.get(f"statuses/{one['testExecutionStatus']['id']}")
        case = one["testCase"]["self"].split("/")[-3]
        found[case] = status["name"]
    return found


def test_junit_makes_a_new_cycle_each_time(zephyr: Zephyr) -> None:
    one, other = post(zephyr, "junit", XML), post(zephyr, "junit", XML)
    assert results(zephyr, one) == {"LVV-T36": "Pass", "LVV-T101": "Fail"}
    assert one.body["testCycle"]["key"] != other.body["testCycle"]["key"]


def test_what_is_said_of_the_cycle_must_be_json(zephyr: Zephyr) -> None:
    said = json.dumps({"name": "Nightly"})
    taken = post(zephyr, "junit", XML, cycle=said)
    ignored = post(zephyr, "junit", XML, cycle=said, cycle_type="text/plain")
    names = [
        zephyr.get(f"testcycles/{reply.body['testCycle']['key']}")["name"]
        for reply in (taken, ignored)
    ]
    assert names == ["Nightly", "Automated Build"]


def test_cases_are_made_if_asked_for(zephyr: Zephyr) -> None:
    query = "projectKey=LVV&autoCreateTestCases=true"
    assert len(results(zephyr, post(zephyr, "junit", XML, query=query))) == 3


def test_a_zip_holds_several_files(zephyr: Zephyr) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.xml", XML)
        archive.writestr("b.xml", b'<t><testcase name="LVV-T98"/></t>')
    reply = post(zephyr, "junit", content.getvalue())
    assert len(results(zephyr, reply)) == 3


def test_other_formats_are_taken(zephyr: Zephyr) -> None:
    custom = {
        "version": 1,
        "executions": [{"result": "Passed", "testCase": {"key": "LVV-T36"}}],
    }
    reply = post(zephyr, "custom", json.dumps(custom).encode())
    assert results(zephyr, reply) == {"LVV-T36": "Pass"}
    cucumber = [
        {
            "elements": [
                {
                    "name": "A scenario",
                    "tags": [{"name": "@TestCaseKey=LVV-T101"}],
                    "steps": [{"result": {"status": "failed"}}],
                }
            ]
        }
    ]
    reply = post(zephyr, "cucumber", json.dumps(cucumber).encode())
    assert results(zephyr, reply) == {"LVV-T101": "Fail"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x><testcase name="LVV-T36"/></x>',
        b"<t/>",
        b"PK\x03\x04broken",
    ],
)
def test_files_that_hold_no_results_are_refused(
    zephyr: Zephyr, content: bytes
) -> None:
    before = zephyr.get("testcycles")["total"]
    assert post(zephyr, "junit", content).status == 400
    assert zephyr.get("testcycles")["total"] == before


def test_bdd_scripts_come_as_a_zip(zephyr: Zephyr) -> None:
    script = {"type": "bdd", "text": "Given a step"}
    zephyr.post("testcases/LVV-T36/testscript", script)
    reply = zephyr.call("GET", "automations/testcases?projectKey=LVV")
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        assert archive.namelist() == ["LVV-T36.feature"]
