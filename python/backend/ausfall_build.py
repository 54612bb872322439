"""Builds the wheel of ausfall: CMake compiles, and what it installs is put into an archive.

A backend as PEP 517 has it, of the standard library alone, so that `pip install .` needs no network. Settings:

    pip install . --config-settings build-dir=build/release   a build that is there already; build/wheel unless given
"""

import base64
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import zipfile

TOP = pathlib.Path(__file__).resolve().parents[2]


def _version():
    text = (TOP / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"^\s*VERSION (\S+)", text, re.MULTILINE)[1]


def _tag():
    """Of this interpreter on this machine (PEP 425). The module is linked to libraries of the system, so it is no
    manylinux wheel."""
    interpreter = f"cp{sys.version_info.major}{sys.version_info.minor}"
    platform = re.sub(r"[^\w]", "_", sysconfig.get_platform())
    return f"{interpreter}-{interpreter}-{platform}"


def _description():
    return (TOP / "python" / "README.md").read_text(encoding="utf-8")


def _metadata():
    return (
        "Metadata-Version: 2.1\n"
        "Name: ausfall\n"
        f"Version: {_version()}\n"
        "Summary: A discrete-event simulator of cluster failover\n"
        "License: MIT\n"
        "License-File: LICENSE\n"
        "Requires-Python: >=3.9\n"
        "Provides-Extra: frames\n"
        'Requires-Dist: pandas; extra == "frames"\n'
        "Description-Content-Type: text/markdown\n"
        "\n" + _description()
    )


def _wheel_file():
    return f"Wheel-Version: 1.0\nGenerator: ausfall_build\nRoot-Is-Purelib: false\nTag: {_tag()}\n"


def _info():
    return f"ausfall-{_version()}.dist-info"


def _run(*command):
    # Standard output is pip's.
    subprocess.run([str(word) for word in command], check=True, stdout=sys.stderr)


def _compiled(settings):
    """The build directory, in which the module is built."""
    build = TOP / (settings or {}).get("build-dir", "build/wheel")
    if not (build / "build.ninja").exists():
        generator = ["-G", "Ninja"] if shutil.which("ninja") else []
        _run("cmake", "-S", TOP, "-B", build, *generator, "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DAUSFALL_TESTS=OFF",
             "-DAUSFALL_BENCH=OFF", "-DAUSFALL_PYTHON=ON", f"-DPython_EXECUTABLE={sys.executable}")  # fmt: skip
    _run("cmake", "--build", build, "--target", "ausfall_python", "--parallel", os.cpu_count() or 1)
    return build


def _hashed(data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"sha256={digest},{len(data)}"


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = pathlib.Path(metadata_directory) / _info()
    folder.mkdir()
    (folder / "METADATA").write_text(_metadata(), encoding="utf-8")
    (folder / "WHEEL").write_text(_wheel_file(), encoding="utf-8")
    return folder.name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    build = _compiled(config_settings)
    name = f"ausfall-{_version()}-{_tag()}.whl"
    with tempfile.TemporaryDirectory() as prefix:
        _run("cmake", "--install", build, "--component", "python", "--prefix", prefix, "--strip")
        files = {path.relative_to(prefix).as_posix(): path.read_bytes()
                 for path in sorted(pathlib.Path(prefix).rglob("*")) if path.is_file()}  # fmt: skip
    info = _info()
    files[f"{info}/METADATA"] = _metadata().encode()
    files[f"{info}/WHEEL"] = _wheel_file().encode()
    files[f"{info}/LICENSE"] = (TOP / "LICENSE").read_bytes()
    record = "".join(f"{path},{_hashed(data)}\n" for path, data in files.items()) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in files.items():
            wheel.writestr(path, data)
        wheel.writestr(f"{info}/RECORD", record)
    return name


def build_sdist(sdist_directory, config_settings=None):
    """What git tracks; a checkout is needed."""
    name = f"ausfall-{_version()}"
    listed = subprocess.run(["git", "-C", str(TOP), "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    archive = pathlib.Path(sdist_directory) / f"{name}.tar.gz"
    with tarfile.open(archive, "w:gz", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(filter(None, listed.split("\0"))):
            if (TOP / path).is_file():
                tar.add(TOP / path, f"{name}/{path}")
        data = _metadata().encode()
        entry = tarfile.TarInfo(f"{name}/PKG-INFO")
        entry.size = len(data)
        tar.addfile(entry, io.BytesIO(data))
    return archive.name
