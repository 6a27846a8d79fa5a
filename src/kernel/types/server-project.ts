import { isAbsolute, join } from "node:path";
import { type findLanguageServer, missingLanguageServer } from "../../host/find-language-server.js";
import { emptyProjectDocuments, projectDocuments } from "./cell-project.js";
import { type LanguageServer, startLanguageServer } from "./language-server.js";
import type { FileChange } from "./local-file-changes.js";
import { ServerDocuments, toUri } from "./server-documents.js";

interface Session {
  readonly server: LanguageServer;
  readonly documents: ServerDocuments;
  /** Of TypeScript. */
  readonly version: string;
}

const firstModules = 24;
const emptyModule = "export {};";
/** Ends of the server within this time after which it is not started again. */
const maxEnds = 4;
const endsWithinMs = 60_000;

/** Modules in a folder, as a language server sees them; it starts at the first request and again when it ends. */
export class ServerProject {
  readonly #folder: string;
  readonly #names: string[];
  readonly #find: typeof findLanguageServer;
  #sources: ReadonlyMap<string, string> = new Map();
  /** Files that are checked by the settings of their projects, by path. */
  #opened: ReadonlyMap<string, string> = new Map();
  #session: Promise<Session | undefined> | undefined;
  #ends: number[] = [];
  #problem: string | undefined;
  #isStopped = false;

  /** `names` are those of modules that are always there. */
  constructor(folder: string, names: readonly string[], find: typeof findLanguageServer) {
    this.#folder = folder;
    this.#find = find;
    this.#names = [...names];
    this.reserve(firstModules);
  }

  /**
   * Names of at least this many modules. It is quick to add modules before the server has read any packages, and slow
   * later.
   */
  reserve(count: number): readonly string[] {
    for (let number = this.#names.length + 1; this.#names.length < count; number++) {
      this.#names.push(`cuaderno-cell-${number}`);
    }
    return this.#names;
  }

  /** Why the server is missing; undefined while there may be one. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The sources of modules from now on, by name; others are empty. */
  setModules(sources: ReadonlyMap<string, string>): void {
    this.#sources = sources;
  }

  /** Has a file on disk checked by the settings of its project instead of those of the cells. */
  open(path: string, text: string): void {
    this.#opened = new Map([...this.#opened, [path, text]]);
  }

  /** Starts the server, if it is not running. */
  start(): void {
    this.#session ??= this.#open();
  }

  /** The result of a request about a module or the path of a file; undefined when there is none. */
  async request(
    method: string,
    name: string,
    limitMs: number,
    position?: { readonly line: number; readonly character: number },
  ): Promise<unknown> {
    for (;;) {
      this.start();
      const opened = this.#session;
      const session = await opened;
      if (session === undefined) return undefined;
      session.documents.update(this.#documents(projectDocuments, this.#sources));
      const result = await session.documents.request(method, this.#path(name), limitMs, position);
      if (result !== undefined || !session.server.hasEnded) return result;
      if (this.#session === opened) this.#onEnd(session);
    }
  }

  /** Reports files that changed on disk. */
  async reportFiles(changes: readonly FileChange[]): Promise<void> {
    const session = await this.#session;
    const events = changes.map(({ path, type }) => ({ uri: toUri(path), type }));
    if (events.length > 0) session?.server.notify("workspace/didChangeWatchedFiles", { changes: events });
  }

  /** Starts another server at the next request, which reads all files again. */
  async restart(): Promise<void> {
    const session = await this.#session;
    this.#session = undefined;
    session?.server.stop();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.restart();
  }

  async #open(): Promise<Session | undefined> {
    if (this.#isStopped) return undefined;
    const found = this.#find(this.#folder);
    if (found === undefined) {
      this.#problem = missingLanguageServer;
      return undefined;
    }
    const server = await startLanguageServer(found.program, this.#folder);
    if (server === undefined) {
      this.#problem = `the language server of TypeScript ${found.version} does not start; install typescript again`;
      return undefined;
    }
    const session = { server, documents: new ServerDocuments(server), version: found.version };
    session.documents.update(this.#documents(emptyProjectDocuments, new Map()));
    return session;
  }

  /** The next request starts another server, unless too many have ended. */
  #onEnd({ version }: Session): void {
    const now = performance.now();
    this.#ends = [...this.#ends.filter((time) => now - time < endsWithinMs), now];
    this.#session = this.#ends.length < maxEnds ? undefined : Promise.resolve(undefined);
    if (this.#ends.length < maxEnds) return;
    this.#problem = `the language server of TypeScript ${version} ended ${maxEnds} times; restart the kernel`;
  }

  #documents(project: typeof projectDocuments, sources: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const modules = this.#names.map((name) => [this.#path(name), sources.get(name) ?? emptyModule] as const);
    return new Map([...project(this.#folder, this.#names), ...modules, ...this.#opened]);
  }

  #path(name: string): string {
    return isAbsolute(name) ? name : join(this.#folder, `${name}.ts`);
  }
}
