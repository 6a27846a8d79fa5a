import { pathToFileURL } from "node:url";
import type { LanguageServer } from "./language-server.js";

/** Documents of a language server, which are on no disk. */
export class ServerDocuments {
  readonly #server: LanguageServer;
  readonly #sent = new Map<string, { readonly text: string; readonly version: number }>();

  constructor(server: LanguageServer) {
    this.#server = server;
  }

  /** Opens, changes and closes documents, so that the server has these sources by their paths, in their order. */
  update(documents: ReadonlyMap<string, string>): void {
    for (const [path, text] of documents) {
      const sent = this.#sent.get(path);
      if (sent?.text === text) continue;
      const version = (sent?.version ?? 0) + 1;
      this.#sent.set(path, { text, version });
      const uri = toUri(path);
      if (sent === undefined) {
        const languageId = path.endsWith(".json") ? "jsonc" : "typescript";
        this.#server.notify("textDocument/didOpen", { textDocument: { uri, languageId, version, text } });
      } else {
        const changed = { textDocument: { uri, version }, contentChanges: [{ text }] };
        this.#server.notify("textDocument/didChange", changed);
      }
    }
    for (const path of [...this.#sent.keys()].filter((known) => !documents.has(known))) {
      this.#sent.delete(path);
      this.#server.notify("textDocument/didClose", { textDocument: { uri: toUri(path) } });
    }
  }

  /** The result of a request about a document, or about a position in it. */
  request(
    method: string,
    path: string,
    limitMs: number,
    position?: { readonly line: number; readonly character: number },
  ): Promise<unknown> {
    return this.#server.request(method, { textDocument: { uri: toUri(path) }, position }, limitMs);
  }
}

/** The URI of a file, as the language server writes it. */
export function toUri(path: string): string {
  return pathToFileURL(path).href;
}
