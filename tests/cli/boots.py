# SPDX-License-Identifier: Apache-2.0
"""Boots made up event by event: golden values and event logs by their descriptions in measurements/golden.h and
measurements/userspace_log.h, the TCG PC Client Platform Firmware Profile 1.06, and evidence with a key of its own. Shares
nothing with the project's own prediction."""

import base64
import copy
import hashlib
import json
import os
import struct

from publisher import run
from reference import DATA

RECORDED = os.path.join(DATA, "recorded/qemu-ovmf2022.11-systemd257/firmware-log.bin")
NODE = json.load(open(os.path.join(DATA, "evidence/node.json")))
ALGORITHMS = {"sha256": 0x000B, "sha384": 0x000C}
TYPES = {"EV_SEPARATOR": 4, "EV_EVENT_TAG": 6, "EV_IPL": 13, "EV_EFI_VARIABLE_DRIVER_CONFIG": 0x80000001,
         "EV_EFI_BOOT_SERVICES_APPLICATION": 0x80000003, "EV_EFI_GPT_EVENT": 0x80000006, "EV_EFI_ACTION": 0x80000007,
         "EV_EFI_VARIABLE_AUTHORITY": 0x800000E0}
PHASES = ("enter-initrd", "leave-initrd", "sysinit", "ready")
SECTIONS = {".linux": "kernel", ".osrel": "osrel", ".cmdline": "cmdline", ".initrd": "initrd", ".uname": "uname", ".sbat": "sbat"}
LOADER, UKI = "EFI/BOOT/BOOTX64.EFI", "EFI/Linux/ingot.efi"


def digests_of(data):
    return {h: hashlib.new(h, data).hexdigest() for h in ALGORITHMS}


def event(pcr, kind, data, words, file=None, section=None, phase=None):
    """`data` is what is measured; `words` what a log says of it."""
    cause = {k: v for k, v in (("file", file), ("section", section)) if v}
    return {"pcr": pcr, "type": kind, "digests": digests_of(data), "description": words, "phase": phase, "cause": cause}


def variable(name, value):
    """UEFI_VARIABLE_DATA."""
    guid = bytes.fromhex("61dfe48bca93d211aa0d00e098032b8c" if name in ("SecureBoot", "PK", "KEK")
                         else "cbb219d73a3d9645a3bcdad00e67656f")
    data = guid + struct.pack("<QQ", len(name), len(value)) + name.encode("utf-16le") + value
    return event(7, "EV_EFI_VARIABLE_DRIVER_CONFIG", data, "variable " + name)


def separator(pcr):
    return event(pcr, "EV_SEPARATOR", bytes(4), "separator")


def make_boot(secure=False, addon=None, **parts):
    """The events of a boot whose parts are these words; what is not named is that of release 1."""
    get = lambda part: parts.get(part, part + " 1").encode()
    uki = b"|".join(get(p) for p in sorted(SECTIONS.values()))
    keys = get("keys") if secure else b""
    events = [variable("SecureBoot", b"\1" if secure else b"\0")]
    events += [variable(name, keys and name.encode() + keys) for name in ("PK", "KEK", "db", "dbx")]
    events += [separator(7), event(4, "EV_EFI_ACTION", b"Calling EFI Application from Boot Option", "boot option"), separator(4),
               separator(5), event(5, "EV_EFI_GPT_EVENT", b"gpt" + uki, "partition table")]
    program = lambda data, words, file, section=None: event(4, "EV_EFI_BOOT_SERVICES_APPLICATION", data, words, file, section)
    if secure:
        events.append(event(7, "EV_EFI_VARIABLE_AUTHORITY", b"signer" + keys, "entry of db", LOADER))
    events += [program(get("loader"), "systemd-boot", LOADER), event(5, "EV_EVENT_TAG", get("conf"), "loader.conf", "loader/loader.conf"),
               program(b"PE" + uki, "UKI", UKI)]
    for section, part in SECTIONS.items():
        events.append(event(11, "EV_IPL", section.encode() + b"\0", "name of " + section, UKI, section))
        events.append(event(11, "EV_IPL", get(part), section, UKI, section))
    if addon:
        events += [program(b"PE" + addon, "program " + addon.decode(), None), event(12, "EV_IPL", addon, addon.decode())]
    if not secure:
        events.append(program(b"PE" + get("kernel"), "kernel", UKI, ".linux"))
    events += [event(9, "EV_EVENT_TAG", get("cmdline") + (addon or b""), "LOADED_IMAGE::LoadOptions", UKI, ".cmdline"),
               event(9, "EV_EVENT_TAG", get("initrd") + get("osrel"), "Linux initrd", UKI, ".initrd")]
    events += [event(5, "EV_EFI_ACTION", w, w.decode()) for w in (b"Exit Boot Services Invocation",
                                                                 b"Exit Boot Services Returned with Success")]
    return events + [event(11, "OS_PHASE", p.encode(), p, None, None, p) for p in PHASES]


def make_node(boot, configured):
    """What a configured node measures: the configuration before it leaves the initrd."""
    at = next(i for i, e in enumerate(boot) if e["phase"] == "leave-initrd")
    own = [event(pcr, "OS_EVENT", data, words) for pcr, data, words in configured]
    return boot[:at] + own + boot[at:]


def fold(events, pcr, bank):
    value = bytes(hashlib.new(bank).digest_size)
    for e in events:
        if e["pcr"] == pcr:
            value = hashlib.new(bank, value + bytes.fromhex(e["digests"][bank])).digest()
    return value.hex()


def said_of(boot, pcr, bank):
    if pcr in (0, 1, 2, 3, 6, 10):
        return {"status": "unknown", "why": "the machine's"}
    if pcr in (8, 15):
        return {"status": "configured", "why": "follows from the configuration"}
    if pcr in (12, 13, 14):
        return {"status": "zero"}
    if pcr != 11:
        return {"status": "exact", "value": fold(boot, pcr, bank)}
    ends = [i for i, e in enumerate(boot) if e["phase"]]
    return {"status": "phases", "values": [{"phase": boot[i]["phase"], "value": fold(boot[:i + 1], pcr, bank)} for i in ends]}


def make_golden(boot):
    """Of a release that boots like that; version, ref and stream are the publisher's to say."""
    banks = {bank: {str(pcr): said_of(boot, pcr, bank) for pcr in range(16)} for bank in ALGORITHMS}
    known = {}
    for pcr, said in banks["sha256"].items():
        value = said.get("value") or said.get("values", [{}])[-1].get("value")
        if said["status"] in ("exact", "phases", "zero"):
            known[pcr] = {"expected": value or "0" * 64, "warnOnly": False}
    events = [{k: v for k, v in e.items() if v} for e in boot]
    return {"version": "", "ref": "-", "stream": "stable", "list": [
        {"csp": "QEMU", "attestationVariant": "qemu-vtpm", "measurements": known, "banks": banks, "events": events}]}


def read_log():
    """The recorded boot: what its firmware logged, then what systemd did."""
    recorded, events = open(RECORDED, "rb").read(), []
    names, banks = {n: name for name, n in TYPES.items()}, {n: bank for bank, n in ALGORITHMS.items()}
    at = 32 + struct.unpack_from("<I", recorded, 28)[0]
    while at < len(recorded):
        pcr, kind, count = struct.unpack_from("<III", recorded, at)
        at, digests = at + 12, {}
        for _ in range(count):
            bank = banks[struct.unpack_from("<H", recorded, at)[0]]
            size = hashlib.new(bank).digest_size
            digests[bank] = recorded[at + 2:at + 2 + size].hex()
            at += 2 + size
        size = struct.unpack_from("<I", recorded, at)[0]
        words = recorded[at + 4:at + 4 + size]
        at += 4 + size
        events.append({"pcr": pcr, "type": names.get(kind, hex(kind)), "digests": digests,
                       "description": words.decode("utf-16le").rstrip("\0") if pcr == 11 else "event", "cause": {}})
    for line in base64.b64decode(NODE["logs"]["userspace"]).decode().split("\n")[:-1]:
        record = json.loads(line.strip("\x1e"))
        events.append({"pcr": record["pcr"], "type": "OS_PHASE", "digests": {d["hashAlg"]: d["digest"] for d in record["digests"]},
                       "description": record["content"]["string"], "cause": {}})
    return events


def write_log(events):
    """A crypto-agile log: the first event of a recorded one, which says so, then these."""
    recorded = open(RECORDED, "rb").read()
    log = recorded[:32 + struct.unpack_from("<I", recorded, 28)[0]]
    for e in events:
        if e["type"] not in TYPES:
            continue
        log += struct.pack("<III", e["pcr"], TYPES[e["type"]], len(ALGORITHMS))
        for bank, number in ALGORITHMS.items():
            log += struct.pack("<H", number) + bytes.fromhex(e["digests"][bank])
        words = e["description"].encode()
        log += struct.pack("<I", len(words)) + words
    return log


def write_userspace(events):
    text = ""
    for e in events:
        if e["type"] in TYPES:
            continue
        text += "\x1e" + json.dumps({
            "pcr": e["pcr"], "digests": [{"hashAlg": h, "digest": d} for h, d in e["digests"].items()], "content_type": "systemd",
            "content": {"string": e["description"], "eventType": "phase" if e["phase"] else "ingot"}}) + "\n"
    return text.encode()


def values_of(events):
    """All 24 PCRs: those that a boot does not extend are as after power-on."""
    return {bank: {str(pcr): fold(events, pcr, bank) if pcr < 17 or pcr == 23 else "ff" * hashlib.new(bank).digest_size
                   for pcr in range(24)} for bank in ALGORITHMS}


class Node:
    """Gives evidence of boots, with an attestation key of its own in the place of the recorded one's."""

    def __init__(self, folder):
        self.key = os.path.join(folder, "ak.key")
        with open(self.key, "wb") as f:
            f.write(run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"))
        self.point = run("openssl", "pkey", "-in", self.key, "-pubout", "-outform", "DER")[-64:]

    def sign(self, data):
        der, numbers, at = run("openssl", "dgst", "-sha256", "-sign", self.key, data=data), b"", 2
        for _ in range(2):
            size = der[at + 1]
            number = int.from_bytes(der[at + 2:at + 2 + size], "big").to_bytes(32, "big")
            numbers += struct.pack(">H", 32) + number
            at += 2 + size
        return struct.pack(">HH", 0x0018, 0x000B) + numbers  # TPMT_SIGNATURE: ECDSA, SHA-256

    def evidence(self, events, logs=True, values=None, **members):
        made = copy.deepcopy(NODE)
        made["pcrs"] = values or values_of(events)
        quoted = b"".join(bytes.fromhex(v) for bank in made["pcrs"].values() for v in bank.values())
        quote = base64.b64decode(made["quote"])[:-32] + hashlib.sha256(quoted).digest()
        public = base64.b64decode(made["ak_public"])[:-68] + b"\0\x20" + self.point[:32] + b"\0\x20" + self.point[32:]
        written = {"firmware": write_log(events), "userspace": write_userspace(events)} if logs else {}
        made["logs"] = {name: base64.b64encode(log).decode() for name, log in written.items()}
        for name, data in (("quote", quote), ("signature", self.sign(quote)), ("ak_public", public)):
            made[name] = base64.b64encode(data).decode()
        return dict(made, **members)
