import { describe, expect, it } from "vitest";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { serveHttp } from "../../testing/serve-http.js";
import { quickRetries } from "../../testing/source-contract.js";
import { csvFile } from "../connectors/csv-file.js";
import { pullTables } from "./pull-tables.js";

const serve = serveHttp();
const table = schema(
  "areas",
  { id: column.integer(), name: column.string({ nullable: true }), value: column.number({ nullable: true }) },
  { key: ["id"] },
);

describe("pullTables", () => {
  it("reports the state of each table, and does not let one failure stop the others", async () => {
    const base = await serve((request, response) => {
      if (request.url === "/good.csv") response.end("id,name,value\n1,a,2\n");
      else if (request.url === "/bad.csv") response.end("id,name,value\nx,a,2\n");
      else response.writeHead(404).end();
    });
    const open = (name: string) => csvFile({ url: `${base}/${name}.csv`, schema: table, ...quickRetries });
    const lines: string[] = [];
    const found = await pullTables(
      { bad: open("bad"), good: open("good"), missing: open("missing") },
      { log: (line) => lines.push(line) },
    );
    expect(found.map(({ name, state }) => [name, state])).toEqual([
      ["bad", "failed"],
      ["good", "loaded"],
      ["missing", "failed"],
    ]);
    expect(found[0]).toMatchObject({ reason: expect.stringContaining('column "id" line 2') as unknown });
    expect(lines).toContain("good: 1 rows");
    await expect(pullTables({}, { concurrency: 0 })).rejects.toThrow(
      "pullTables: concurrency must be an integer >= 1, got 0",
    );
  });
});
