"""A build whose flags change results does not come about: CMake refuses the flags, the sources refuse to compile, and where
the compiler does not tell, the program asks its own arithmetic."""
import os
import pathlib
import subprocess
import unittest

from program import Folder, SOURCE

CC = os.environ.get("CC", "cc")
CMAKE = os.environ.get("CMAKE", "cmake")
BASE = ["-std=c11", f"-I{SOURCE}", "-O2", "-fno-math-errno", "-ffp-contract=off"]
MAIN = '#include "sim/base/math.h"\nint main(void)\n{\n    return cor_math_is_exact() ? 0 : 1;\n}\n'


def can_fuse():
    info = pathlib.Path("/proc/cpuinfo")
    return info.exists() and " fma " in info.read_text()


def compiles(*flags):
    command = [CC, *BASE, *flags, "-c", SOURCE / "sim/base/math.c", "-o", "/dev/null"]
    return subprocess.run(command, capture_output=True).returncode == 0


def is_exact(*flags):
    with Folder() as folder:
        (folder / "main.c").write_text(MAIN)
        command = [CC, *BASE, *flags, folder / "main.c", SOURCE / "sim/base/exact.c", "-o", folder / "main"]
        subprocess.run(command, check=True, capture_output=True)
        return subprocess.run([folder / "main"]).returncode == 0


class Arithmetic(unittest.TestCase):
    def test_fast_math_does_not_compile(self):
        self.assertTrue(compiles())
        for flag in ("-ffast-math", "-Ofast", "-ffinite-math-only"):
            self.assertFalse(compiles(flag), flag)

    def test_contraction_and_reordering_are_found_by_the_arithmetic_itself(self):
        self.assertTrue(is_exact())
        self.assertFalse(is_exact("-fassociative-math", "-fno-signed-zeros", "-fno-trapping-math"))
        if can_fuse():
            self.assertTrue(is_exact("-mfma"))
            self.assertFalse(is_exact("-mfma", "-ffp-contract=fast"))

    def test_cmake_refuses_flags_that_change_results(self):
        refuse = lambda flags: subprocess.run([CMAKE, f"-DFLAGS={flags}", "-P", SOURCE / "cmake/arithmetic.cmake"],
                                              capture_output=True, text=True)
        self.assertEqual(refuse("-O2 -g -march=native").returncode, 0)
        for flag in ("-ffast-math", "-Ofast", "-ffp-contract=fast", "-funsafe-math-optimizations", "-mfpmath=387"):
            result = refuse(f"-O2 {flag} -g")
            self.assertNotEqual(result.returncode, 0, flag)
            self.assertIn(flag, result.stderr)
        with Folder() as folder:
            command = [CMAKE, "-S", SOURCE, "-B", folder, "-DCMAKE_C_FLAGS=-O2 -ffp-contract=fast", "-DBUILD_TESTING=OFF"]
            result = subprocess.run(command, capture_output=True, text=True)
            self.assertNotEqual(result.returncode, 0)
            self.assertIn("-ffp-contract=fast", result.stderr)

    def test_no_source_is_compiled_with_a_flag_that_undoes_it(self):
        """The project's own flags come after the user's, so that theirs cannot win."""
        commands = pathlib.Path(os.environ["CORRIDOR"]).parent / "compile_commands.json"
        if commands.exists():
            lines = [line for line in commands.read_text().splitlines() if '"command"' in line and "/sim/" in line]
            self.assertGreater(len(lines), 20)
            for line in lines:
                self.assertIn("-ffp-contract=off", line)


if __name__ == "__main__":
    unittest.main()
