import { readFileSync, statSync } from "node:fs";
import type { JsonObject } from "../../core/json.js";
import type { TypeCheckMode } from "../engine/type-service.js";
import { completeContent, inspectContent } from "../plain-requests.js";
import type { TypeServer } from "../types/type-server.js";
import type { ToCells, TypeRequest } from "./port-messages.js";

/** What the thread of the sockets does about types. */
export interface CellTypes {
  /** Cells that will probably run, in this order. */
  expect(codes: readonly string[], options?: { readonly replace?: boolean | undefined }): void;
  /** Types are known to agree: the server ends until it is needed. */
  rest(): void;
  receive(request: TypeRequest): void;
  /** The reply to a request about code that is being written; undefined when the compiler has none. */
  reply(type: string, content: JsonObject): Promise<JsonObject | undefined>;
}

/** The type server of a folder, which starts now if it will be needed, else when it is first needed. */
export function cellTypes(
  folder: string,
  mode: TypeCheckMode,
  isNeeded: boolean,
  toCells: (message: ToCells) => void,
): CellTypes {
  let server: Promise<TypeServer> | undefined;
  const ran: string[] = [];
  const open = (): Promise<TypeServer> => {
    server ??= import("../types/type-server.js").then((module) => {
      const opened = new module.TypeServer(folder);
      for (const code of ran.splice(0)) opened.ran(code);
      return opened;
    });
    return server;
  };
  if (isNeeded) void open().then((opened) => opened.start());
  return {
    expect(codes, options) {
      if (mode !== "off") void open().then((opened) => opened.expect(codes, options));
    },
    rest() {
      void server?.then((opened) => opened.rest());
    },
    receive(request) {
      if (request.kind === "ran") {
        if (server === undefined) ran.push(request.code);
        else void server.then((opened) => opened.ran(request.code));
        return;
      }
      void open()
        .then((opened) => opened.check(request.code))
        .catch((failure: unknown) => ({ findings: [], problem: `the check failed: ${String(failure)}` }))
        .then((check) => toCells({ kind: "checked", id: request.id, check }));
    },
    async reply(type, content) {
      const types = await open();
      const isCompletion = type === "complete_request";
      return isCompletion
        ? await completeContent(content, (code, offset) => types.complete(code, offset))
        : await inspectContent(content, (code, offset) => types.inspect(code, offset));
    },
  };
}

const maxNotebookBytes = 50_000_000;

/**
 * What a kernel for Jupyter does about type errors: by `CUADERNO_TYPECHECK` of its environment, which the kernelspec
 * may set, else by `cuaderno.typecheck` in the metadata of the notebook, whose path is in Jupyter's `JPY_SESSION_NAME`,
 * else `error`.
 */
export function typeCheckMode(environment: Readonly<Record<string, string | undefined>>): TypeCheckMode {
  return toMode(environment.CUADERNO_TYPECHECK) ?? modeOfNotebook(environment.JPY_SESSION_NAME ?? "") ?? "error";
}

function modeOfNotebook(path: string): TypeCheckMode | undefined {
  try {
    if (!path.endsWith(".ipynb") || statSync(path).size > maxNotebookBytes) return undefined;
    const { metadata } = JSON.parse(readFileSync(path, "utf8")) as { readonly metadata?: JsonObject | undefined };
    return toMode((metadata?.cuaderno as JsonObject | undefined)?.typecheck);
  } catch {
    return undefined;
  }
}

function toMode(value: unknown): TypeCheckMode | undefined {
  return value === "error" || value === "warn" || value === "off" ? value : undefined;
}
