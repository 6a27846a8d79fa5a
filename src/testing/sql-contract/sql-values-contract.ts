import pl from "nodejs-polars";
import { expect, it } from "vitest";
import { readSql } from "../../sources/sql/read-sql.js";
import { sqlBatches } from "../../sources/sql/sql-batches.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { getFrame, type SqlSession } from "./sql-session.js";

/** Types of the server, and those of a schema. */
export function sqlValuesContract(session: SqlSession): void {
  const { of, getFailure } = session;
  it("returns every type with the server's value", async () => {
    // A table has no order.
    const frame = getFrame(await of({ table: "kinds", decimals: "text" }).fetch()).sort("id", true);
    expect(frame.getColumn("id").cast(pl.Utf8).toArray()).toEqual(["9007199254740993", "-1"]);
    expect(frame.drop("id", "at_zone").rows()).toEqual([
      [
        ...["12.50", "12345678901234567890.0123456789", 0.1, 0.5, true, 7],
        ...[new Date("2020-02-29T00:00:00Z"), new Date("2021-03-04T05:06:07Z"), "b", "Ñandú", ""],
      ],
      ["-0.01", "1.0000000000", null, null, false, null, null, null, null, null, null],
    ]);
    expect(frame.getColumn("at_zone").cast(pl.Utf8).get(0)).toBe("2021-03-04 05:06:07.123456");
  });

  it("reads one frame, in the server's types or those of a schema", async () => {
    const found = await readSql({ database: session.server.url, query: "SELECT id, note FROM kinds ORDER BY id" });
    expect(found.columns).toEqual(["id", "note"]);
    const ids = schema("ids", { key: column.integer({ source: "id" }) });
    const typed = await readSql({
      database: session.server.url,
      query: "SELECT id, note FROM kinds",
      schema: ids,
      extra: "ignore",
    });
    const keys = typed.sort("key").getColumn("key");
    expect(keys.cast(pl.Utf8).toArray()).toEqual(["-1", "9007199254740993"]);
    await expect(
      readSql({ database: session.server.url, query: "SELECT id, note FROM kinds", schema: ids }),
    ).rejects.toThrow("does not know: note");
  });

  it("rejects decimals of more than 15 digits and bytes, and returns both as strings on request", async () => {
    expect(await getFailure({ table: "kinds" })).toMatch(
      /kinds at .*: row [12], column "exact_price": expected .* 15 digits, got 12345678901234567890.0123456789; .*decimals: "text"/,
    );
    expect(await getFailure({ table: "pictures" })).toMatch(/pictures at .*: column "picture" has bytes/);
    const pictures = getFrame(await of({ table: "pictures", blobs: "base64" }).fetch());
    expect(pictures.sort("id").rows()).toEqual([
      [1, "AP8Q"],
      [2, null],
    ]);
  });

  it("converts to the kinds of a schema and checks its rules", async () => {
    const kinds = schema("kinds", {
      key: column.integer({ source: "id" }),
      exact: column.string({ source: "exact_price" }),
      open: column.integer({ source: "is_open" }),
      day: column.datetime({ nullable: true }),
      note: column.string({ nullable: true }),
    });
    const query =
      "SELECT id, exact_price, CASE WHEN is_open THEN 1 ELSE 0 END AS is_open, day, note FROM kinds ORDER BY id DESC";
    const frame = getFrame(await of({ query, schema: kinds }).fetch());
    expect(frame.columns).toEqual(["key", "exact", "open", "day", "note"]);
    expect(frame.row(1).slice(1)).toEqual(["1.0000000000", 0, null, null]);
    const strict = schema("kinds", { price: column.number({ min: 0 }), level: column.integer() });
    const query2 = "SELECT price, level FROM kinds ORDER BY id DESC";
    expect(await getFailure({ query: query2, schema: strict, name: "prices" })).toMatch(
      /column "price" row 2 of prices is -0.01/,
    );
  });

  it("returns the columns and types of a table without rows", async () => {
    const none = getFrame(await of({ table: "none" }).fetch());
    expect([none.height, none.columns]).toEqual([0, ["id", "day"]]);
    expect(none.dtypes.map(({ variant }) => variant)).toEqual(["Int64", "Datetime"]);
  });

  it("does not convert columns that the schema does not have", async () => {
    const ids = schema("kinds", { id: column.integer() });
    const frame = await readSql({ database: session.server.url, table: "kinds", schema: ids, extra: "ignore" });
    expect([frame.columns, frame.height]).toEqual([["id"], 2]);
    const pictures = schema("pictures", { id: column.integer() });
    const narrow = await readSql({
      database: session.server.url,
      table: "pictures",
      schema: pictures,
      extra: "ignore",
    });
    expect(narrow.sort("id").rows()).toEqual([[1], [2]]);
    for await (const batch of sqlBatches({ database: session.server.url, table: "kinds", schema: ids })) {
      expect(batch.columns).toEqual(["id"]);
    }
    await expect(readSql({ database: session.server.url, table: "pictures", schema: pictures })).rejects.toThrow(
      /picture/,
    );
  });
}
