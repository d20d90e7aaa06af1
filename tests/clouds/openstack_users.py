# SPDX-License-Identifier: Apache-2.0
"""openstack_users.py DIR: what a fresh Keystone lacks for the tests, through its own API: the image service in the catalog, a
member without rights of an administrator, an application credential; and the clouds.yaml and secure.yaml that use them."""

import json
import os
import sys
import urllib.request

AUTH = os.environ["OPENSTACK_AUTH_URL"]
IMAGE = os.environ["OPENSTACK_IMAGE_URL"]


def call(method, path, body, token=None):
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(AUTH + path, data, {"Content-Type": "application/json"}, method=method)
    if token:
        request.add_header("X-Auth-Token", token)
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
        return (json.loads(text) if text else None), answer.headers.get("X-Subject-Token")


def token_of(user):
    default = {"id": "default"}
    return call("POST", "/auth/tokens", {"auth": {
        "identity": {"methods": ["password"], "password": {"user": {
            "name": user, "domain": default, "password": user + "-password"}}},
        "scope": {"project": {"name": "images", "domain": default}}}})


def main():
    answer, token = token_of("admin")
    project = answer["token"]["project"]["id"]
    service = call("POST", "/services", {"service": {"type": "image", "name": "glance"}}, token)[0]["service"]["id"]
    # the internal address is one where nothing answers, so that a wrong choice is seen
    for interface, url in ("public", IMAGE), ("internal", "http://127.0.0.1:9"), ("admin", IMAGE + "/v2/"):
        call("POST", "/endpoints", {"endpoint": {
            "service_id": service, "interface": interface, "url": url, "region_id": "test"}}, token)
    user = call("POST", "/users", {"user": {
        "name": "member", "password": "member-password", "domain_id": "default"}}, token)[0]["user"]["id"]
    role = call("GET", "/roles?name=member", None, token)[0]["roles"][0]["id"]
    call("PUT", f"/projects/{project}/users/{user}/roles/{role}", None, token)
    token = token_of("member")[1]
    made = call("POST", f"/users/{user}/application_credentials", {
        "application_credential": {"name": "tests", "roles": [{"name": "member"}]}}, token)[0]["application_credential"]

    text = "# made for the tests\nclouds:\n"
    for name in "admin", "member":
        text += (f"  {name}:\n    region_name: test\n    auth:\n      auth_url: {AUTH}\n      username: {name}\n"
                 f"      password: '{name}-password'\n      project_name: images\n      user_domain_name: Default\n"
                 "      project_domain_id: default\n")
    text += ("  application:\n    auth_type: v3applicationcredential\n    auth:\n"
             f"      auth_url: \"{AUTH}\"\n      application_credential_id: {made['id']}\n")
    with open(sys.argv[1] + "/clouds.yaml", "w", encoding="utf-8") as file:
        file.write(text)
    with open(sys.argv[1] + "/secure.yaml", "w", encoding="utf-8") as file:
        file.write("clouds:\n  application:\n    auth:\n"
                   f"      application_credential_secret: {made['secret']}\n")


main()
