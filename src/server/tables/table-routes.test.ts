import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeTable } from "../../io/tables/write-table.js";
import { readArrow } from "../../table/formats/read-arrow.js";
import { loadPolars } from "../../table/load-polars.js";
import { makeService } from "../make-service.js";
import { tableRoutes } from "./table-routes.js";

const outside = mkdtempSync(join(tmpdir(), "cuaderno-outside-"));
const root = mkdtempSync(join(tmpdir(), "cuaderno-tables-"));
writeFileSync(join(outside, "secret.csv"), "a\nsecret\n");
symlinkSync(join(outside, "secret.csv"), join(root, "link.csv"));
symlinkSync(outside, join(root, "folder"));
writeFileSync(join(root, ".hidden.csv"), "a\n1\n");
writeFileSync(join(root, "small.csv"), "name,size\na,1\nb,2\n");

const pl = loadPolars();
for (const [index, year] of ["2019", "2020"].entries()) {
  const folder = join(root, "statistics", `year=${year}`);
  mkdirSync(folder, { recursive: true });
  const days = [1, 2, 3].map((day) => new Date(Date.UTC(Number(year), 0, day)));
  const frame = pl.DataFrame({
    country: ["CL", "MX", "PE"],
    value: [1.5, 2.5, 3.5].map((value) => value + 10 * index),
  });
  await writeTable(join(folder, "part.parquet"), frame.withColumns(pl.Series("day", days, pl.Datetime("ms"))));
}

const service = await makeService({ models: [], routes: tableRoutes(root) });
const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  service.fetch(new Request(`http://localhost${path}`, { headers }));
const rows = async (query: string): Promise<unknown> =>
  ((await (await get(`/tables/statistics?${query}`)).json()) as { rows: unknown }).rows;

it("lists the tables below the root, without hidden ones and links that lead out", async () => {
  const { tables } = (await (await get("/tables")).json()) as { tables: { name: string; files: number }[] };
  expect(tables.map(({ name, files }) => [name, files])).toEqual([
    ["small", 1],
    ["statistics", 2],
  ]);
});

it("filters, orders, pages and selects columns, with partitions as columns", async () => {
  expect(await rows("filter=year:eq:2020&filter=value:gte:12.5&columns=country,value&order=-value")).toEqual([
    { country: "PE", value: 13.5 },
    { country: "MX", value: 12.5 },
  ]);
  expect(await rows("filter=country:in:CL|PE&filter=day:lt:2019-01-03&columns=year,country")).toEqual([
    { year: "2019", country: "CL" },
  ]);
  expect(await rows("filter=country:contains:M&columns=country&filter=day:gte:2020-01-01")).toEqual([
    { country: "MX" },
  ]);
  const page = await get("/tables/statistics?limit=4&order=country,-year&columns=country,year");
  expect(page.headers.get("x-total-count")).toBe("6");
  const next = /^<(.*)>; rel="next"$/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
  const second = await get(next);
  expect(second.headers.get("link")).toBeNull();
  expect(((await second.json()) as { rows: unknown }).rows).toEqual([
    { country: "PE", year: "2020" },
    { country: "PE", year: "2019" },
  ]);
});

it("compares columns of integers with integers and fractions", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-integers-"));
  const kinds = { tiny: pl.Int8, small: pl.UInt16, usual: pl.Int32, long: pl.Int64, natural: pl.UInt64 };
  const frame = pl.DataFrame({ row: ["a", "b", "c", "d"], number: [1, 2, 3, 100] });
  const columns = Object.entries(kinds).map(([name, kind]) => pl.col("number").cast(kind).alias(name));
  await writeTable(join(folder, "numbers.parquet"), frame.withColumns(...columns));
  const { fetch } = await makeService({ models: [], routes: tableRoutes(folder) });
  const found = async (filter: string): Promise<string> => {
    const reply = await fetch(new Request(`http://localhost/tables/numbers?columns=row&filter=${filter}`));
    return ((await reply.json()) as { rows: { row: string }[] }).rows.map(({ row }) => row).join("");
  };
  for (const name of Object.keys(kinds)) {
    expect([name, await found(`${name}:gte:3`), await found(`${name}:gt:1.5`)]).toEqual([name, "cd", "bcd"]);
    expect([name, await found(`${name}:in:1|2.5|100`), await found(`${name}:lt:1e30`)]).toEqual([name, "ad", "abcd"]);
    expect([name, await found(`${name}:lte:-300`), await found(`${name}:ne:300`)]).toEqual([name, "", "abcd"]);
  }
});

it("has the form that Accept names", async () => {
  const csv = await get("/tables/small", { accept: "text/csv" });
  expect(await csv.text()).toBe("name,size\na,1\nb,2\n");
  const arrow = await get("/tables/small", { accept: "text/html, application/vnd.apache.arrow.file;q=0.9" });
  expect(readArrow(new Uint8Array(await arrow.arrayBuffer()), "x").columns).toEqual(["name", "size"]);
  const parquet = await get("/tables/statistics?format=parquet&columns=value");
  expect(pl.readParquet(Buffer.from(await parquet.arrayBuffer())).height).toBe(6);
  expect((await get("/tables/small", { accept: "image/png" })).status).toBe(406);
});

it("is 304 for a known ETag, until a file changes", async () => {
  const path = "/tables/small?order=name";
  const etag = (await get(path)).headers.get("etag") ?? "";
  expect((await get(path, { "if-none-match": etag })).status).toBe(304);
  expect((await get("/tables/small", { "if-none-match": etag })).status).toBe(200);
  writeFileSync(join(root, "small.csv"), "name,size\nc,30\n");
  expect((await get(path, { "if-none-match": etag })).status).toBe(200);
});

it.each([
  ["/tables/missing", 404],
  ["/tables/..%2F..%2Fetc%2Fpasswd", 404],
  ["/tables/link", 404],
  ["/tables/folder%2Fsecret", 404],
  ["/tables/small?columns=nme", 422],
  ["/tables/small?filter=name", 422],
  ["/tables/small?filter=size:gt:big", 422],
  ["/tables/small?order=none", 422],
  ["/tables/small?limit=0", 422],
  ["/tables/small?format=xlsx", 422],
])("refuses %s", async (path, status) => {
  const response = await get(path);
  expect(response.status).toBe(status);
  expect(await response.text()).not.toContain("secret,");
});
