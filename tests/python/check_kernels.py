"""The same answer with and without vector instructions: the program picks its kernels by the processor it finds, and every
pick gives the same result file."""
import os
import subprocess
import unittest

from program import BASELINE, COMBINED, SOURCE, Folder, corridor, digest


class Kernels(unittest.TestCase):
    def test_plain_kernels_and_those_of_this_processor_write_the_same_file(self):
        for scenario in (BASELINE, COMBINED):
            with Folder() as folder:
                fast, plain = folder / "fast.nc", folder / "plain.nc"
                result = corridor("run", scenario, "-o", fast, "--sample", "1/2000", "--replicates", "1", "--threads", "2",
                                  "--until", "2032-12", "-q")
                self.assertEqual(result.returncode, 0, result.stderr)
                subprocess.run([os.environ["CORRIDOR_PLAIN"], SOURCE / "data", scenario, "2000", "2032", plain], check=True,
                               timeout=600)
                self.assertEqual(digest(fast), digest(plain))


if __name__ == "__main__":
    unittest.main()
