import { describe, expect, it } from "vitest";
import { serveHttp } from "../../testing/serve-http.js";
import { fetchFiles } from "./fetch-files.js";

const serve = serveHttp();

describe("fetchFiles", () => {
  it("limits the requests to one host, and returns the files in order", async () => {
    let [now, most] = [0, 0];
    const url = await serve((request, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        if (request.url === "/3") response.writeHead(404).end();
        else response.end(request.url);
      }, 20);
    });
    const addresses = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`f${index}`, `${url}/${index}`]));
    const options = { known: new Map(), log: () => undefined, quick: true };
    const found = await fetchFiles(addresses, options, { concurrency: 6, perHost: 3 });
    expect(most).toBe(3);
    expect([...found].map(([name, { state }]) => `${name} ${state}`)).toEqual([
      "f0 loaded",
      "f1 loaded",
      "f2 loaded",
      "f3 failed",
      "f4 loaded",
      "f5 loaded",
    ]);
    most = 0;
    await fetchFiles(addresses, options, { concurrency: 1 });
    expect(most).toBe(1);
    await expect(fetchFiles(addresses, options, { perHost: 0 })).rejects.toThrow("perHost must be");
  });
});
