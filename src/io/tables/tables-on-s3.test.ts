import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { DataFrame } from "nodejs-polars";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { describeOnS3 } from "../../testing/describe-on-s3.js";
import { temporaryFolder } from "../../testing/temporary-tracker.js";
import { sql } from "../sql/sql.js";
import { openStore } from "../stores/open-store.js";
import { openTracker } from "../tracker/open-tracker.js";
import { type ReadChunksOptions, readChunks } from "./read-chunks.js";
import { readTable } from "./read-table.js";
import { scanTable } from "./scan-table.js";
import { writeTable } from "./write-table.js";

const pl = loadPolars();
const notes = schema("notes", { id: column.integer(), code: column.string(), note: column.string({ nullable: true }) });
const ids = Array.from({ length: 2_500 }, (_, id) => id);
const frame = pl.DataFrame([
  pl.Series("id", ids, pl.Int64),
  pl.Series(
    "code",
    ids.map((id) => `0${id % 7}`),
    pl.Utf8,
  ),
  pl.Series(
    "note",
    ids.map((id) => (id % 3 === 0 ? null : `ñ, "${id}"`)),
    pl.Utf8,
  ),
]);
const temporary = mkdtempSync(join(tmpdir(), "cuaderno-tables-on-s3-"));
const left = (): readonly string[] => readdirSync(temporary);

describeOnS3("tables", "tables", () => {
  beforeAll(async () => {
    vi.stubEnv("TMPDIR", temporary);
    for (const name of ["a b+c=%.csv", "n.jsonl", "n.parquet", "n.arrow"]) {
      await writeTable(`s3://tables/forms/${name}`, frame);
    }
    const { store } = await openStore("s3://tables/");
    await store.write("forms/n.csv.gz", gzipSync(await store.read("forms/a b+c=%.csv")));
    for (const month of ["01", "02"]) {
      await writeTable(`s3://tables/hive/month=${month}/part.parquet`, frame.head(10));
      await writeTable(`s3://tables/arrows/month=${month}/part.arrow`, frame.head(10));
    }
  }, 120_000);
  afterAll(async () => {
    rmSync(temporary, { recursive: true });
  });

  const readAllChunks = async (uri: string, options: ReadChunksOptions = {}): Promise<DataFrame[]> => {
    const chunks: DataFrame[] = [];
    for await (const chunk of readChunks(uri, notes, options)) chunks.push(chunk);
    return chunks;
  };

  it("has the artifacts of runs, at the endpoint of MLflow's variable", async () => {
    const endpoint = process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL;
    vi.stubEnv("MLFLOW_DEFAULT_ARTIFACT_ROOT", "s3://tables/runs");
    vi.stubEnv("MLFLOW_S3_ENDPOINT_URL", endpoint);
    vi.stubEnv("AWS_ENDPOINT_URL_S3", "");
    vi.stubEnv("AWS_ENDPOINT_URL", "");
    try {
      const tracker = await openTracker({ uri: join(temporaryFolder(), "mlruns"), experiment: "far" });
      const run = await tracker.startRun();
      const path = "figures/größe 1+2=%.html";
      expect(run.artifactUri).toBe(`s3://tables/runs/${run.experimentId}/${run.id}/artifacts`);
      await run.logArtifact(path, "<p>é</p>");
      await run.logArtifact("big.bin", new Uint8Array(9_000_000).fill(7));
      expect((await tracker.artifacts(run.id)).map(({ path, size }) => [path, size])).toEqual([
        ["big.bin", 9_000_000],
        [path, 9],
      ]);
      expect(new TextDecoder().decode(await tracker.readArtifact(run.id, path))).toBe("<p>é</p>");
      expect((await tracker.readArtifact(run.id, "big.bin")).every((byte) => byte === 7)).toBe(true);
      await expect(tracker.readArtifact(run.id, "none")).rejects.toThrow(/has no artifact "none" at s3:/);
    } finally {
      vi.stubEnv("AWS_ENDPOINT_URL_S3", endpoint);
      vi.stubEnv("MLFLOW_DEFAULT_ARTIFACT_ROOT", "");
    }
  });

  it.each(["a b+c=%.csv", "n.csv.gz", "n.jsonl", "n.parquet"])("reads %s in chunks", async (name) => {
    const chunks = await readAllChunks(`s3://tables/forms/${name}`, { rows: 1_000 });
    expect(chunks.map(({ height }) => height)).toEqual([1_000, 1_000, 500]);
    expect(chunks.flatMap((chunk) => chunk.rows())).toEqual(frame.rows());
    expect(left()).toEqual([]);
  });

  it("leaves nothing behind when chunks are not taken to the end, or refused", async () => {
    for await (const chunk of readChunks("s3://tables/forms/n.parquet", notes, { rows: 10 })) {
      expect(chunk.height).toBe(10);
      expect(left().length).toBe(1);
      break;
    }
    expect(left()).toEqual([]);
    const { store } = await openStore("s3://tables/");
    await store.write("forms/no.parquet", new TextEncoder().encode("PAR1 but no Parquet"));
    await expect(readAllChunks("s3://tables/forms/no.parquet")).rejects.toThrow(/s3:\/\/tables\/forms\/no\.parquet/);
    await expect(readAllChunks("s3://tables/forms/n.parqet")).rejects.toThrow('did you mean "forms/');
    await expect(readAllChunks("s3://tables/forms/m.parquet")).rejects.toThrow(/the object does not exist/);
    expect(left()).toEqual([]);
  });

  it.each(["a b+c=%.csv", "n.csv.gz", "n.jsonl", "n.parquet", "n.arrow"])("runs SQL over %s", async (name) => {
    const found = await sql({ notes: `s3://tables/forms/${name}` })`
      select code, count(*) as n, max(id) as last from notes where note is not null group by code order by code`;
    const whole = await sql`
      select code, count(*) as n, max(id) as last from ${frame} where note is not null group by code order by code`;
    expect(found.rows()).toEqual(whole.rows());
    expect(found.height).toBe(7);
    expect(left()).toEqual([]);
  });

  it("runs SQL over partitions and checked tables, and names what is not there", async () => {
    for (const t of ["s3://tables/hive/", "s3://tables/arrows/"]) {
      const months = await sql({ t })`select month, count(*) n from t group by month order by month`;
      expect(months.rows()).toEqual([
        ["01", 10],
        ["02", 10],
      ]);
    }
    const one = await sql({
      t: "s3://tables/hive/*/part.parquet",
      n: { uri: "s3://tables/forms/n.jsonl", schema: notes },
    })`
      select count(*) n from t join n using (id) where month = '02'`;
    expect(one.rows()).toEqual([[10]]);
    await expect(sql({ t: "s3://tables/none/" })`select 1`).rejects.toThrow(
      "sql: no table in s3://tables/none/; check the path",
    );
    await expect(sql({ t: "s3://nowhere/t.csv" })`select 1`).rejects.toThrow('bucket "nowhere" does not exist');
    await expect(sql({ t: "s3://tables/forms/n.csb" })`select 1`).rejects.toThrow(
      /did you mean "forms\/n\.csv\.gz"|did you mean/,
    );
    expect(left()).toEqual([]);
  });

  it("reads whole tables by glob, and scans them", async () => {
    expect((await readTable("s3://tables/forms/*.jsonl", notes)).rows()).toEqual(frame.rows());
    const scanned = await (await scanTable("s3://tables/hive/")).filter(pl.col("id").gt(pl.lit(7))).collect();
    expect(scanned.height).toBe(4);
  });
});
