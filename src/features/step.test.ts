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

describe("OutputsOf", () => {
  it("is the type of the output names, equal to the names at run time", () => {
    const past = lags({ columns: ["price", "cost"], lags: [1, 12], orderBy: "month" });
    const outputs = past.fit(months).outputs;
    expectTypeOf(outputs).toEqualTypeOf<readonly ("price_lag1" | "price_lag12" | "cost_lag1" | "cost_lag12")[]>();
    expect(outputs).toEqual(["price_lag1", "price_lag12", "cost_lag1", "cost_lag12"]);
    const changes = differences({ columns: ["price"], lags: [1], orderBy: "month" });
    expectTypeOf<OutputsOf<typeof changes>>().toEqualTypeOf<"price_difference1">();
    const means = rolling({ columns: ["price"], window: 2, statistics: ["mean", "maximum"], orderBy: "month" });
    expectTypeOf<OutputsOf<typeof means>>().toEqualTypeOf<"price_mean2" | "price_maximum2">();
    expect(means.fit(months).outputs).toEqual(["price_mean2", "price_maximum2"]);
    const standard = rolling({ columns: ["price"], window: 3, orderBy: "month" });
    expectTypeOf<OutputsOf<typeof standard>>().toEqualTypeOf<"price_mean3">();
    const parts = calendarParts({ column: "month", parts: ["month", "year"], prefix: "in_" });
    expectTypeOf<OutputsOf<typeof parts>>().toEqualTypeOf<"in_month" | "in_year">();
    expect(parts.fit(months).outputs).toEqual(["in_month", "in_year"]);
    const plain = calendarParts({ column: "month", parts: ["month"] });
    expectTypeOf<OutputsOf<typeof plain>>().toEqualTypeOf<"month">();
    const circle = cyclic({ column: "price", period: 12 });
    expectTypeOf<OutputsOf<typeof circle>>().toEqualTypeOf<"price_sin" | "price_cos">();
    expectTypeOf<OutputsOf<ReturnType<typeof select<"price">>>>().toEqualTypeOf<"price">();
  });

  it("is string when the names depend on the rows, and every step is a Step", () => {
    const scaled = standardScale();
    expectTypeOf<OutputsOf<typeof scaled>>().toEqualTypeOf<string>();
    const names: readonly string[] = ["price"];
    const open = lags({ columns: names, lags: [1], orderBy: "month" });
    const steps: readonly Step[] = [scaled, open, select({ columns: ["price"] })];
    expect(steps.map(({ kind }) => kind)).toEqual(["standardScale", "lags", "select"]);
  });
});
