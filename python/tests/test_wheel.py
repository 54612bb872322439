"""What pip installs: the wheel that the backend makes of a build."""

import base64
import csv
import hashlib
import io
import importlib.util
import os
import pathlib
import subprocess
import sys
import zipfile

import ausfall
import pytest

from conftest import ONE_HOST, TOP

BUILD = pathlib.Path(ausfall.__file__).resolve().parents[2]


def backend():
    spec = importlib.util.spec_from_file_location("ausfall_build", TOP / "python" / "backend" / "ausfall_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not (BUILD / "CMakeCache.txt").exists(), reason="the module does not lie in a build")
def test_a_wheel_is_whole_and_can_be_used(tmp_path):
    name = backend().build_wheel(tmp_path, {"build-dir": str(BUILD)})
    with zipfile.ZipFile(tmp_path / name) as wheel:
        files = {path: wheel.read(path) for path in wheel.namelist()}
        wheel.extractall(tmp_path / "site")
    info = f"ausfall-{ausfall.__version__}.dist-info"
    rows = list(csv.reader(io.StringIO(files[f"{info}/RECORD"].decode())))
    assert {row[0] for row in rows} == files.keys()
    for path, digest, size in rows:
        if digest:
            found = base64.urlsafe_b64encode(hashlib.sha256(files[path]).digest()).rstrip(b"=").decode()
            assert (digest, int(size)) == (f"sha256={found}", len(files[path]))
    assert {"ausfall/__init__.py", "ausfall/py.typed", "ausfall/_core.pyi", f"{info}/METADATA", f"{info}/WHEEL"} <= files.keys()
    assert f"Version: {ausfall.__version__}\n" in files[f"{info}/METADATA"].decode()
    code = f"import ausfall; print(ausfall.__file__, ausfall.loads({ONE_HOST!r}).run().digest)"
    used = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
                          env={**os.environ, "PYTHONPATH": str(tmp_path / "site")}).stdout.split()  # fmt: skip
    assert used == [str(tmp_path / "site" / "ausfall" / "__init__.py"), ausfall.loads(ONE_HOST).run().digest]
