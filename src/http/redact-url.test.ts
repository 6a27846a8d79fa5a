import { expect, it } from "vitest";
import { redactUrl } from "./redact-url.js";

it.each([
  ["https://host/a.csv?sig=1#x", "https://host/a.csv"],
  ["http://me:p@ss@host:1/a@b/c", "http://host:1/a@b/c"],
  ["mysql://me:secret@host/shop", "mysql://host/shop"],
  ["s3://bucket/a@b?c#d.csv", "s3://bucket/a@b?c#d.csv"],
  ["data/a@b?c#d.csv", "data/a@b?c#d.csv"],
])("redactUrl shows %s as %s", (url, expected) => {
  expect(redactUrl(url)).toBe(expected);
});
