"""The commands of the README do as they are typed, in a folder as the README expects it; experiments are made small."""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from program import PROGRAM, SOURCE, Folder

TINY = ["--sample", "1/4000", "--residents", "1/80000", "--replicates", "1", "--until", "2024-12"]


def commands_of(heading):
    """The indented lines of a section, without their comments."""
    text = pathlib.Path("README.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {heading}\n(.*?)^## ", text, re.S | re.M)[1]
    return [re.sub(r"\s+#.*", "", line).strip() for line in section.splitlines() if line.startswith("    ")]


class Readme(unittest.TestCase):
    def run_as_typed(self, folder, lines):
        """All lines in one shell, as a reader would; the program stands where the build puts it."""
        (folder / "build" / "release").mkdir(parents=True)
        os.symlink(PROGRAM, folder / "build" / "release" / "corridor")
        for name in ("scenarios", "data"):
            os.symlink(SOURCE / name, folder / name)
        environment = {**os.environ, "PATH": "/usr/bin:/bin", "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        return subprocess.run(["bash", "-e", "-c", "\n".join(lines)], cwd=folder, env=environment, capture_output=True, text=True,
                              timeout=600)

    def test_the_commands_under_use_work_as_typed(self):
        lines = commands_of("Use")
        self.assertTrue(lines[0].startswith("export PATH="), lines[0])
        self.assertGreater(sum("corridor" in line for line in lines), 7)
        small = [f"{line} {' '.join(TINY)}" if re.search(r"corridor (run|compare|attribute|sweep|backtest) ", line) else line for line in lines]
        small = [line.replace("mpirun ", "mpirun --oversubscribe ") for line in small]
        if os.environ.get("CORRIDOR_MPI") != "1" or not shutil.which("mpirun", path="/usr/bin"):
            small = [line for line in small if not line.startswith("mpirun")]
        with Folder() as folder:
            result = self.run_as_typed(folder, small)
            self.assertEqual(result.returncode, 0, result.stderr)
            for path in ("out/base.nc", "out/report.html", "out/comparison.csv", "attribution/attribution.csv", "sweep/sweep.csv"):
                self.assertTrue((folder / path).is_file(), path)

    def test_files_that_the_readme_names_are_there(self):
        text = pathlib.Path("README.md").read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            self.assertTrue((SOURCE / target).exists(), target)


if __name__ == "__main__":
    unittest.main()
