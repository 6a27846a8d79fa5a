import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { NotFoundError } from "../core/errors.js";
import { ensureBucket } from "../store/ensure-bucket.js";
import { notebookOf } from "../testing/notebook-of.js";
import { s3ServerKinds } from "../testing/s3-server.js";
import { executedPlace, notebookName, readNotebookAt } from "./notebook-place.js";
import { openStore } from "./open-store.js";
import { runNotebook } from "./run-notebook.js";

const kind = s3ServerKinds()
  .toReversed()
  .find(({ missing }) => missing === undefined);
const cells = [{ source: "const year: number = 1;", tags: ["parameters"] }, "console.log('year', year);"];

describe("a notebook from the web", () => {
  let web: Server;
  let base = "";
  beforeAll(async () => {
    web = createServer(({ url }, answer) => {
      if (url?.startsWith("/nb/a%20b.ipynb")) answer.end(JSON.stringify(notebookOf(cells)));
      else answer.writeHead(404).end();
    });
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(web.address() as AddressInfo).port}/nb`;
  });
  afterAll(() => void web.close());

  it("is read, has a name and a place for its copy", async () => {
    const place = `${base}/a%20b.ipynb?raw=1`;
    expect((await readNotebookAt(place)).cells).toHaveLength(2);
    expect(executedPlace(place)).toBe("a b.executed.ipynb");
    await expect(readNotebookAt(`${base}/none.ipynb`)).rejects.toThrow(NotFoundError);
  });

  it("cannot be written to the web", async () => {
    const content = notebookOf(cells);
    await expect(runNotebook(`${base}/a%20b.ipynb`, { content, output: `${base}/b.ipynb` })).rejects.toThrow(
      `cannot write to ${base}/b.ipynb; name a file, s3://bucket/key or - as output`,
    );
  });

  it.skipIf(kind === undefined)(
    "runs into a bucket, and from there beside itself (neither moto_server nor radosgw is on PATH when skipped)",
    async () => {
      const server = await kind?.start();
      const { endpoint = "", accessKeyId = "", secretAccessKey = "" } = server ?? {};
      onTestFinished(async () => {
        vi.unstubAllEnvs();
        await server?.stop();
      });
      vi.stubEnv("AWS_ENDPOINT_URL_S3", endpoint);
      vi.stubEnv("AWS_ACCESS_KEY_ID", accessKeyId);
      vi.stubEnv("AWS_SECRET_ACCESS_KEY", secretAccessKey);
      await ensureBucket("lake", { endpoint, credentials: { accessKeyId, secretAccessKey } });
      const first = await runNotebook(`${base}/a%20b.ipynb`, {
        parameters: { year: 2 },
        output: "s3://lake/out/{year}.ipynb",
      });
      expect(first).toMatchObject({ status: "ok", output: "s3://lake/out/2.ipynb" });
      const second = await runNotebook("s3://lake/out/2.ipynb", { parameters: { year: 3 } });
      expect(second).toMatchObject({ status: "ok", output: "s3://lake/out/2.executed.ipynb" });
      const saved = await readNotebookAt(second.output);
      expect(saved.cells.at(-1)).toMatchObject({ outputs: [{ text: "year 3\n" }] });
      expect(saved.metadata.cuaderno).toMatchObject({ status: "ok", input: "s3://lake/out/2.ipynb" });
      const { store } = await openStore("s3://lake/out/");
      const keys: string[] = [];
      for await (const { key } of store.list("out/")) keys.push(key);
      expect(keys.sort()).toEqual(["out/2.executed.ipynb", "out/2.ipynb"]);
      await expect(runNotebook("s3://lake/none.ipynb")).rejects.toThrow("none.ipynb");
    },
    60_000,
  );
});

describe("notebookName", () => {
  it("is the file's name without folder, extension and query", () => {
    expect(["-", "a/b.ipynb", "s3://c/d.executed.ipynb", "https://e/f.ipynb?g=h.ipynb"].map(notebookName)).toEqual([
      "stdin",
      "b",
      "d",
      "f",
    ]);
  });
});
