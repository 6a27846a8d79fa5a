import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { DataFrame } from "nodejs-polars";
import { afterAll, describe, expect, it } from "vitest";
import { TextBlocks } from "../../table/csv/text-blocks.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema, type TableSchema } from "../../table/schema/schema.js";
import { type ReadChunksOptions, readChunks } from "./read-chunks.js";
import { readTable } from "./read-table.js";

const pl = loadPolars();
const folder = mkdtempSync(join(tmpdir(), "cuaderno-chunks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const notes = schema("notes", { id: column.integer({ max: 999 }), note: column.string({ nullable: true }) });
const lines = ["id,note", "1,a", '2,"two', 'lines, ""here"""', "", "3,é", '4,"x"', "5,", "6,z"];
const save = (name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const all = async (
  uri: string | readonly string[],
  table: TableSchema = notes,
  options: ReadChunksOptions = {},
): Promise<DataFrame[]> => {
  const frames: DataFrame[] = [];
  for await (const chunk of readChunks(uri, table, options)) frames.push(chunk);
  return frames;
};
// `{"id":1,"note":"a"}` a hundred times, packed by zstd 1.5 at level 19 with its checksum.
const zstd = Buffer.from("KLUv/QRo5QAAoHsiaWQiOjEsIm5vdGUiOiJhIn0KAQByv38yARu6Zi0=", "base64");

describe("readChunks", () => {
  it.each(["\n", "\r\n"])("gives the rows of readTable, cut at any count, with line ends %j", async (end) => {
    for (const last of ["", end]) {
      const path = save("notes.csv", lines.join(end) + last);
      const whole = (await readTable(path, notes)).rows();
      for (const rows of [1, 2, 3, 4, 100]) {
        const chunks = await all(path, notes, { rows });
        expect(chunks.every(({ height }) => height <= rows)).toBe(true);
        expect(chunks.flatMap((chunk) => chunk.rows())).toEqual(whole);
      }
    }
  });

  it("finds a quote far behind many plain lines, in pieces of any size", async () => {
    const plain = Array.from({ length: 300 }, (_, row) => `${row},n${row}\n`).join("");
    const bytes = Buffer.from(`id,note\n${plain}7,"a\nb"\n${plain}"8","c"\n9,"""d"`);
    for (const size of [1, 7, 64, 1000, bytes.length]) {
      async function* pieces(): AsyncGenerator<Uint8Array> {
        for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
      }
      const blocks = new TextBlocks(pieces(), { uri: "n.csv", delimiter: "," });
      const found: Buffer[] = [];
      for (let block = await blocks.take(40); block !== undefined; block = await blocks.take(40)) {
        found.push(Buffer.from(block));
      }
      expect(Buffer.concat(found).equals(bytes)).toBe(true);
      expect(found).toHaveLength(Math.ceil(604 / 40));
    }
  });

  it("reads 200,000 lines without a quote, each looked at once", async () => {
    const text = `id,note\n${Array.from({ length: 200_000 }, (_, row) => `${row % 999},n${row}`).join("\n")}\n`;
    const chunks = await all(save("plain.csv", text), notes, { rows: 70_000 });
    expect(chunks.map(({ height }) => height)).toEqual([70_000, 70_000, 60_000]);
  });

  it("unpacks gzip and other encodings on the way, also over HTTP", async () => {
    const text = `skipped "line"\nid,note\n${Array.from({ length: 500 }, (_, row) => `${row},ñ`).join("\n")}\n`;
    const packed = gzipSync(Buffer.from(text, "latin1"));
    const server = createServer((_, response) => response.end(packed)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notes.csv.gz`;
      for (const uri of [save("latin.csv.gz", packed), address]) {
        const chunks = await all(uri, notes, { rows: 200, encoding: "latin1", skipLines: 1 });
        expect(chunks.map(({ height }) => height)).toEqual([200, 200, 100]);
        expect(chunks[2]?.row(99)).toEqual([499, "ñ"]);
      }
    } finally {
      server.close();
    }
    await expect(all(save("cut.csv.gz", packed.subarray(0, 60)), notes, { skipLines: 1 })).rejects.toThrow(
      "cut.csv.gz cannot be unpacked as gzip",
    );
  });

  it("reads JSON lines, whose fields may be absent in a chunk, and Parquet, naming the row of the file", async () => {
    const json = save("notes.jsonl", '{"id":1}\n\n{"id":2,"note":"b"}\n{"id":1000}\n');
    const chunks: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of readChunks(json, notes, { rows: 1 })) chunks.push(...chunk.rows());
    })();
    await expect(reading).rejects.toThrow(/line 4 of .*notes.jsonl is 1000/);
    expect(chunks).toEqual([
      [1, null],
      [2, "b"],
    ]);
    const ids = Array.from({ length: 25 }, (_, row) => (row === 23 ? 1_000 : row));
    const frame = pl.DataFrame([pl.Series("id", ids, pl.Int64), pl.Series("note", ids.map(String), pl.Utf8)]);
    const path = join(folder, "notes.parquet");
    frame.head(20).writeParquet(path);
    expect((await all(path, notes, { rows: 7 })).map(({ height }) => height)).toEqual([7, 7, 6]);
    frame.writeParquet(path);
    await expect(all(path, notes, { rows: 7 })).rejects.toThrow(/row 24 of .*notes.parquet is 1000/);
  });

  it("names the line of the file in every refusal", async () => {
    const long = Array.from({ length: 30 }, (_, row) => `${row},a`);
    const at = (row: number, line: string): string => {
      const name = save("wrong.csv", ["note first", "id,note", ...long.with(row, line)].join("\n"));
      return name;
    };
    const options = { rows: 7, skipLines: 1 };
    await expect(all(at(24, "x,a"), notes, options)).rejects.toThrow(/column "id" line 27 of .*wrong.csv is "x"/);
    await expect(all(at(24, "1,a,b"), notes, options)).rejects.toThrow("line 27 of");
    await expect(all(at(24, '1,"a'), notes, options)).rejects.toThrow("the quote opened in");
    const bytes = Buffer.from(["id,note", ...long].join("\n"), "latin1");
    bytes[bytes.length - 1] = 0xf1;
    await expect(all(save("bytes.csv", bytes), notes, { rows: 7 })).rejects.toThrow("byte F1 in line 31");
    await expect(all(save("none.csv", "id,note\n"))).rejects.toThrow("has no rows");
    expect(await all(save("none.csv", "id,note\n"), notes, { empty: "allow" })).toEqual([]);
    await expect(all(save("other.csv", "ids,note\n1,a\n"))).rejects.toThrow('no column "id"');
    await expect(all("x.csv", schema("keys", { id: column.integer({ unique: true }) }))).rejects.toThrow(
      'column "id" of "keys" must be unique, which a chunk alone cannot show',
    );
    await expect(all(join(folder, "absent.csv"))).rejects.toThrow("absent.csv");
  });

  it("holds no more of an endless stream than the chunk asked for, and releases it", async () => {
    let pieces = 0;
    let closed = false;
    const endless = (async function* () {
      try {
        for (;;) {
          pieces += 1;
          yield Buffer.from('1,"a\nb"\n'.repeat(1_000));
        }
      } finally {
        closed = true;
      }
    })();
    const blocks = new TextBlocks(endless, { uri: "the stream", delimiter: "," });
    for (let round = 1; round <= 50; round++) {
      expect((await blocks.take(2_500))?.length).toBe(8 * 2_500);
      expect(pieces).toBeLessThanOrEqual(Math.ceil(2.5 * round) + 1);
    }
    expect(blocks.line).toBe(1 + 50 * 2 * 2_500);
    await blocks.close();
    expect(closed).toBe(true);
    const unclosed = (async function* () {
      yield Buffer.from('1,"');
      for (;;) yield Buffer.from("text without an end\n".repeat(1_000));
    })();
    const refused = new TextBlocks(unclosed, { uri: "the stream", delimiter: ",", longestRecord: 1 << 20 });
    await expect(refused.take(1)).rejects.toThrow("a quote is opened and not closed within 1048576 bytes");
  });

  it("unpacks Zstandard, on every version of Node", async () => {
    const table = await all(save("notes.jsonl.zst", zstd), notes, { rows: 30 });
    expect(table.map(({ height }) => height)).toEqual([30, 30, 30, 10]);
    expect((await readTable(join(folder, "notes.jsonl.zst"), notes)).height).toBe(100);
    await expect(all(save("cut.jsonl.zst", zstd.subarray(0, 20)), notes)).rejects.toThrow(
      "cannot be unpacked as Zstandard",
    );
  });
});
