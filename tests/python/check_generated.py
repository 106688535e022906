"""What is made from the program's tables is current: scenarios/schema.json and docs/reference/, as tools/generate.sh writes
them."""
import os
import pathlib
import subprocess
import unittest

from program import PROGRAM, SOURCE, Folder

WRITTEN_BY_RUNS = {"effects.md"}  # tools/effects.py


class Generated(unittest.TestCase):
    def test_generated_files_are_current(self):
        with Folder() as folder:
            subprocess.run(["tools/generate.sh", str(folder)], check=True, env={**os.environ, "CORRIDOR": PROGRAM})
            fresh = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
            self.assertGreater(len(fresh), 5)
            old = [str(p) for p in fresh if not (SOURCE / p).is_file() or (SOURCE / p).read_bytes() != (folder / p).read_bytes()]
            self.assertEqual(old, [], "run tools/generate.sh")

    def test_no_page_of_the_reference_is_left_over(self):
        with Folder() as folder:
            subprocess.run(["tools/generate.sh", str(folder)], check=True, env={**os.environ, "CORRIDOR": PROGRAM})
            pages = lambda root: sorted(p.name for p in pathlib.Path(root, "docs/reference").iterdir())
            self.assertEqual([p for p in pages(SOURCE) if p not in WRITTEN_BY_RUNS], pages(folder))


if __name__ == "__main__":
    unittest.main()
