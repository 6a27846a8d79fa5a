import { describe, expect, it } from "vitest";
import { completeFromValues, inspectFromValues } from "./names-in-values.js";

const values: Readonly<Record<string, unknown>> = {
  prices: {
    lima: { euro: 3 },
    get broken() {
      throw new Error("called");
    },
  },
  proxy: new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("called");
      },
    },
  ),
  average: (xs: readonly number[]) => xs.length,
};
const names = { lexical: Object.keys(values), read: async (name: string) => values[name] };
const complete = async (code: string) =>
  (await completeFromValues(code, code.length, names)).matches.map(({ text }) => text);

describe("names in values", () => {
  it("complete variables, globals and properties, and call no getters and proxies", async () => {
    expect(await complete("pri")).toEqual(["prices"]);
    expect(await complete("structuredCl")).toEqual(["structuredClone"]);
    expect(await complete("prices.li")).toEqual(["lima"]);
    expect(await complete("prices . lima.eu")).toEqual(["euro"]);
    expect(await complete("prices.broken.")).toEqual([]);
    expect(await complete("proxy.")).toEqual([]);
    expect(await complete("f().")).toEqual([]);
    expect(await complete("Math.flo")).toEqual(["floor"]);
    expect(await completeFromValues("a; pri", 6, names)).toMatchObject({ start: 3, end: 6 });
  });

  it("describe a value", async () => {
    const describe = async (code: string, offset: number) =>
      (await inspectFromValues(code, offset, names))?.data["text/plain"];
    expect(await describe("prices.lima", 8)).toBe("prices.lima: object\n{ euro: 3 }");
    expect(await describe("average([1])", 3)).toContain("average: function\n");
    expect(await describe("unknown", 3)).toBeUndefined();
    expect(await describe("", 0)).toBeUndefined();
  });
});
