#!/bin/sh
# Compile the hash-locked requirements from pyproject.toml. Locks hold names, versions and hashes, never an address.
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1; shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
        --no-annotate --no-header "$@" --output-file "$out"
}
lock requirements/run.txt pyproject.toml --group build
lock requirements/compiled.txt pyproject.toml --group build --group compiled
lock requirements/dev.txt pyproject.toml --group build --group test --group lint
lock requirements/generate.txt requirements/generate.in
lock requirements/awscli.txt requirements/awscli.in
lock requirements/ansible.txt requirements/ansible.in
lock requirements/saml.txt requirements/saml.in
lock requirements/bench.txt requirements/bench.in
