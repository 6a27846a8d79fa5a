# Python Polars on the same files: one JSON line of seconds per step and peak memory. Run by io-tables.mjs: io_tables_polars.py <folder>
import json
import resource
import sys
import time

import polars as pl

folder = sys.argv[1]
seconds = {}


def timed(name, work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    seconds[name] = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return result


frame = timed("read CSV", lambda: pl.read_csv(f"{folder}/sales.csv", try_parse_dates=True))
frame.select(pl.col("amount").sum())
timed(
    "group",
    lambda: frame.lazy()
    .group_by("store", "channel")
    .agg(
        pl.col("amount").mean().alias("mean"),
        pl.col("cost").sum().alias("cost"),
        pl.col("x").std().alias("spread"),
        pl.col("customer").n_unique().alias("customers"),
    )
    .collect(),
)
customers = pl.read_parquet(f"{folder}/customers.parquet")
joined = timed("join", lambda: frame.lazy().join(customers.lazy(), on="customer", how="left").collect())
del joined
ordered = timed("sort", lambda: frame.lazy().sort("store", "amount").collect())
del ordered
timed("write Parquet", lambda: frame.write_parquet(f"{folder}/python.parquet", compression="zstd"))
timed(
    "scan Parquet",
    lambda: pl.scan_parquet(f"{folder}/python.parquet")
    .filter(pl.col("quantity") > 50)
    .group_by("channel")
    .agg(pl.col("amount").sum())
    .collect(),
)
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
timed("column", lambda: frame["amount"].to_numpy().copy())
print(json.dumps({"version": f"Polars {pl.__version__}", "seconds": seconds, "megabytes": megabytes}))
