import { describe, expect, expectTypeOf, it } from "vitest";
import { columnsFromEntries } from "../table/columns.js";
import { standardScale } from "./scalers/standard-scale.js";
import { select } from "./selection/select.js";
import type { OutputsOf, Step } from "./step.js";
import { calendarParts } from "./time/calendar-parts.js";
import { cyclic } from "./time/cyclic.js";
import { differences } from "./time/differences.js";
import { lags } from "./time/lags.js";
import { rolling } from "./time/rolling.js";

const months = columnsFromEntries([
  ["month", { kind: "time", values: Float64Array.of(0, 2_678_400_000, 5_097_600_000) }],
  ["price", { kind: "number", values: Float64Array.of(3, 4, 5) }],
  ["cost", { kind: "number", values: Float64Array.of(1, 1, 2) }],
]);

describe("the columns that a step makes", () => {
  it("are known to the compiler as they are made", () => {
    const past = lags({ columns: ["price", "cost"], lags: [1, 12], orderBy: "month" });
    const made = past.fit(months).outputs;
    expectTypeOf(made).toEqualTypeOf<readonly ("price_lag1" | "price_lag12" | "cost_lag1" | "cost_lag12")[]>();
    expect(made).toEqual(["price_lag1", "price_lag12", "cost_lag1", "cost_lag12"]);
    const grown = differences({ columns: ["price"], lags: [1], orderBy: "month" });
    expectTypeOf<OutputsOf<typeof grown>>().toEqualTypeOf<"price_difference1">();
    const means = rolling({ columns: ["price"], window: 2, statistics: ["mean", "maximum"], orderBy: "month" });
    expectTypeOf<OutputsOf<typeof means>>().toEqualTypeOf<"price_mean2" | "price_maximum2">();
    expect(means.fit(months).outputs).toEqual(["price_mean2", "price_maximum2"]);
    const usual = rolling({ columns: ["price"], window: 3, orderBy: "month" });
    expectTypeOf<OutputsOf<typeof usual>>().toEqualTypeOf<"price_mean3">();
    const parts = calendarParts({ column: "month", parts: ["month", "year"], prefix: "in_" });
    expectTypeOf<OutputsOf<typeof parts>>().toEqualTypeOf<"in_month" | "in_year">();
    expect(parts.fit(months).outputs).toEqual(["in_month", "in_year"]);
    const plain = calendarParts({ column: "month", parts: ["month"] });
    expectTypeOf<OutputsOf<typeof plain>>().toEqualTypeOf<"month">();
    const round = cyclic({ column: "price", period: 12 });
    expectTypeOf<OutputsOf<typeof round>>().toEqualTypeOf<"price_sin" | "price_cos">();
    expectTypeOf<OutputsOf<ReturnType<typeof select<"price">>>>().toEqualTypeOf<"price">();
  });

  it("are any texts where they hang on the rows, and every step stands where a step may", () => {
    const scaled = standardScale();
    expectTypeOf<OutputsOf<typeof scaled>>().toEqualTypeOf<string>();
    const names: readonly string[] = ["price"];
    const open = lags({ columns: names, lags: [1], orderBy: "month" });
    const steps: readonly Step[] = [scaled, open, select({ columns: ["price"] })];
    expect(steps.map(({ kind }) => kind)).toEqual(["standardScale", "lags", "select"]);
  });
});
