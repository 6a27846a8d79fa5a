import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  doubleField,
  getBytes,
  getInteger,
  getString,
  messageField,
  readFields,
  stringField,
  varintField,
} from "./protobuf-wire.js";

describe("the wire format", () => {
  it("reads what it writes, in order", () => {
    const number = fc.integer({ min: 1, max: 2 ** 28 - 1 });
    fc.assert(
      fc.property(number, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.string(), (at, integer, text) => {
        const bytes = Buffer.concat([varintField(at, integer), stringField(at, text)]);
        const [first, second] = [...readFields(bytes)];
        expect(first).toEqual({ number: at, value: integer });
        expect(second?.number).toBe(at);
        expect(Buffer.from(second?.value as Uint8Array).toString("utf8")).toBe(Buffer.from(text).toString("utf8"));
      }),
    );
  });

  it("takes the last value of a field, skips others, and has defaults", () => {
    const bytes = Buffer.concat([stringField(2, "a"), doubleField(3, 1.5), varintField(4, true), stringField(2, "b")]);
    expect([getString(bytes, 2), getString(bytes, 9), getInteger(bytes, 4), getInteger(bytes, 9)]).toEqual([
      "b",
      "",
      1,
      0,
    ]);
    expect(Buffer.from(getBytes(bytes, 3) ?? []).readDoubleLE()).toBe(1.5);
    expect(getBytes(bytes, 9)).toBeUndefined();
  });

  it("reports bytes that end early, wherever", () => {
    const bytes = Buffer.concat([messageField(1, stringField(2, "abc")), varintField(3, 300)]);
    expect([...readFields(bytes)]).toHaveLength(2);
    for (const length of [1, 2, 4, bytes.length - 1]) {
      expect(() => [...readFields(bytes.subarray(0, length))]).toThrow(/^the message ends inside/);
    }
    expect(() => [...readFields(Buffer.from([0x0b]))]).toThrow("a field of type 3");
  });
});
