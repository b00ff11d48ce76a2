"""What others remove meanwhile is passed over, and nothing that stays is missed."""

import threading
from pathlib import Path

from devkit.lively_folder import files_holding, folders_below


def test_finds_what_holds_a_text(tmp_path: Path) -> None:
    (tmp_path / "run-1" / "deep").mkdir(parents=True)
    (tmp_path / "run-1" / "deep" / "values").write_text("password: correct-horse\n")
    (tmp_path / "other").write_text("nothing here")
    assert files_holding(tmp_path, ["battery", "correct-horse"]) == [tmp_path / "run-1" / "deep" / "values"]
    assert files_holding(tmp_path, []) == []
    assert [path.name for path in folders_below(tmp_path)] == ["run-1", "deep"]


def test_folders_that_come_and_go_do_not_end_it(tmp_path: Path) -> None:
    (tmp_path / "stays").write_text("correct-horse")
    over = threading.Event()
    coming_and_going = [threading.Thread(target=_come_and_go, args=(tmp_path, n, over)) for n in range(2)]
    for thread in coming_and_going:
        thread.start()
    try:
        for _ in range(300):
            assert tmp_path / "stays" in files_holding(tmp_path, ["correct-horse"])
            list(folders_below(tmp_path))
    finally:
        over.set()
        for thread in coming_and_going:
            thread.join()


def _come_and_go(folder: Path, number: int, over: threading.Event) -> None:
    run = folder / f"run-{number}"
    while not over.is_set():
        run.mkdir()
        (run / "values").write_text("correct-horse")
        (run / "values").unlink()
        run.rmdir()
