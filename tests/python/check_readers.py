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
            axis = name.removesuffix("_name")
            assert coordinate.dims == (axis,), (name, coordinate.dims)
            if name != axis or name in ("country", "scenario", "channel", "statistic"):
                assert all(isinstance(item, str) for item in coordinate.values), name
        return data.load()


def check_selection(data):
    """What a user does first: one number by its names, and a table."""
    name = next(n for n, v in data.data_vars.items() if "country" in v.dims)
    first = data[name].isel({d: 0 for d in data[name].dims if d != "country"})
    assert first.sel(country=str(data.country.values[-1])).size == 1
    by_name = first.swap_dims(country="country_name")
    assert by_name.sel(country_name="Germany").country == "DEU"
    frame = data[name].isel({d: 0 for d in data[name].dims[:-1]}).to_dataframe()
    assert len(frame) == data.sizes[data[name].dims[-1]]


def check_words(data):
    """Names and kinds are in the file: a ratio of a total is made without a table of one's own."""
    assert data.country_name.sel(country="DEU") == "Germany"
    assert "country_name" in data[next(n for n, v in data.data_vars.items() if "country" in v.dims)].coords
    ratios = data.filter_by_attrs(kind="ratio")
    assert len(ratios.data_vars) > 0
    for name, ratio in ratios.data_vars.items():
        assert ratio.attrs["numerator"] in data and ratio.attrs["denominator"] in data, name
    if "channel" in data.dims:  # a run: its ratios can be made again
        assert data.channel_name.sel(channel="contract") .item().startswith("Contract work")
        ratio = data["share_contributing"]
        sums = [data[ratio.attrs[part]].sum([d for d in data[ratio.attrs[part]].dims if d not in ratio.dims])
                for part in ("numerator", "denominator")]
        made = float(ratio.attrs["scale"]) * sums[0] / sums[1].where(sums[1] != 0)
        assert float(abs(made - ratio).max()) < 1e-9
    for name, variable in data.filter_by_attrs(kind="flow").data_vars.items():
        assert variable.attrs["cell_methods"].endswith(": sum"), name


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
            check_words(data)
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
