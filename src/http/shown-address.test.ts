import { expect, it } from "vitest";
import { shownAddress } from "./shown-address.js";

it.each([
  ["https://host/a.csv?sig=1#x", "https://host/a.csv"],
  ["http://me:p@ss@host:1/a@b/c", "http://host:1/a@b/c"],
  ["mysql://me:secret@host/shop", "mysql://host/shop"],
  ["s3://bucket/a@b?c#d.csv", "s3://bucket/a@b?c#d.csv"],
  ["data/a@b?c#d.csv", "data/a@b?c#d.csv"],
])("%s is shown as %s", (address, wanted) => {
  expect(shownAddress(address)).toBe(wanted);
});
