import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { goldenFeatures } from "../../testing/golden-features.js";
import { type CalendarPart, calendarParts } from "./calendar-parts.js";

describe("calendarParts", () => {
  const { times, ...parts } = goldenFeatures.calendar;

  for (const [part, expected] of Object.entries(parts)) {
    it(`agrees with pandas: ${part}`, () => {
      const columns = tableFrom({ when: { kind: "time", values: Float64Array.from(times) } });
      const step = calendarParts({ column: "when", parts: [part as CalendarPart] });
      expect([...getNumbers(step.fit(columns).transform(columns), part)]).toEqual(expected);
    });
  }

  it("refuses an unknown part, a column without times and an existing name", () => {
    expect(() => calendarParts({ column: "when", parts: ["weekDay" as CalendarPart] })).toThrow(
      'calendarParts: unknown part "weekDay"',
    );
    const columns = tableFrom({ when: { kind: "time", values: Float64Array.of(0) }, hour: numberColumn([5]) });
    expect(() => calendarParts({ column: "hour", parts: ["hour"] }).fit(columns)).toThrow(
      'calendarParts: column "hour": expected a time column, got number',
    );
    expect(() => calendarParts({ column: "when", parts: ["hour"] }).fit(columns)).toThrow(
      'calendarParts: column "hour" already exists; choose another prefix',
    );
  });
});
