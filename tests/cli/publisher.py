# SPDX-License-Identifier: Apache-2.0
"""Makes publications by the description in measurements/publication.h, with openssl as the signer; and serves them, well
or badly. Shares nothing with the project's own publisher."""

import base64
import datetime
import hashlib
import http.server
import json
import os
import socketserver
import subprocess
import threading
import time


def run(*command, data=b""):
    return subprocess.run(command, input=data, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout


def make_key(folder, name):
    private, public = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".pem")
    with open(private, "wb") as f:
        f.write(run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"))
    with open(public, "wb") as f:
        f.write(run("openssl", "pkey", "-in", private, "-pubout"))
    return private


def stamp(days):
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return then.strftime("%Y-%m-%dT%H:%M:%SZ")


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def sign(path, key):
    with open(path, "rb") as f:
        signature = run("openssl", "dgst", "-sha256", "-sign", key, data=f.read())
    write(path + ".sig", base64.b64encode(signature) + b"\n")


class Release:
    """One version of a stream in a tree; every detail may be given wrongly."""

    def __init__(self, tree, key, golden, version="1.0.0", ref="-", stream="stable", **details):
        self.tree, self.key, self.version, self.ref, self.stream = tree, key, version, ref, stream
        self.issued = details.get("issued", stamp(-1))
        self.expires = details.get("expires", stamp(30))
        self.floor = details.get("floor", "0.0.1")
        self.top = os.path.join(tree, "v2/ref", ref, "stream", stream)
        self.folder = os.path.join(self.top, version, "image")
        values = dict(golden, version=version, ref=ref, stream=stream)
        self.files = {
            "components.json": b'{"components": []}\n',
            "info.json": b'{"schema": "ingot.info/1", "version": "%s", "images": []}\n' % version.encode(),
            "measurements.json": json.dumps(values, indent=2).encode() + b"\n",
            "packages.lock": b"nothing 1.0 amd64\n",
        }

    def head(self, schema):
        return {"schema": schema, "version": self.version, "ref": self.ref, "stream": self.stream,
                "issued": self.issued, "expires": self.expires}

    def index(self):
        files = [{"name": n, "size": len(d), "sha256": hashlib.sha256(d).hexdigest()} for n, d in sorted(self.files.items())]
        return dict(self.head("ingot.index/1"), floor=self.floor, files=files)

    def put(self, name, data):
        write(os.path.join(self.folder, name), data)

    def publish(self, latest=True):
        for name, data in self.files.items():
            self.put(name, data)
        sign(os.path.join(self.folder, "measurements.json"), self.key)
        self.publish_index(json.dumps(self.index(), indent=2).encode() + b"\n")
        if latest:
            path = os.path.join(self.top, "latest.json")
            write(path, json.dumps(self.head("ingot.latest/1"), indent=2).encode() + b"\n")
            sign(path, self.key)
        return self

    def publish_index(self, data):
        self.put("index.json", data)
        sign(os.path.join(self.folder, "index.json"), self.key)

    def flip(self, name, bit):
        path = os.path.join(self.top if name.startswith("latest") else self.folder, name)
        with open(path, "rb") as f:
            data = bytearray(f.read())
        data[(bit // 8) % len(data)] ^= 1 << bit % 8
        write(path, bytes(data))


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Serves a tree on loopback; `odd` maps the end of a path to what goes wrong with it."""

    daemon_threads = True

    def __init__(self, tree, odd=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.tree, self.odd, self.asked = tree, odd or {}, []
        self.url = "http://127.0.0.1:%d" % self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        pass  # clients that hang up are what is tested


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *unused):
        pass

    def do_GET(self):
        self.close_connection = True
        self.server.asked.append((self.path, self.headers.get("Range"), self.headers.get("If-Range")))
        odd = next((o for end, o in self.server.odd.items() if self.path.endswith(end)), None)
        path = os.path.join(self.server.tree, self.path.lstrip("/"))
        if isinstance(odd, str) and odd.startswith("to "):
            self.send_response(302)
            self.send_header("Location", odd[3:] + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if odd == "status 500" or not os.path.isfile(path):
            self.send_response(500 if odd else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with open(path, "rb") as f:
            self.give(f.read(), odd)

    def give(self, data, odd):
        tag = '"%s"' % hashlib.sha256(data).hexdigest()[:16]
        start, asked = 0, self.headers.get("Range")
        if odd == "ranges" and asked and self.headers.get("If-Range", tag) == tag:
            start = int(asked[len("bytes="):-1])
        if start > len(data):
            self.send_response(416)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", "bytes %d-%d/%d" % (start, len(data) - 1, len(data)))
        if odd == "ranges" or odd == "cut":
            self.send_header("ETag", tag)
        if odd != "endless":
            self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        if odd == "stall":
            self.wfile.write(data[:10])
            self.wfile.flush()
            time.sleep(20)
        elif odd == "cut":
            self.wfile.write(data[:len(data) // 2])
        elif odd == "endless":
            for _ in range(200):
                self.wfile.write(b"x" * 65536)
        else:
            self.wfile.write(data[start:])
