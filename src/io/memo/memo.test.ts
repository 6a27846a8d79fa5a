import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { drop } from "../../features/selection/drop.js";
import { meanModel } from "../../models/baselines/mean-model.js";
import { gradientBoosting } from "../../models/trees/gradient-boosting.js";
import { pipeline } from "../../pipeline/pipeline.js";
import { integer } from "../../search/space/integer.js";
import { tune } from "../../studies/tune.js";
import { loadPolars } from "../../table/load-polars.js";
import { memo } from "./memo.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-memo-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pl = loadPolars();
const frame = pl.DataFrame({
  x: Array.from({ length: 60 }, (_, row) => row % 7),
  word: Array.from({ length: 60 }, (_, row) => (row % 9 === 0 ? null : ("abc"[row % 3] as string))),
  time: Array.from({ length: 60 }, (_, row) => new Date(Date.UTC(2024, 0, row + 1))),
  y: Array.from({ length: 60 }, (_, row) => (row % 7) * 10),
});
const lines: string[] = [];
const log = (line: string): void => void lines.push(line);
const last = (): string => lines.at(-1) ?? "";

describe("memo", () => {
  it("computes once, and again when an input or the code changes, and says why", async () => {
    let calls = 0;
    const options = { folder, log };
    const twofold = (value: number) => memo("sum", { value, frame }, () => ++calls * 0 + 2 * value, options);
    expect(await twofold(4)).toBe(8);
    expect(last()).toBe('memo "sum": computing, because no value is saved yet');
    expect(await twofold(4)).toBe(8);
    expect(last()).toMatch(/^memo "sum": reused the value of 20[\d-]+T[\d:.]+Z \(value, frame unchanged\)$/);
    expect(await twofold(5)).toBe(10);
    expect(last()).toBe('memo "sum": computing, because value changed from 4 to 5');
    expect(calls).toBe(2);
    await memo("sum", { value: 5, frame: frame.head(59) }, () => 1, options);
    expect(last()).toBe('memo "sum": computing, because frame changed from 60 rows to 59 rows, its code changed');
    await memo("sum", { value: 5, other: 1 }, () => 1, options);
    expect(last()).toBe('memo "sum": computing, because frame was removed, other is new');
    await memo("sum", { value: 5, other: 1 }, () => 1, { ...options, force: true });
    expect(last()).toBe('memo "sum": computing, because force is set');
  });

  it("notices a cell of a frame, whatever its chunks", async () => {
    const run = (table: typeof frame) => memo("cell", { table }, () => 1, { folder, log });
    await run(frame);
    await run(frame.head(30).vstack(frame.tail(30)));
    expect(last()).toContain("reused");
    await run(
      frame.withColumns(
        pl
          .when(pl.col("x").eq(pl.lit(6)))
          .then(pl.lit(5))
          .otherwise(pl.col("x"))
          .alias("x"),
      ),
    );
    expect(last()).toContain("table changed");
  });

  it("brings back frames, arrays, dates and numbers as they were, of any depth", async () => {
    const value = { table: frame, list: [Number.NaN, -0, Float64Array.of(1, Number.NaN), undefined], day: new Date(5) };
    const get = () => memo("parts", {}, () => value, { folder, log });
    await get();
    const again = await get();
    expect(last()).toContain("reused");
    expect(again.table.frameEqual(frame, true)).toBe(true);
    expect(again.table.dtypes.map(String)).toEqual(frame.dtypes.map(String));
    expect(again.list).toEqual(value.list);
    expect(again.day).toEqual(value.day);
    const files = readdirSync(join(folder, "parts"));
    expect(files.filter((name) => name.endsWith(".arrow"))).toHaveLength(1);
  });

  it("brings back the result of tune, with its study and fitted pipeline", async () => {
    const get = () =>
      memo(
        "tuning",
        { frame },
        () =>
          tune({
            table: frame,
            target: "y",
            space: { depth: integer(1, 2) },
            pipeline: ({ depth }) =>
              pipeline({ model: gradientBoosting({ depth, rounds: 5 }), steps: [drop({ columns: ["time"] })] }),
            trials: 2,
          }),
        { folder, log },
      );
    const [first, again] = [await get(), await get()];
    expect(last()).toContain("reused");
    expect(again.best).toEqual(first.best);
    expect(again.study.bestValue).toBe(first.study.bestValue);
    expect(again.fitted.predict(frame)).toEqual(first.fitted.predict(frame));
    expect(again.folds).toEqual(first.folds);
  });

  it("computes again when the saved value is damaged", async () => {
    await memo("damaged", {}, () => 1, { folder, log });
    writeFileSync(join(folder, "damaged", "entry.json"), "{");
    expect(await memo("damaged", {}, () => 1, { folder, log })).toBe(1);
    expect(last()).toContain("computing, because the saved value cannot be read");
  });

  it("refuses names that leave the folder, inputs without content and values that cannot be saved", async () => {
    const options = { folder, log };
    await expect(memo("../x", {}, () => 1, options)).rejects.toThrow('memo: invalid name "../x"');
    const settings = pipeline({ model: meanModel() });
    await expect(memo("a", { settings }, () => 1, options)).rejects.toThrow(
      "memo: inputs.settings is a pipeline that is not fitted, which has no content to compare",
    );
    await expect(memo("a", { f: [() => 1] }, () => 1, options)).rejects.toThrow("memo: inputs.f[0] is a function");
    await expect(memo("a", {}, () => ({ f: () => 1 }), options)).rejects.toThrow(
      "memo: the value.f is a function, which cannot be saved",
    );
  });
});
