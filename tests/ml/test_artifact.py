"""A changed artifact is never unpickled."""

import json
import os

import joblib
import pytest

from ml.store import storage
from ml.store.artifact import ArtifactError, MissingArtifactError, load, save
from ml.store.identity import as_json, library_versions

VERSIONS = as_json(library_versions())


@pytest.fixture
def pipeline(training, fitted):
    return fitted("additive_splines", training)


@pytest.fixture
def saved(pipeline, tmp_path):
    """The path and the SHA-256 of a saved pipeline."""
    path = tmp_path / "run.joblib"
    return path, save(pipeline, path)


@pytest.fixture
def unread(monkeypatch):
    """Fail the test when anything is unpickled."""
    monkeypatch.setattr(joblib, "load", lambda file: pytest.fail("it was unpickled"))


def test_what_is_saved_is_loaded(pipeline, training, tmp_path):
    path = tmp_path / "models" / "run.joblib"
    sha256 = save(pipeline, path)
    loaded = load(path, sha256, VERSIONS)
    risk = pipeline.predict_proba(training)
    assert (loaded.predict_proba(training) == risk).all()
    assert [file.name for file in path.parent.iterdir()] == ["run.joblib"]


def test_one_changed_byte_is_refused(saved, unread):
    path, sha256 = saved
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ArtifactError, match=r"run\.joblib is not the file") as error:
        load(path, sha256, VERSIONS)
    assert not isinstance(error.value, MissingArtifactError)


@pytest.mark.parametrize("kept", [0, 1, 1000])
def test_a_truncated_file_is_refused(saved, unread, kept):
    path, sha256 = saved
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ArtifactError, match="truncated"):
        load(path, sha256, VERSIONS)


def test_another_library_version_is_refused(saved, unread):
    path, sha256 = saved
    older = json.dumps({**library_versions(), "scikit-learn": "1.2.0"})
    with pytest.raises(ArtifactError, match=r"scikit-learn 1\.2\.0 \(now"):
        load(path, sha256, older)


def test_a_library_that_was_not_recorded_is_refused(saved, unread):
    """A model of a time when nobody looked at joblib, and one of a library that is gone."""
    path, sha256 = saved
    known = library_versions()
    without = {name: known[name] for name in known if name != "joblib"}
    for recorded in (without, {**known, "gone": "1.0"}):
        with pytest.raises(
            ArtifactError, match=r"(joblib none \(now|gone 1\.0 \(now none)"
        ):
            load(path, sha256, json.dumps(recorded))


def test_a_missing_file_is_told_apart(tmp_path, unread):
    with pytest.raises(MissingArtifactError, match=r"run\.joblib is missing"):
        load(tmp_path / "run.joblib", "0" * 64, VERSIONS)


def test_refusals_are_one_sentence_without_a_path(saved, tmp_path):
    path, _ = saved
    with pytest.raises(ArtifactError) as error:
        load(path, "0" * 64, VERSIONS)
    assert str(tmp_path) not in str(error.value)
    assert "\n" not in str(error.value)


def test_an_interrupted_save_leaves_the_former_file(pipeline, tmp_path, monkeypatch):
    path = tmp_path / "run.joblib"
    path.write_bytes(b"former")

    def stopped(source, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(storage.os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        save(pipeline, path)
    assert path.read_bytes() == b"former"
    assert os.listdir(tmp_path) == ["run.joblib"]
