import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Column, type Columns, columnsFromEntries } from "../../table/columns.js";
import { getNumbers } from "../../table/get-numbers.js";
import { impute } from "../impute.js";
import { standardScale } from "../scalers/standard-scale.js";
import { type CalendarPart, calendarParts } from "../time/calendar-parts.js";
import { cyclic } from "../time/cyclic.js";
import { type OneHotUnseen, oneHot } from "./one-hot.js";
import { ordinal } from "./ordinal.js";

const golden = JSON.parse(readFileSync(new URL("../golden/features.json", import.meta.url), "utf8")) as {
  calendar: Readonly<Record<CalendarPart | "times", readonly number[]>>;
  scaled: readonly { name: string; values: (number | null)[]; scaled: (number | null)[] }[];
  imputed: readonly { strategy: string; values: (number | null)[]; filled: number[] }[];
  oneHot: { words: string[]; categories: string[]; encoded: number[][] };
};

const numbers = (values: readonly (number | null)[]): Column => ({
  kind: "number",
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});
const texts = (...values: (string | null)[]): Column => ({ kind: "string", values });
const table = (entries: Readonly<Record<string, Column>>): Columns => columnsFromEntries(Object.entries(entries));
const names = (columns: Columns): string[] => [...columns.byName.keys()];

describe("calendarParts", () => {
  const { times, ...parts } = golden.calendar;

  for (const [part, expected] of Object.entries(parts)) {
    it(`gives ${part} as pandas`, () => {
      const columns = table({ when: { kind: "time", values: Float64Array.from(times) } });
      const step = calendarParts({ column: "when", parts: [part as CalendarPart] });
      expect([...getNumbers(step.fit(columns).transform(columns), part)]).toEqual(expected);
    });
  }

  it("refuses a part that does not exist, a column that holds no times and a name that is taken", () => {
    expect(() => calendarParts({ column: "when", parts: ["weekDay" as CalendarPart] })).toThrow(
      'calendarParts: unknown part "weekDay"',
    );
    const columns = table({ when: { kind: "time", values: Float64Array.of(0) }, hour: numbers([5]) });
    expect(() => calendarParts({ column: "hour", parts: ["hour"] }).fit(columns)).toThrow(
      'calendarParts: column "hour": expected a time column, got number',
    );
    expect(() => calendarParts({ column: "when", parts: ["hour"] }).fit(columns)).toThrow(
      'calendarParts: column "hour" already exists; choose another prefix',
    );
  });
});

describe("cyclic", () => {
  it("puts the last hour as near to the first as the second is", () => {
    const columns = table({ hour: numbers([0, 1, 23]) });
    const circle = cyclic({ column: "hour", period: 24 }).fit(columns).transform(columns);
    const [sine, cosine] = [getNumbers(circle, "hour_sin"), getNumbers(circle, "hour_cos")];
    const distance = (row: number): number => Math.hypot(sine[row] - sine[0], cosine[row] - cosine[0]);
    expect(names(circle)).toEqual(["hour_sin", "hour_cos"]);
    expect(distance(1)).toBeCloseTo(distance(2), 14);
  });

  it("refuses a period that is not above 0", () => {
    expect(() => cyclic({ column: "hour", period: 0 })).toThrow(
      'cyclic: period of "hour": expected a number > 0, got 0; use 24 for hours, 7 for weekdays',
    );
  });
});

describe("oneHot", () => {
  it("gives the columns of scikit-learn's OneHotEncoder, named by label", () => {
    const { words, categories, encoded } = golden.oneHot;
    const columns = table({ word: texts(...words) });
    const coded = oneHot({ columns: ["word"] })
      .fit(columns)
      .transform(columns);
    expect(names(coded)).toEqual(categories.map((category) => `word=${category}`));
    expect([...coded.byName.values()].map((column) => column.kind === "number" && [...column.values])).toEqual(encoded);
  });

  it("gives a missing label a column of its own when training had one", () => {
    const columns = table({ word: texts("a", null) });
    const coded = oneHot({ columns: ["word"] })
      .fit(columns)
      .transform(columns);
    expect(names(coded)).toEqual(["word=a", "word=(missing)"]);
    expect([...getNumbers(coded, "word=(missing)")]).toEqual([0, 1]);
  });

  it("orders numbers by size", () => {
    const columns = table({ weekday: numbers([10, 9, 2]) });
    expect(
      names(
        oneHot({ columns: ["weekday"] })
          .fit(columns)
          .transform(columns),
      ),
    ).toEqual(["weekday=2", "weekday=9", "weekday=10"]);
  });

  it("reads category codes by their label, so another order of categories changes nothing", () => {
    const category = (codes: number[], categories: string[]): Columns =>
      table({ word: { kind: "category", codes: Int32Array.from(codes), categories } });
    const fitted = oneHot({ columns: ["word"] }).fit(category([0, 1], ["x", "y"]));
    expect([...getNumbers(fitted.transform(category([0, 1], ["y", "x"])), "word=x")]).toEqual([0, 1]);
  });

  const trained = table({ word: texts("a", "a", "a", "b", "b", "c") });
  const coded = (unseen: OneHotUnseen) => oneHot({ columns: ["word"], unseen }).fit(trained);

  it("refuses an unseen label by default, naming column, value, row and what training saw", () => {
    expect(() => coded("error").transform(table({ word: texts("a", "z") }))).toThrow(
      'oneHot: column "word" has "z" at row index 1, which is not in the training rows',
    );
  });

  it("gives an unseen label zeros with ignore and the other column with other", () => {
    const ignored = coded("ignore").transform(table({ word: texts("z") }));
    expect([...ignored.byName.values()].map((column) => column.kind === "number" && column.values[0])).toEqual([
      0, 0, 0,
    ]);
    const other = coded("other").transform(table({ word: texts("z", "a") }));
    expect(names(other)).toEqual(["word=a", "word=b", "word=c", "word=other"]);
    expect([...getNumbers(other, "word=other")]).toEqual([1, 0]);
  });

  it("merges named labels and rare ones", () => {
    const merged = oneHot({ columns: ["word"], merge: { late: ["b", "c"] } }).fit(trained);
    expect(merged.outputs).toEqual(["word=a", "word=late"]);
    const rare = oneHot({ columns: ["word"], minimumCount: 2 }).fit(trained);
    expect(rare.outputs).toEqual(["word=a", "word=b", "word=other"]);
    expect([...getNumbers(rare.transform(trained), "word=other")]).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it("refuses to overwrite a column", () => {
    const columns = table({ word: texts("a"), "word=a": numbers([3]) });
    expect(() =>
      oneHot({ columns: ["word"] })
        .fit(columns)
        .transform(columns),
    ).toThrow('oneHot: column "word=a" already exists; rename or drop it first');
  });
});

describe("ordinal", () => {
  const trained = table({ size: texts("small", "large", "medium", null) });

  it("counts labels in order and keeps missing missing", () => {
    expect([
      ...getNumbers(
        ordinal({ columns: ["size"] })
          .fit(trained)
          .transform(trained),
        "size",
      ),
    ]).toEqual([2, 0, 1, Number.NaN]);
  });

  it("takes a given order", () => {
    const step = ordinal({ columns: ["size"], order: { size: ["small", "medium", "large"] } });
    expect([...getNumbers(step.fit(trained).transform(trained), "size")]).toEqual([0, 2, 1, Number.NaN]);
  });

  it("refuses an unseen label, or makes it missing when told", () => {
    const later = table({ size: texts("huge") });
    expect(() =>
      ordinal({ columns: ["size"] })
        .fit(trained)
        .transform(later),
    ).toThrow('ordinal: column "size" has "huge" at row index 0, which is not in the training rows');
    const forgiving = ordinal({ columns: ["size"], unseen: "missing" }).fit(trained);
    expect([...getNumbers(forgiving.transform(later), "size")]).toEqual([Number.NaN]);
  });

  it("refuses an order that forgets a label of the training rows", () => {
    const step = ordinal({ columns: ["size"], order: { size: ["small", "large"] } });
    expect(() => step.fit(trained)).toThrow('column "size" has "medium" at row index 2');
  });
});

describe("standardScale", () => {
  for (const { name, values, scaled } of golden.scaled) {
    it(`scales as scikit-learn: ${name}`, () => {
      const columns = table({ x: numbers(values) });
      const own = getNumbers(standardScale().fit(columns).transform(columns), "x");
      scaled.forEach((expected, row) => {
        if (expected === null) expect(own[row]).toBeNaN();
        else expect(Math.abs(own[row] - expected)).toBeLessThan(name === "far off" ? 1e-6 : 1e-12);
      });
    });
  }

  it("makes a constant column 0, however large", () => {
    const columns = table({ x: numbers([1e15 + 0.5, 1e15 + 0.5, 1e15 + 0.5]) });
    expect([...getNumbers(standardScale().fit(columns).transform(columns), "x")]).toEqual([0, 0, 0]);
  });

  it("refuses a column without any value", () => {
    expect(() => standardScale({ columns: ["x"] }).fit(table({ x: numbers([null, null]) }))).toThrow(
      'standardScale: column "x" has no value to learn from; drop or impute it',
    );
  });
});

describe("impute", () => {
  for (const { strategy, values, filled } of golden.imputed) {
    it(`fills as scikit-learn: ${strategy}`, () => {
      const columns = table({ x: numbers(values) });
      const own = strategy === "mean" || strategy === "median" ? strategy : "mostFrequent";
      expect([
        ...getNumbers(
          impute({ columns: ["x"], strategy: own })
            .fit(columns)
            .transform(columns),
          "x",
        ),
      ]).toEqual(filled);
    });
  }

  it("fills a constant, adding the category when it is new", () => {
    const columns = table({ word: { kind: "category", codes: Int32Array.of(0, -1), categories: ["a"] } });
    const filled = impute({ columns: ["word"], strategy: { constant: "none" } })
      .fit(columns)
      .transform(columns);
    expect(filled.byName.get("word")).toEqual({
      kind: "category",
      codes: Int32Array.of(0, 1),
      categories: ["a", "none"],
    });
  });

  it("refuses the mean of words, a number in a text column and a column without any value", () => {
    const columns = table({ word: texts("a", null), x: numbers([null, null]) });
    expect(() => impute({ columns: ["word"], strategy: "mean" }).fit(columns)).toThrow(
      'impute: column "word" is string and has no mean; use "mostFrequent" or { constant: "..." }',
    );
    expect(() => impute({ columns: ["word"], strategy: { constant: 3 } }).fit(columns)).toThrow(
      'impute: column "word" is string and cannot hold 3; use a constant of that kind',
    );
    expect(() => impute({ columns: ["x"], strategy: "median" }).fit(columns)).toThrow(
      'impute: column "x" has no value to learn from; drop it or use { constant: value }',
    );
  });
});
