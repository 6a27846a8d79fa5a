import { expect, it } from "vitest";
import { isFrame } from "./is-frame.js";
import { loadPolars } from "./load-polars.js";
import { toColumns } from "./to-columns.js";

it("leaves frames their methods when columns have the same names", () => {
  const pl = loadPolars();
  const names = ["height", "columns", "select", "row", "lazy", "head", "getColumn", "price"];
  const frame = pl.DataFrame(names.map((name, at) => pl.Series(name, [at, at + 1], pl.Float64)));
  const chosen = frame.select("height", "columns").lazy().collectSync().head(1);
  expect([frame.height, frame.columns, isFrame(frame)]).toEqual([2, names, true]);
  expect(chosen.rows()).toEqual([[0, 1]]);
  expect(frame.getColumn("height").toArray()).toEqual([0, 1]);
  expect(toColumns(frame).byName.get("row")).toEqual({ kind: "number", values: Float64Array.of(3, 4) });
  expect((frame as unknown as { price: { toArray(): unknown } }).price.toArray()).toEqual([7, 8]);
  expect(globalThis.Proxy.name).toBe("Proxy");
});
