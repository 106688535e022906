"""All C sources are in the house style: what tools/format.sh would change is a failure."""
import subprocess
import sys

result = subprocess.run(["tools/format.sh", "--check"], capture_output=True, text=True)
places = [line for line in result.stderr.splitlines() if "clang-format-violations" in line]
print(result.stderr if result.returncode and not places else "\n".join(places[:20]))
print("run tools/format.sh" if result.returncode else "all in style")
sys.exit(result.returncode != 0)
