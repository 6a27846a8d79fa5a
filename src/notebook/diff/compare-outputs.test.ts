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

describe("compareOutputs", () => {
  it.each([
    ["made 2024-01-02T03:04:05Z", "made 2025-11-12 13:14:15.1 UTC"],
    ["run 0b8a3f04-1111-4222-8333-abcdefabcdef", "run 1b8a3f04-1111-4222-8333-abcdefabcde0"],
    ["took 12.5 ms", "took 1,800 s"],
    ["sha ba7816bf8f01cfea", "sha 00aa16bf8f01cf11"],
    ["in /tmp/a1/b.csv", "in /tmp/c9/b.csv"],
    ["\u001b[31mred\u001b[0m ", "red"],
    ["rmse 12.30000000001", "rmse 12.30000000002"],
    ["at 10:11:12", "at 20:21:22"],
  ])("%j agrees with %j", (old, fresh) => expect(compareOutputs([text(old)], [text(fresh)])).toEqual([]));

  it("names the line and both texts of what differs", () =>
    expect(compareOutputs([text("a\nrmse 12.3")], [text("a\nrmse 12.4")])).toEqual([
      'output 1: line 2 was "rmse 12.3", is "rmse 12.4"',
    ]));

  it("lets numbers be off by the tolerance", () => {
    expect(compareOutputs([text("12.3")], [text("12.4")], { tolerance: 0.01 })).toEqual([]);
    expect(compareOutputs([figure([1, 2])], [figure([1, 2.001])], { tolerance: 0.01 })).toEqual([]);
  });

  it("compares figures value by value", () => {
    expect(compareOutputs([figure([1, 2])], [figure([1, 3])])).toEqual(["output 1: figure.data[0].y[1] was 2, is 3"]);
    expect(compareOutputs([figure([1, 2])], [figure([1])])).toEqual(["output 1: figure.data[0].y had 2 items, has 1"]);
  });

  it("takes no notice of how a stream was cut, nor of the bytes of pictures", () => {
    expect(compareOutputs([text("a"), text("b")], [text("ab")])).toEqual([]);
    expect(compareOutputs([display({ "image/png": "AA" })], [display({ "image/png": "BB" })])).toEqual([]);
  });

  it("says what is new, gone or of another kind", () => {
    expect(compareOutputs([], [text("x")])).toEqual(["output 1 is new: x"]);
    expect(compareOutputs([text("x")], [])).toEqual(["output 1 is gone: x"]);
    expect(compareOutputs([text("x")], [display({ "text/plain": "x" })])).toEqual(["output 1: was stdout, is a value"]);
  });
});
