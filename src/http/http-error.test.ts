import { describe, expect, it } from "vitest";
import { htmlError, statusError, toFailure } from "./http-error.js";

describe("statusError", () => {
  it.each([
    [404, "not-found", "test: https://host/a does not exist (status 404): removed; check the URL"],
    [410, "not-found", "does not exist (status 410)"],
    [401, "access", "test: access to https://host/a is denied (status 401): removed; it may need a token"],
    [418, "environment", "test: https://host/a returned status 418: removed; check the URL"],
  ])("has a kind and a sentence for %i", (status, kind, message) => {
    const error = statusError(status, "https://host/a?key=secret", "test", "removed\n");
    expect([error.kind, error.message.includes(message)]).toEqual([kind, true]);
    expect(error.message).not.toContain("secret");
  });

  it("does not show HTML", () => {
    expect(statusError(500, "https://host/a", "test", "<html>").message).not.toContain("<html>");
  });
});

describe("htmlError", () => {
  const page = Buffer.from("\ufeff \n<!-- portal --><!DOCTYPE HTML><html>");
  it.each([
    ["https://host/a.csv", true],
    ["https://host/a.csv.gz?x=1", true],
    ["/tmp/a.parquet", true],
    ["https://host/a.html", false],
    ["https://host/", false],
    ["https://host/download", false],
    ["https://host/export.php", false],
  ])("is an error for a page at %s: %s", (name, expected) => {
    expect(htmlError(page, "https://host/x", name, "test") !== undefined).toBe(expected);
  });

  it("accepts data that looks like a tag later, or is XML", () => {
    for (const text of ["a,b\n<html>,1\n", "<?xml version='1.0'?><table/>", "<htmlx>", "{}"]) {
      expect(htmlError(Buffer.from(text), "https://host/a.csv", "a.csv", "test")).toBeUndefined();
    }
  });
});

it("toFailure names the system's code and distinguishes time-outs", () => {
  const broken = new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) });
  expect(toFailure(broken, 100).reason).toBe("ECONNRESET");
  expect(toFailure(new DOMException("x", "TimeoutError"), 100)).toMatchObject({
    ...{ reason: "no response for 100 ms", isTimeout: true },
  });
});
