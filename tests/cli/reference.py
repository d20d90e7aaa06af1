# SPDX-License-Identifier: Apache-2.0
"""Golden values by the description in measurements/golden.h, made of PCR values as a node that is right has them."""

import os
import re

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data")
CONFIG = os.path.join(DATA, "node/full.p256")


def read_values(path):
    """Lines of bank, number and value."""
    values = {}
    for line in open(path, encoding="ascii"):
        found = re.match(r"(sha\w+)[\s:]+(\d+)[\s:]+(?:0x)?([0-9a-fA-F]+)$", line.strip())
        if found:
            values.setdefault(found[1], {})[int(found[2])] = found[3].lower()
    return values


def status_of(pcr, value):
    if pcr < 4:
        return {"status": "observed", "why": "firmware", "values": [{"firmware": "that of the test", "value": value}]}
    if pcr in (8, 15):
        return {"status": "configured", "why": "follows from the configuration"}
    if pcr == 10:
        return {"status": "unknown", "why": "IMA"}
    if pcr == 11:
        return {"status": "phases", "values": [{"phase": "ready", "value": value}]}
    if pcr >= 12:
        return {"status": "zero"}
    return {"status": "exact", "value": value}


def make_events():
    """Each PCR is extended by something unknown; what has a digest is of a PCR that nobody asks for."""
    events = [{"pcr": pcr, "type": "OS_EVENT", "digests": {}} for pcr in (4, 5, 6, 7, 9)]
    events.append({"pcr": 11, "type": "OS_PHASE", "digests": {}, "description": "ready", "phase": "ready"})
    return events + [{"pcr": 16, "type": "OS_EVENT", "digests": {"sha256": "00" * 32, "sha384": "00" * 48}}]


def make_golden(values, version):
    banks = {bank: {str(pcr): status_of(pcr, values[bank][pcr]) for pcr in range(16)} for bank in values}
    known = {}
    for pcr, said in banks["sha256"].items():
        if said["status"] == "observed":
            known[pcr] = {"expected": said["values"][0]["value"], "warnOnly": True}
        elif said["status"] in ("exact", "phases", "zero"):
            value = said.get("value") or said.get("values", [{"value": "0" * 64}])[0]["value"]
            known[pcr] = {"expected": value, "warnOnly": False}
    entry = {"csp": "QEMU", "attestationVariant": "qemu-vtpm", "measurements": known, "banks": banks, "events": make_events()}
    return {"version": version, "ref": "-", "stream": "stable", "list": [entry]}
