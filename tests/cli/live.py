# SPDX-License-Identifier: Apache-2.0
"""Nodes that answer: ingot-attest (attest_under_test) with a TPM simulator behind it that measured what a boot and a
configuration would have, and sockets to put before them."""

import base64
import hashlib
import json
import os
import shutil
import socket
import subprocess
import threading
import time

from publisher import run, write
from reference import DATA, read_values

TOOLS = ("swtpm", "swtpm_setup", "swtpm_localca", "tpm2_pcrextend", "tpm2_pcrread", "openssl")
DOCUMENT = open(os.path.join(DATA, "node/full.json"), "rb").read()
CLUSTER = json.loads(DOCUMENT)["cluster"]["id"]


class Listener:
    """Hands each connection to `serve` in a thread of its own."""

    def __init__(self, serve, family=socket.AF_INET, host="127.0.0.1"):
        self.socket = socket.socket(family)
        self.socket.bind((host, 0))
        self.socket.listen(8)
        self.port = self.socket.getsockname()[1]
        self.at = ("[%s]:%d" if ":" in host else "%s:%d") % (host, self.port)
        self.serve = serve
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.handle, args=(connection,), daemon=True).start()

    def handle(self, connection):
        try:
            self.serve(connection)
        except (OSError, ValueError):
            pass  # a client that hung up, so that there is no line to read
        connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.socket.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self.socket.close()


class Authority:
    """Certifies TPMs; its certificate is ca.pem."""

    def __init__(self, folder):
        self.folder = folder
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.path("ca.key"), "-out", self.path("ca.pem"),
            "-days", "30", "-subj", "/CN=Test TPM CA", "-addext", "basicConstraints=critical,CA:TRUE")
        write(self.path("localca.conf"), ("statedir = %s\nsigningkey = %s\nissuercert = %s\ncertserial = %s\n" %
                                          (folder, self.path("ca.key"), self.path("ca.pem"), self.path("serial"))).encode())
        write(self.path("localca.options"), b"")
        write(self.path("setup.conf"),
              ("create_certs_tool = %s\ncreate_certs_tool_config = %s\ncreate_certs_tool_options = %s\n" %
               (shutil.which("swtpm_localca"), self.path("localca.conf"), self.path("localca.options"))).encode())

    def path(self, name):
        return os.path.join(self.folder, name)


class Node:
    """One node; @values are those of its PCRs."""

    def __init__(self, attest, folder, authority):
        self.attest, self.folder = attest, folder
        self.tcti = "swtpm:path=" + self.path("tpm.sock")
        # No resource manager stands before its TPM: one at a time, or the memory of the TPM is out.
        self.in_turn = threading.Lock()
        os.makedirs(self.path("tpm"))
        run("swtpm_setup", "--tpm2", "--tpmstate", self.path("tpm"), "--pcr-banks", "sha256,sha384", "--config",
            authority.path("setup.conf"), "--create-ek-cert")
        self.tpm = subprocess.Popen(("swtpm", "socket", "--tpm2", "--tpmstate", "dir=" + self.path("tpm"), "--server",
                                     "type=unixio,path=" + self.path("tpm.sock"), "--ctrl",
                                     "type=unixio,path=" + self.path("tpm.sock.ctrl"), "--flags", "not-need-init,startup-clear"),
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.values = self.measure()
            self.say_what_it_is()
        except BaseException:
            self.stop()
            raise

    def path(self, name):
        return os.path.join(self.folder, name)

    def measure(self):
        for _ in range(200):
            if os.path.exists(self.path("tpm.sock")):
                break
            time.sleep(0.05)
        owner = base64.b64decode("".join(open(os.path.join(DATA, "node/owner-p256.pem")).read().split("-----")[2].split()))
        for pcr, data in [(n, b"boot %d" % n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 9, 11)] + \
                [(8, owner), (8, DOCUMENT), (15, bytes.fromhex(CLUSTER))]:
            digests = ",".join("%s=%s" % (h, hashlib.new(h, data).hexdigest()) for h in ("sha256", "sha384"))
            run("tpm2_pcrextend", "-T", self.tcti, "%d:%s" % (pcr, digests))
        lines, bank = [], None
        for line in run("tpm2_pcrread", "-T", self.tcti, "sha256:all+sha384:all").decode().splitlines():
            word = line.split()
            if len(word) == 1:
                bank = word[0].rstrip(":")
            else:
                lines.append("%s %s %s" % (bank, word[0].rstrip(":"), word[-1]))
        write(self.path("values"), "\n".join(lines).encode())
        return read_values(self.path("values"))

    def say_what_it_is(self):
        for folder in ("run", "logs"):
            os.mkdir(self.path(folder))
        write(self.path("logs/firmware-log"), b"-")  # none
        write(self.path("os-release"), b'NAME=x\nIMAGE_VERSION="1.2.3"\n')
        write(self.path("run/observed.json"), json.dumps(
            {"version": "ingot.observed/1", "state": "ready", "platform": "qemu", "stream": "stable", "phase": "ready",
             "pcrs": {"sha256": {"0": "0" * 64}}, "events": []}, separators=(",", ":")).encode())

    def start(self, connection):
        return subprocess.Popen((self.attest, self.folder, self.tcti), stdin=connection, stdout=connection, stderr=subprocess.DEVNULL)

    def serve(self, connection):
        """What Listener hands a connection to."""
        with self.in_turn:
            self.start(connection).wait()

    def stop(self):
        self.tpm.kill()
        self.tpm.wait()
