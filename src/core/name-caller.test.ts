import { describe, expect, it } from "vitest";
import { ArgumentError, FormatError } from "./errors.js";
import { nameCaller } from "./name-caller.js";

describe("nameCaller", () => {
  it("returns what the work returns", async () => {
    expect(nameCaller("sql", () => 1)).toBe(1);
    expect(await nameCaller("sql", async () => 2)).toBe(2);
  });

  it("names the caller in errors of this package, of promises too, and retains their class", async () => {
    const refuse = (): never => {
      throw new FormatError("readTable: t.csv is empty; it needs a header line");
    };
    expect(() => nameCaller("sql", refuse)).toThrow(new FormatError("sql: t.csv is empty; it needs a header line"));
    await expect(nameCaller("sql", async () => refuse())).rejects.toThrow(/^sql: t\.csv is empty/);
    const found = await nameCaller("sql", async () => {
      throw new ArgumentError("readTable: $& is not a name");
    }).catch((cause: Error) => cause);
    expect(found).toBeInstanceOf(ArgumentError);
    expect(String(found.stack)).toContain("sql: $& is not a name");
  });

  it("leaves other errors as they are", () => {
    const refuse = (): never => {
      throw new TypeError("readTable: x");
    };
    expect(() => nameCaller("sql", refuse)).toThrow("readTable: x");
  });
});
