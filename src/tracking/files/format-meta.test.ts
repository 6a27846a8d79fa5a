import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { FormatError } from "../../core/errors.js";
import { formatMeta } from "./format-meta.js";
import { type Meta, parseMeta } from "./parse-meta.js";

interface GoldenCase {
  readonly fields: Meta;
  readonly text: string;
}
const golden = JSON.parse(readFileSync(new URL("../golden/layout.json", import.meta.url), "utf8")) as {
  readonly ordinary: readonly GoldenCase[];
  readonly other: readonly GoldenCase[];
};
const all = [...golden.ordinary, ...golden.other];

describe("formatMeta and parseMeta", () => {
  it("write the same bytes as PyYAML", () => {
    expect(golden.ordinary.length).toBeGreaterThan(60);
    expect(golden.ordinary.map(({ fields }) => formatMeta(fields))).toEqual(golden.ordinary.map(({ text }) => text));
  });

  it("read what PyYAML wrote, also folded lines and escapes", () => {
    expect(all.map(({ text }) => parseMeta(text, "meta.yaml"))).toEqual(all.map(({ fields }) => fields));
  });

  it.each(["1.1", "1.2"] as const)("write what a reader of YAML %s reads back", (version) => {
    const read = all.map(({ fields }) => parse(formatMeta(fields), { version }) as Meta);
    expect(read).toEqual(all.map(({ fields }) => fields));
  });

  it("read back any string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (name) => {
        const fields = { name, tags: { [name || "x"]: name } };
        const text = formatMeta(fields);
        expect(parseMeta(text, "meta.yaml")).toEqual(fields);
        expect(parse(text, { version: "1.1" })).toEqual(fields);
      }),
      { numRuns: 500 },
    );
  });

  it("read integers of more than 15 digits, and digests that look like numbers, as strings", () => {
    const text = "digest: 4e123456\nexperiment_id: 861234567890123456\nstatus: 3\n";
    const fields = { digest: "4e123456", experiment_id: "861234567890123456", status: 3 };
    expect(parseMeta(text, "meta.yaml")).toEqual(fields);
    expect(parseMeta(`${text}tags: {a: 4e1}\n`, "meta.yaml")).toEqual({ ...fields, tags: { a: "4e1" } });
  });

  it("read JSON", () => {
    expect(parseMeta('{"name": "a", "status": 3, "end_time": null}', "meta.yaml")).toEqual({
      name: "a",
      status: 3,
      end_time: null,
    });
  });

  it.each([
    ["", /meta.yaml is empty/],
    ["  \n", /meta.yaml is empty/],
    ["name: 'cut", /meta.yaml is not valid YAML/],
    ["- 1\n- 2\n", /expected fields/],
    ["only words", /expected fields/],
  ])("reject %j with its path", (text, message) => {
    expect(() => parseMeta(text, "meta.yaml")).toThrow(FormatError);
    expect(() => parseMeta(text, "meta.yaml")).toThrow(message);
  });
});
