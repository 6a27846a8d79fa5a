import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NotFoundError } from "../../core/errors.js";
import { openStore } from "../../io/stores/open-store.js";
import { describeOnS3 } from "../../testing/describe-on-s3.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import { checkNotebooks } from "../check/check-notebooks.js";
import { exportNotebook } from "../export/export-notebook.js";
import { executedPath } from "./executed-path.js";
import { notebookName } from "./notebook-name.js";
import { notebookPaths } from "./notebook-paths.js";
import { readNotebook } from "./read-notebook.js";
import { runNotebook } from "./run-notebook.js";

const cells = [{ source: "const year: number = 1;", tags: ["parameters"] }, "console.log('year', year);"];

describe("a notebook from the web", () => {
  let web: Server;
  let base = "";
  beforeAll(async () => {
    web = createServer(({ url }, response) => {
      if (url?.startsWith("/nb/a%20b.ipynb")) response.end(JSON.stringify(makeNotebook(cells)));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(web.address() as AddressInfo).port}/nb`;
  });
  afterAll(() => void web.close());

  it("is read, and its copy is written to the working folder", async () => {
    const url = `${base}/a%20b.ipynb?raw=1`;
    expect((await readNotebook(url)).cells).toHaveLength(2);
    expect(executedPath(url)).toBe("a b.executed.ipynb");
    await expect(readNotebook(`${base}/none.ipynb`)).rejects.toThrow(NotFoundError);
  });

  it("cannot be written to the web", async () => {
    const content = makeNotebook(cells);
    await expect(runNotebook(`${base}/a%20b.ipynb`, { content, output: `${base}/b.ipynb` })).rejects.toThrow(
      `cannot write to ${base}/b.ipynb; name a file, s3://bucket/key or - as output`,
    );
  });

  describeOnS3("a notebook", "lake", () => {
    it("runs into a bucket, and from there next to itself", async () => {
      const first = await runNotebook(`${base}/a%20b.ipynb`, {
        parameters: { year: 2 },
        output: "s3://lake/out/{year}.ipynb",
      });
      expect(first).toMatchObject({ status: "ok", output: "s3://lake/out/2.ipynb" });
      const second = await runNotebook("s3://lake/out/2.ipynb", { parameters: { year: 3 } });
      expect(second).toMatchObject({ status: "ok", output: "s3://lake/out/2.executed.ipynb" });
      const saved = await readNotebook(second.output);
      expect(saved.cells.at(-1)).toMatchObject({ outputs: [{ text: "year 3\n" }] });
      expect(saved.metadata.cuaderno).toMatchObject({ status: "ok", input: "s3://lake/out/2.ipynb" });
      const { store } = await openStore("s3://lake/out/");
      const keys: string[] = [];
      for await (const { key } of store.list("out/")) keys.push(key);
      expect(keys.sort()).toEqual(["out/2.executed.ipynb", "out/2.ipynb"]);
      await expect(runNotebook("s3://lake/none.ipynb")).rejects.toThrow("none.ipynb");

      expect(await exportNotebook(second.output)).toMatchObject({ output: "s3://lake/out/2.html" });
      expect(Buffer.from(await store.read("out/2.html")).toString("utf8")).toContain("year 3");
      const paths = await notebookPaths([second.output], "/", "check");
      expect((await checkNotebooks(paths)).findings.map(({ rule }) => rule)).toContain("outputs");
    });
  });
});

describe("notebookName", () => {
  it("is the name of the file without folder, extension and query", () => {
    expect(["-", "a/b.ipynb", "s3://c/d.executed.ipynb", "https://e/f.ipynb?g=h.ipynb"].map(notebookName)).toEqual([
      "stdin",
      "b",
      "d",
      "f",
    ]);
  });
});
