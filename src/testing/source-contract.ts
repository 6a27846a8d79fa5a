import { isUtf8 } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { TableSource } from "../sources/connectors/table-source.js";

/** Responds as the real service does, from the rows that it has. */
export type Service = (request: IncomingMessage, response: ServerResponse, rows: readonly SourceRow[]) => void;

/** A row of the table that every service in the contract serves. */
export interface SourceRow {
  readonly id: number;
  readonly name: string | null;
  readonly value: number | null;
}

/** A source and its service; `source` makes it with short delays. */
export interface SourceMember {
  readonly service: Service;
  source(base: string): TableSource;
  /** The service after its publisher renamed the field `value`. */
  readonly drifted: Service;
  /** The row as the source returns it. @default id, name and value */
  readonly toCells?: (row: SourceRow) => readonly unknown[];
  /** Error for the renamed field, when that is not `value`. */
  readonly driftError?: RegExp;
}

/** 2,345 rows: more than two pages of 1,000, with missing cells. */
export const sourceRows: readonly SourceRow[] = Array.from({ length: 2_345 }, (_, id) => ({
  id,
  name: id % 7 === 0 ? null : `área ${id}`,
  value: id % 5 === 0 ? null : id / 4,
}));

/** Short delays for tests. */
export const quickRetries = { retryDelayMs: 1, timeoutMs: 5_000 };

/** Behaviour of every source, run by each member against a real HTTP server on the loopback interface. */
export function sourceContract(name: string, member: SourceMember): void {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  const start = async (
    listener: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<TableSource> => {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    return member.source(`http://127.0.0.1:${(started.address() as AddressInfo).port}`);
  };
  const readRows = async (source: TableSource): Promise<unknown[][]> => {
    const result = await source.fetch();
    if (result.kind !== "rows") throw new Error("expected rows");
    return result.frame.rows();
  };
  const { toCells = ({ id, name: text, value }) => [id, text, value] } = member;
  const expected = sourceRows.map((row) => [...toCells(row)]);

  describe(`${name} follows the source contract`, () => {
    it("returns every row of every page", async () => {
      const source = await start((request, response) => member.service(request, response, sourceRows));
      expect(await readRows(source)).toEqual(expected);
    });

    it("survives 429 with Retry-After, 503, a reset and a truncated body without losing a row", async () => {
      let requests = 0;
      const source = await start((request, response) => {
        requests += 1;
        if (requests === 1) response.writeHead(429, { "retry-after": "0" }).end("slow down");
        else if (requests === 2) response.writeHead(503).end("<html>");
        else if (requests === 3) request.socket.destroy();
        else if (requests === 4) {
          response.writeHead(200, { "content-length": "4000", "content-type": "application/json" });
          response.write('{"count": 2345, "value": [');
          setTimeout(() => response.destroy(), 5);
        } else member.service(request, response, sourceRows);
      });
      expect(await readRows(source)).toEqual(expected);
    });

    it("waits as long as Retry-After says", async () => {
      let first = 0;
      let waitedMs = 0;
      const source = await start((request, response) => {
        if (first === 0) {
          first = performance.now();
          const date = Date.parse("2026-11-21T00:00:00Z");
          response.writeHead(429, {
            date: new Date(date).toUTCString(),
            "retry-after": new Date(date + 1_000).toUTCString(),
          });
          response.end();
          return;
        }
        if (waitedMs === 0) waitedMs = performance.now() - first;
        member.service(request, response, sourceRows);
      });
      await readRows(source);
      expect(waitedMs).toBeGreaterThan(950);
    });

    it("fails when the server stays down, or when Retry-After is too long", async () => {
      const source = await start((_request, response) => response.writeHead(500).end());
      await expect(source.fetch()).rejects.toThrow(
        /^\w+: cannot read .* \(5 tries\): status 500; check the network or try again later/,
      );
      server?.close();
      const busy = await start((_request, response) => response.writeHead(429, { "retry-after": "86400" }).end());
      await expect(busy.fetch()).rejects.toThrow("retry after 86400 s");
    });

    it("reports 404 and 403 at once", async () => {
      let requests = 0;
      const source = await start((_request, response) => {
        requests += 1;
        response.writeHead(requests === 1 ? 404 : 403).end('{"message": "no such table"}');
      });
      await expect(source.fetch()).rejects.toThrow(/does not exist \(status 404\).*no such table/);
      await expect(source.fetch()).rejects.toThrow(/access to .* is denied \(status 403\)/);
      expect(requests).toBe(2);
    });

    it("rejects a renamed field by name", async () => {
      const source = await start((request, response) => member.drifted(request, response, sourceRows));
      await expect(source.fetch()).rejects.toThrow(member.driftError ?? /no (field|column) "value".*amount/);
    });

    it("names a cell whose value has another type", async () => {
      const odd = sourceRows.map((row) => (row.id === 1_234 ? { ...row, value: "many" as unknown as number } : row));
      const source = await start((request, response) => member.service(request, response, odd));
      await expect(source.fetch()).rejects.toThrow(/column "\w+".*"many"/);
    });

    it("does not garble text that is in another encoding than before", async () => {
      const source = await start((request, response) => member.service(request, recoded(response), sourceRows));
      const found: unknown = await readRows(source).catch((thrown: unknown) => thrown);
      if (found instanceof Error) expect(found.message).toMatch(/expected utf-8 from .*, got invalid bytes/);
      else expect(found).toEqual(expected);
    });

    it("rejects an error page with status 200", async () => {
      const source = await start((_request, response) => response.end("<html>Service is being maintained</html>"));
      await expect(source.fetch()).rejects.toThrow(
        /expected (JSON|json data|csv data) from .*, got|no column "(id|FOLIO)"/,
      );
    });

    it("stops on a signal", async () => {
      const stop = new AbortController();
      const source = await start(() => stop.abort());
      await expect(source.fetch({ signal: stop.signal })).rejects.toThrow(/was interrupted/);
    });
  });
}

/** The response with UTF-8 as Latin-1 and Latin-1 as UTF-8, without a charset that says so. */
function recoded(response: ServerResponse): ServerResponse {
  const end = response.end.bind(response) as (body: Buffer) => ServerResponse;
  const other = (body: string | Buffer): Buffer => {
    const bytes = Buffer.from(body as string);
    return isUtf8(bytes)
      ? Buffer.from(bytes.toString("utf8"), "latin1")
      : Buffer.from(bytes.toString("latin1"), "utf8");
  };
  return Object.assign(response, { end: (body: string | Buffer) => end(other(body)) });
}
