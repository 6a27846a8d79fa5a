import { describe, expect, it } from "vitest";
import { makeNotebook } from "../../testing/make-notebook.js";
import { parameterSchema } from "./inspect-schema.js";
import { notebookParameters } from "./notebook-parameters.js";

const source = `/** Year to look at. */
const year: number = 2018;
const city: "Lima" | "Cusco" = "Lima"; // where
const months: string[] = ["2018-01"];
const limit: number | null = null;
const mode: "fast" | "slow" | null = null;
const options = { deep: true };
declare const key: string;`;

describe("parameterSchema", () => {
  const schema = parameterSchema(notebookParameters(makeNotebook([{ source, tags: ["parameters"] }]), "a.ipynb"), "a");

  it("says type, choices, default and help of each parameter", () => {
    expect(schema.properties).toEqual({
      year: { type: "number", description: "Year to look at.", default: 2018 },
      city: { enum: ["Lima", "Cusco"], description: "where", default: "Lima" },
      months: { type: "array", items: { type: "string" }, default: ["2018-01"] },
      limit: { type: ["number", "null"], default: null },
      mode: { enum: ["fast", "slow", null], default: null },
      options: { default: { deep: true } },
      key: { type: "string" },
    });
  });

  it("requires what has no default and refuses other names", () => {
    expect(schema).toMatchObject({ title: "a", type: "object", required: ["key"], additionalProperties: false });
  });
});
