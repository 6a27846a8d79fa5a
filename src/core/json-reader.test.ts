import { describe, expect, it } from "vitest";
import { FormatError } from "./errors.js";
import { jsonReader } from "./json-reader.js";

const value = { name: "bin", count: 4, share: 0.5, on: true, edges: [1, null], labels: ["a", null], parts: [{ n: 1 }] };
const reader = jsonReader(value, "step");

describe("jsonReader", () => {
  it("reads fields of the expected type", () => {
    expect([reader.string("name"), reader.integer("count"), reader.number("share"), reader.boolean("on")]).toEqual([
      ...["bin", 4, 0.5, true],
    ]);
    expect(reader.numbersOrMissing("edges")).toEqual([1, Number.NaN]);
    expect(reader.stringsOrNull("labels")).toEqual(["a", null]);
    expect(reader.objects("parts")[0]?.integer("n")).toBe(1);
    expect([reader.has("name"), reader.has("other"), jsonReader({ a: null }, "x").has("a")]).toEqual([
      ...[true, false, false],
    ]);
  });

  it.each([
    [() => reader.integer("share"), "step.share: expected an integer, got 0.5"],
    [() => reader.string("count"), "step.count: expected a string, got 4"],
    [() => reader.strings("labels"), "step.labels: expected an array of strings, got null"],
    [() => reader.numbers("name"), 'step.name: expected an array of numbers, got "bin"'],
    [() => jsonReader(JSON.parse('{"a":1e999}'), "x").number("a"), "x.a: expected a finite number, got Infinity"],
    [() => jsonReader(JSON.parse('{"a":[-1e999]}'), "x").numbers("a"), "x.a: expected an array of finite numbers, got"],
    [() => jsonReader(JSON.parse('{"a":[1e999]}'), "x").numbersOrMissing("a"), "expected an array of finite numbers"],
    [() => reader.object("edges"), "step.edges: expected an object, got [1,null]"],
    [() => reader.objects("parts")[0]?.string("missing"), 'step.parts[0]: missing field "missing"'],
    [() => reader.value("toString"), 'step: missing field "toString"'],
    [() => jsonReader(undefined, "model"), "model: expected an object, got nothing"],
  ])("names path, expected type and value %#", (read, message) => {
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });
});
