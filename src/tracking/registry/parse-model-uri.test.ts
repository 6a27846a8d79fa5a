import { describe, expect, it } from "vitest";
import { parseModelUri } from "./parse-model-uri.js";

describe("parseModelUri", () => {
  it.each(["", "models:/", "models:/a@", "runs:/1/model", "a/b", "models:/a/b/c", "a@b@c"])("rejects %j", (uri) => {
    expect(() => parseModelUri(uri)).toThrow(/^parseModelUri: invalid model URI .*; expected models:\/crime@champion/);
  });

  it("reads names with spaces, aliases, numbers and latest", () => {
    expect(parseModelUri("models:/my model@night-shift")).toEqual({ name: "my model", version: "night-shift" });
    expect(parseModelUri("my model/latest")).toEqual({ name: "my model", version: "latest" });
  });
});
