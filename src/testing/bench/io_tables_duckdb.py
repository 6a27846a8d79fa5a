# DuckDB on the same files: one JSON line of seconds per step and peak memory. Run by io-tables.mjs: io_tables_duckdb.py <folder>
import json
import resource
import sys
import time

import duckdb

folder = sys.argv[1]
seconds = {}
database = duckdb.connect()


def timed(name, work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    seconds[name] = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return result


def run(name, query):
    timed(name, lambda: database.execute(query).fetchall())


run("read CSV", f"create table sales as from read_csv('{folder}/sales.csv')")
run(
    "group",
    """create table groups as select store, channel, avg(amount) as mean, sum(cost) as cost, stddev_samp(x) as spread,
    count(distinct customer) as customers from sales group by store, channel""",
)
database.execute(f"create table customers as from '{folder}/customers.parquet'")
run("join", "create table joined as from sales left join customers using (customer)")
database.execute("drop table joined")
run("sort", "create table ordered as from sales order by store, amount")
database.execute("drop table ordered")
run("write Parquet", f"copy sales to '{folder}/duckdb.parquet' (format parquet, compression zstd)")
run(
    "scan Parquet",
    f"select channel, sum(amount) from '{folder}/duckdb.parquet' where quantity > 50 group by channel",
)
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
timed("column", lambda: database.execute("select amount from sales").fetchnumpy())
print(json.dumps({"version": f"DuckDB {duckdb.__version__}", "seconds": seconds, "megabytes": megabytes}))
