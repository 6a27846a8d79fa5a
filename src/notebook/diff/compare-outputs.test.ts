import { describe, expect, it } from "vitest";
import type { Json } from "../../core/json.js";
import type { Output } from "../format/notebook.js";
import { compareOutputs } from "./compare-outputs.js";

const text = (value: string): Output => ({ output_type: "stream", name: "stdout", text: value });
const display = (data: { readonly [mime: string]: Json }): Output => ({
  output_type: "display_data",
  data,
  metadata: {},
});
const figure = (y: readonly number[]): Output =>
  display({ "application/vnd.plotly.v1+json": { data: [{ type: "bar", y }], layout: {} } });

const messages = (...sides: Parameters<typeof compareOutputs>): readonly string[] =>
  compareOutputs(...sides).map(({ output, message }) => `${output}: ${message}`);

describe("compareOutputs", () => {
  it.each([
    ["made 2024-01-02T03:04:05Z", "made 2025-11-12 13:14:15.1 UTC"],
    ["run 0b8a3f04-1111-4222-8333-abcdefabcdef", "run 1b8a3f04-1111-4222-8333-abcdefabcde0"],
    ["took 12.5 ms", "took 1,800 s"],
    ["took 3 min", "took 4 min"],
    ["sha ba7816bf8f01cfea", "sha 00aa16bf8f01cf11"],
    ["in /tmp/a1/b.csv", "in /tmp/c9/b.csv"],
    ["\u001b[31mred\u001b[0m ", "red"],
    ["rmse 12.30000000001", "rmse 12.30000000002"],
    ["at 10:11:12", "at 20:21:22"],
    ["1,234,567 rows", "1234567 rows"],
  ])("counts %j and %j as the same", (old, now) => expect(compareOutputs([text(old)], [text(now)])).toEqual([]));

  it.each([
    ["[1,2]", "[12]"],
    ["2,34", "23,4"],
    ["1,2,3", "12,3"],
    ["x=1,5;2", "x=15;2"],
    ["1,234,5", "1234,5"],
    ["mean wait 12 min", "mean wait 45 min"],
    ["colour #ff0000aa", "colour #00ff00bb"],
    ["a\n\nb", "a\nb"],
    ["n = 3", "n = -3"],
    ["v1.2", "v1.3"],
  ])("finds a difference between %j and %j", (old, now) =>
    expect(compareOutputs([text(old)], [text(now)])).not.toEqual([]),
  );

  it("compares dates, durations and ids when it is strict", () => {
    const strict = { strict: true };
    expect(messages([text("day 2016-12-31 23:00")], [text("day 2012-01-01 00:00")], strict)).toEqual([
      '1: line 1 was "day 2016-12-31 23:00", is "day 2012-01-01 00:00"',
    ]);
    expect(messages([text("took 3 ms")], [text("took 6 ms")], strict)).toEqual(["1: took 3 → 6 (+100 %)"]);
    expect(messages([display({ "image/png": "AA" })], [display({ "image/png": "BB" })], strict)).toEqual([
      '1: image/png: line 1 was "AA", is "BB"',
    ]);
  });

  it("names numbers with their relative change, and the line of other text", () => {
    expect(messages([text("a\nrmse 12.5")], [text("a\nrmse 10")])).toEqual(["1: rmse 12.5 → 10 (-20 %)"]);
    expect(messages([text("a\nb\nc")], [text("a\nd\nc")])).toEqual(['1: line 2 was "b", is "d"']);
    expect(messages([text("a\nb")], [text("a\nc\nd\nb")])).toEqual(['1: 2 lines added, 0 removed from line 2 on: "c"']);
  });

  it("lets numbers differ by the tolerance", () => {
    expect(compareOutputs([text("12.3")], [text("12.4")], { tolerance: 0.01 })).toEqual([]);
    expect(compareOutputs([figure([1, 2])], [figure([1, 2.001])], { tolerance: 0.01 })).toEqual([]);
  });

  it("compares figures by their series, then by everything else", () => {
    expect(messages([figure([1, 2])], [figure([1, 3])])).toEqual(['1: series "series 1": 1 of 2 values differ']);
    expect(messages([figure([1, 2])], [figure([1])])).toEqual(['1: series "series 1" has 1 values, had 2']);
    const titled = (title: string): Output =>
      display({ "application/vnd.plotly.v1+json": { data: [], layout: { xaxis: { title } } } });
    expect(messages([titled("hour")], [titled("day")])).toEqual([
      '1: figure.layout.xaxis.title: line 1 was "hour", is "day"',
    ]);
  });

  it("takes no notice of how a stream was split, nor of the bytes of pictures", () => {
    expect(compareOutputs([text("a"), text("b")], [text("ab")])).toEqual([]);
    expect(compareOutputs([display({ "image/png": "AA" })], [display({ "image/png": "BB" })])).toEqual([]);
  });

  it("pairs outputs, so that one new output is one change", () => {
    const warning: Output = { output_type: "stream", name: "stderr", text: "old API\n" };
    const value = (plain: string): Output => display({ "text/plain": plain });
    expect(messages([text("a\n"), value("1")], [warning, text("a\n"), value("1")])).toEqual([
      '1: new: stderr "old API"',
    ]);
    const [first, second, third] = ["mean of rain", "mean of snow", "largest city"].map(value);
    if (first === undefined || second === undefined || third === undefined) throw new Error("three values");
    expect(messages([first, third], [first, second, third])).toEqual(['2: new: a value "mean of snow"']);
    expect(messages([first, second, third], [second, third])).toEqual(['1: removed: a value "mean of rain"']);
    expect(messages([warning, text("a")], [text("a"), warning])).toEqual([]);
  });

  it("names what is new, removed or of another kind", () => {
    expect(messages([], [text("x")])).toEqual(['1: new: stdout "x"']);
    expect(messages([text("x")], [])).toEqual(['1: removed: stdout "x"']);
    expect(messages([text("x")], [display({ "text/plain": "x" })])).toEqual(["1: was stdout, is a value"]);
    expect(messages([display({ "text/plain": "x" })], [display({ "text/plain": "x", "text/html": "y" })])).toEqual([
      "1: was of type text/plain, is of type text/html, text/plain",
    ]);
  });

  it("leaves out the progress of a cell", () => {
    const progress = display({ "application/vnd.cuaderno.progress+json": { text: "3/5" }, "text/plain": "3/5" });
    expect(messages([progress, text("a")], [text("a")])).toEqual([]);
    expect(messages([text("a")], [progress, text("b")])).toEqual(['2: line 1 was "a", is "b"']);
  });
});
