#!/usr/bin/python3
"""Result files open as they are with what researchers use: xarray (both engines), netCDF4, h5py, pandas, ncdump.

    check_readers.py FILE.nc [FILE.nc ...]

Exits with 0 when every file is read alike by every reader that is installed, with 77 when none is.
"""
import importlib.util
import shutil
import subprocess
import sys


def has(module):
    return importlib.util.find_spec(module) is not None


def check_with_xarray(path, engine):
    import xarray

    with xarray.open_dataset(path, engine=engine) as data:
        assert data.attrs["Conventions"] == "CF-1.8", data.attrs
        assert data.attrs["corridor_format"].startswith("corridor results"), data.attrs
        assert len(data.data_vars) > 0
        for name, variable in data.data_vars.items():
            assert variable.dtype == "float64", (name, variable.dtype)
            assert all(dimension in data.coords for dimension in variable.dims), (name, variable.dims)
            assert variable.attrs.get("units") and variable.attrs.get("long_name"), (name, variable.attrs)
        for name, coordinate in data.coords.items():
            assert coordinate.dims == (name,), (name, coordinate.dims)
            if name in ("country", "scenario", "channel", "statistic"):
                assert all(isinstance(item, str) for item in coordinate.values), name
        return data.load()


def check_selection(data):
    """What a user does first: one number by its names, and a table."""
    name = next(n for n, v in data.data_vars.items() if "country" in v.dims)
    first = data[name].isel({d: 0 for d in data[name].dims if d != "country"})
    assert first.sel(country=str(data.country.values[-1])).size == 1
    frame = data[name].isel({d: 0 for d in data[name].dims[:-1]}).to_dataframe()
    assert len(frame) == data.sizes[data[name].dims[-1]]


def check_with_h5py(path):
    import h5py

    with h5py.File(path, "r") as file:
        for name, item in file.items():
            assert isinstance(item, h5py.Dataset), name
            assert not item.external and not item.is_virtual, name
            assert item.compression in (None, "gzip"), (name, item.compression)


def check_with_ncdump(path):
    head = subprocess.run(["ncdump", "-h", path], check=True, capture_output=True, text=True).stdout
    assert "phony_dim" not in head, "a dimension has no scale"
    assert ':Conventions = "CF-1.8"' in head
    assert "string country(country)" in head
    assert "_FillValue = NaN" in head


def check(path):
    engines = [engine for engine, module in (("netcdf4", "netCDF4"), ("h5netcdf", "h5netcdf")) if has(module)]
    readers = []
    if has("xarray"):
        loaded = [check_with_xarray(path, engine) for engine in engines]
        readers += ["xarray/" + engine for engine in engines]
        for data in loaded:
            check_selection(data)
        if len(loaded) == 2:
            assert loaded[0].identical(loaded[1]), "the two engines read different data"
    if has("h5py"):
        check_with_h5py(path)
        readers.append("h5py")
    if shutil.which("ncdump"):
        check_with_ncdump(path)
        readers.append("ncdump")
    return readers


def main(paths):
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    n_readers = 0
    for path in paths:
        readers = check(path)
        n_readers += len(readers)
        print(f"{path}: {', '.join(readers) or 'no reader installed'}")
    return 0 if n_readers > 0 else 77


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
