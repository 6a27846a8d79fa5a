import { describe, expect, it } from "vitest";
import { EnvironmentError, InterruptedError, TimeoutError } from "../core/errors.js";
import { getRetryAfterMs, isRetryableStatus, Retries } from "./retry-policy.js";

it("isRetryableStatus is true for statuses that may be temporary", () => {
  const statuses = [200, 304, 400, 404, 408, 409, 425, 429, 500, 501, 502, 503, 504, 505, 507, 522];
  expect(statuses.filter(isRetryableStatus)).toEqual([408, 425, 429, 500, 502, 503, 504, 507, 522]);
});

it.each([
  [{}, undefined],
  [{ "retry-after": "3" }, 3_000],
  [{ "retry-after": "Sat, 21 Nov 2026 00:00:09 GMT", date: "Sat, 21 Nov 2026 00:00:05 GMT" }, 4_000],
  [{ "retry-after": "Sat, 21 Nov 2026 00:00:01 GMT", date: "Sat, 21 Nov 2026 00:00:05 GMT" }, 0],
  [{ "retry-after": "Sat, 21 Nov 2026 00:00:09 GMT" }, undefined],
  [{ "retry-after": "soon" }, undefined],
])("getRetryAfterMs reads seconds and dates: %j", (headers: Record<string, string>, expected) => {
  expect(getRetryAfterMs(new Headers(headers))).toBe(expected);
});

describe("Retries", () => {
  it("fails after the given number of failures in a row, naming the last one", async () => {
    const retries = new Retries("https://host/a?key=secret", { caller: "test", retries: 2, retryDelayMs: 1 });
    const wait = () => retries.wait({ reason: "status 503" });
    await wait();
    await wait();
    retries.reset();
    await wait();
    await wait();
    await expect(wait()).rejects.toThrow(
      "test: cannot read https://host/a (3 tries): status 503; check the network or try again later",
    );
    await expect(wait()).rejects.toThrow(EnvironmentError);
  });

  it("doubles its delay, and waits as long as the server requests", async () => {
    const retries = new Retries("https://host/a", { caller: "test", retryDelayMs: 20 });
    const measure = async (retryAfterMs?: number): Promise<number> => {
      const start = performance.now();
      await retries.wait({ reason: "busy", retryAfterMs });
      return performance.now() - start;
    };
    expect(await measure()).toBeGreaterThan(18);
    expect(await measure()).toBeGreaterThan(38);
    expect(await measure(120)).toBeGreaterThan(118);
  });

  it("fails at once when the server requests too long a delay, and reports time-outs as such", async () => {
    const options = { caller: "test", maxRetryDelayMs: 1_000 };
    const busy = new Retries("https://host/a", options).wait({ reason: "status 429", retryAfterMs: 3_600_000 });
    await expect(busy).rejects.toThrow("(1 try): status 429, retry after 3600 s; check");
    const late = new Retries("https://host/a", { ...options, retries: 0 }).wait({ reason: "late", isTimeout: true });
    await expect(late).rejects.toThrow(TimeoutError);
  });

  it("stops waiting when the signal is aborted", async () => {
    const stop = new AbortController();
    const retries = new Retries("https://host/a", { caller: "test", retryDelayMs: 60_000, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(retries.wait({ reason: "busy" })).rejects.toThrow(InterruptedError);
  });
});
