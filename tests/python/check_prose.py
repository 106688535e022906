"""READMEs of mechanisms name parameters: none repeats a parameter's default as a number (the generated reference prints it), and
every name_with_underscores (longer than a symbol) is a word of the sources. Years, citations and the numbers below are allowed."""
import pathlib
import re
import sys

EVERYWHERE = {0, 1, 2, 12, 100}  # neutral elements, squares, months of a year, percent
ALLOWED = {  # other numbers that equal a default by coincidence, each with what it is
    ("labour_market", 10): "percent of yearly exits, an observation",
    ("migration", 4): "quarters of a year in the slack; percent of an error",
    ("population", 24): "last age of the initial population whose attainment the education rules give",
    ("population", 60): "age from which persons live with a grown child",
    ("social_protection", 6): "months that count as half a year of insurance; law, not a parameter",
    ("social_protection", 15): "years at which the pension of men starts; law, not a parameter",
    ("training", 3): "B1 among the levels of the Common European Framework",
    ("wages", 1.5): "error of the normalisation in percent",
}
SOURCES = "".join(path.read_text() for kind in ("c", "h", "def") for path in pathlib.Path("models").glob(f"*/*.{kind}"))
WORDS = set(re.findall(r"\w+", SOURCES))


def parameters(folder):
    """Defaults of a mechanism by name."""
    rows = "".join(path.read_text() for path in folder.glob("*parameters.def"))
    return {name: float(value) for name, value in re.findall(r"^PARAMETER\((\w+), ([-+.\deE]+),", rows, re.M)}


def statements(text):
    """What states the model: without sources, names, labels, articles of law and years."""
    text = re.sub(r"^## Sources.*?(?=^## |\Z)|^Sources:.*?(?=\n\n|\Z)", "", text, flags=re.S | re.M)
    text = re.sub(r"`[^`]*`|\b[A-Za-z_]+\d+\w*|\([A-Z]\d+\)", "", text)
    text = re.sub(r"^\d+\. |art(?:icle|\.) \d+(?:\(\d+\))*", "", text, flags=re.M)
    return re.sub(r"\b(?:1[89]|20)\d\d\b", "", text)


def repeated(folder, text):
    """Complaints about numbers that are defaults of the folder's parameters."""
    defaults = parameters(folder)
    if not defaults:
        yield f"{folder}: no parameters found"
    for number, percent in re.findall(r"(?<![\w.])(\d*\.?\d+)(?!\w)( ?(?:%|percent))?", statements(text)):
        value = float(number)
        if value in EVERYWHERE or (folder.name, value) in ALLOWED:
            continue
        names = sorted(name for name, default in defaults.items()
                       if abs(default) == value or (percent and abs(default) == value / 100))
        if names:
            yield f"{folder}/README.md: {number}{percent} is the default of {', '.join(names)}: name the parameter"


def unknown(folder, text):
    """Complaints about names that the sources do not know."""
    for name in sorted(set(re.findall(r"\b[a-z]{2,}(?:_[a-z0-9]{2,})+\b", re.sub(r"\S*[/.]\S*", "", text)))):
        if name not in WORDS:
            yield f"{folder}/README.md: {name} is no name of the sources"


failures = []
for readme in sorted(pathlib.Path("models").glob("*/README.md")):
    content = readme.read_text()
    failures += [*repeated(readme.parent, content), *unknown(readme.parent, content)]
print("\n".join(failures) if failures else "READMEs name parameters and repeat none of their values")
sys.exit(bool(failures))
