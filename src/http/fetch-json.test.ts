import { describe, expect, it } from "vitest";
import { serveHttp } from "../testing/serve-http.js";
import { fetchJson, toRecords } from "./fetch-json.js";

const serve = serveHttp();

const quick = { retryDelayMs: 1 };

describe("fetchJson", () => {
  it("decodes the charset of the response, and replaces no invalid byte", async () => {
    let type = "application/json; charset=iso-8859-1";
    const url = await serve((_request, response) =>
      response.setHeader("content-type", type).end(Buffer.from('["México"]', "latin1")),
    );
    expect((await fetchJson(url, quick)).value).toEqual(["México"]);
    type = "application/json";
    await expect(fetchJson(url, quick)).rejects.toThrow(`expected utf-8 from ${url}, got invalid bytes`);
  });

  it("rejects an HTML page", async () => {
    const url = await serve((_request, response) => response.end("<html>Sign in</html>"));
    await expect(fetchJson(url, { ...quick, caller: "socrata" })).rejects.toThrow(
      `socrata: expected JSON from ${url}, got "<html>Sign in</html>"; check the URL`,
    );
  });
});

describe("toRecords", () => {
  it("returns the objects of an array and rejects anything else", () => {
    expect(toRecords([{ a: 1 }], "https://host/a")).toEqual([{ a: 1 }]);
    for (const value of [{ error: "x" }, [1], [[]], [null], undefined]) {
      expect(() => toRecords(value, "https://host/a?key=1", "socrata")).toThrow(
        "socrata: expected an array of objects from https://host/a, got",
      );
    }
  });
});
