import { resolve } from "node:path";
import { expect, it } from "vitest";
import { localPath } from "./local-path.js";

it("localPath is the path of local files, and undefined for other URIs", () => {
  expect([localPath("a/b.csv"), localPath("file:///a/b%20c.csv")]).toEqual([resolve("a/b.csv"), "/a/b c.csv"]);
  expect([localPath("s3://bucket/a.csv"), localPath("https://host/a.csv")]).toEqual([undefined, undefined]);
});
