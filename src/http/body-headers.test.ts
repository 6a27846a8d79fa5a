import { expect, it } from "vitest";
import { getLength, getValidator, getVersion } from "./body-headers.js";

it.each([
  [
    { etag: '"a"', "content-length": "5" },
    { version: "a", length: 5, validator: '"a"' },
  ],
  [{ etag: 'W/"a"' }, { version: "a", length: undefined, validator: undefined }],
  [{ "last-modified": "Sat, 21 Nov 2026 00:00:00 GMT" }, { version: "Sat, 21 Nov 2026 00:00:00 GMT" }],
  [
    { etag: '"a"', "content-length": "5", "content-encoding": "gzip" },
    { version: "a", length: undefined },
  ],
  [{}, { version: "", length: undefined, validator: undefined }],
])("version, length and validator of %j", (values: Record<string, string>, expected) => {
  const headers = new Headers(values);
  const found = { version: getVersion(headers), length: getLength(headers), validator: getValidator(headers) };
  expect(found).toMatchObject(expected);
});
