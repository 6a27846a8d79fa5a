import { setInterval as startTimer, clearInterval as stopTimer } from "node:timers";
import type { JsonObject } from "../core/json.js";
import { runSecretsKey } from "../host/process-secret-mask.js";
import { runningCellKey } from "../host/running-cell.js";
import type { KernelMessage } from "../notebook/kernel/kernel-message.js";
import type { CellEnd, Engine } from "./engine/engine.js";
import { toJson } from "./engine/to-json.js";
import { EnvironmentChanges } from "./environment-changes.js";
import { type HistoryEntry, isPlainRequest, replyToPlainRequest } from "./plain-requests.js";
import { sharedSlot, type ToCells, type ToWire } from "./wire/port-messages.js";
import type { ChannelName } from "./wire/wire.js";

/** What the loop needs of its world. */
export interface CellLoopOptions {
  readonly engine: Engine;
  readonly slots: Int32Array;
  readonly send: (message: ToWire) => void;
  readonly exit: () => void;
}

interface Request {
  readonly channel: ChannelName;
  readonly message: KernelMessage;
  readonly client: readonly Uint8Array[];
}

/** Handles requests of the wire's thread one after the other. */
export class CellLoop {
  readonly #options: CellLoopOptions;
  readonly #history: HistoryEntry[] = [];
  readonly #environment = new EnvironmentChanges();
  #queue: Request[] = [];
  #isBusy = false;
  #count = 0;
  #onInput: ((line: string) => void) | undefined;

  constructor(options: CellLoopOptions) {
    this.#options = options;
  }

  receive(received: Exclude<ToCells, { readonly kind: "typecheck" | "checked" }>): void {
    if (received.kind === "start") return;
    if (received.kind === "shutdown") this.#options.exit();
    else if (received.kind === "interrupt") this.#interrupt();
    else if (received.message.header.msg_type === "input_reply") {
      this.#onInput?.(String(received.message.content.value ?? ""));
    } else {
      this.#queue.push(received);
      if (!this.#isBusy) void this.#work();
    }
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) {
      await this.#handle(request);
    }
    this.#isBusy = false;
  }

  async #handle(request: Request): Promise<void> {
    const { header } = request.message;
    this.#publish(header, "status", { execution_state: "busy" });
    try {
      if (header.msg_type === "execute_request") await this.#execute(request);
      else if (isPlainRequest(header.msg_type)) await this.#replyPlainly(request);
    } catch (failure) {
      const evalue = `${String(failure)}; a cell may have changed a built-in object: restart the kernel`;
      const content = { ename: "KernelError", evalue, traceback: [`KernelError: ${evalue}`] };
      if (header.msg_type === "execute_request") this.#publish(header, "error", content);
      this.#reply(request, { status: "error", ...content });
    }
    this.#publish(header, "status", { execution_state: "idle" });
  }

  async #replyPlainly(request: Request): Promise<void> {
    const content = await replyToPlainRequest(request.message, {
      engine: this.#options.engine,
      history: this.#history,
      publish: (type, comm) => this.#publish(request.message.header, type, comm),
    });
    if (content !== undefined) this.#reply(request, content);
  }

  async #execute(request: Request): Promise<void> {
    const { engine, slots } = this.#options;
    const { header, content, metadata } = request.message;
    const code = String(content.code ?? "");
    const isSilent = content.silent === true;
    if (!isSilent && content.store_history !== false) this.#history.push({ count: ++this.#count, code });
    const count = Math.max(this.#count, 1);
    if (!isSilent) this.#publish(header, "execute_input", { code, execution_count: count });
    (globalThis as Record<symbol, unknown>)[runningCellKey] = { count, id: metadata.cellId };
    const { secrets } = (content.cuaderno ?? {}) as { readonly secrets?: readonly string[] | undefined };
    if (secrets !== undefined) (globalThis as Record<symbol, unknown>)[runSecretsKey] = secrets;
    const end = await engine.execute({
      code,
      count,
      publish: (type, output) => this.#publish(header, type, output),
      readInput: (prompt, password) => this.#readInput(request, prompt, password),
    });
    Atomics.add(slots, sharedSlot.cellsEnded, 1);
    if (!isSilent) this.#publishEnd(header, end, count);
    const unchecked = end.kind === "ok" && end.isUnchecked === true;
    const added = secrets === undefined ? undefined : { environment: this.#environment.changes(), unchecked };
    const status = { status: end.kind, execution_count: count, cuaderno: added as JsonObject };
    if (end.kind === "ok") {
      const expressions = await this.#evaluateAll(content.user_expressions);
      this.#reply(request, { ...status, user_expressions: expressions, payload: [] });
    } else {
      this.#reply(request, { ...status, ...end.errors[0] });
      if (content.stop_on_error !== false) this.#abortQueued();
    }
  }

  #publishEnd(header: KernelMessage["header"], end: CellEnd, count: number): void {
    if (end.kind === "error") {
      for (const error of end.errors) this.#publish(header, "error", { ...error });
      return;
    }
    for (const data of end.result) {
      const shown = { data, metadata: {} };
      if (end.result.length === 1) this.#publish(header, "execute_result", { ...shown, execution_count: count });
      else this.#publish(header, "display_data", { ...shown, transient: {} });
    }
  }

  async #evaluateAll(expressions: unknown): Promise<JsonObject> {
    const results: Record<string, JsonObject> = {};
    for (const [name, code] of Object.entries(expressions ?? {})) {
      const end = await this.#options.engine.evaluate(String(code));
      results[name] =
        end.kind === "ok"
          ? { status: "ok", data: end.result[0] ?? {}, metadata: {} }
          : { status: "error", ...end.errors[0] };
    }
    return results;
  }

  /** Requests that came before the failure are refused, for their clients did not know of it. */
  #abortQueued(): void {
    const isCell = ({ message }: Request): boolean => message.header.msg_type === "execute_request";
    for (const request of this.#queue.filter(isCell)) {
      this.#publish(request.message.header, "status", { execution_state: "busy" });
      this.#reply(request, { status: "aborted", execution_count: null });
      this.#publish(request.message.header, "status", { execution_state: "idle" });
    }
    this.#queue = this.#queue.filter((request) => !isCell(request));
  }

  #readInput({ client, message }: Request, prompt: string, password: boolean): Promise<string> {
    if (message.content.allow_stdin !== true) {
      throw new Error("input: this run has nobody to enter a line; use a parameter instead");
    }
    const content = toJson({ prompt, password });
    this.#options.send({ channel: "stdin", client, type: "input_request", parent: message.header, content });
    return new Promise((resolve) => {
      this.#onInput = resolve;
    });
  }

  #interrupt(): void {
    const { engine, slots } = this.#options;
    const ended = Atomics.load(slots, sharedSlot.cellsEnded);
    Atomics.add(slots, sharedSlot.turns, 1);
    if (!engine.interrupt()) {
      Atomics.add(slots, sharedSlot.cellsEnded, 1);
      return;
    }
    // The wire's thread terminates the cell when these turns stop.
    const timer = startTimer(() => {
      Atomics.add(slots, sharedSlot.turns, 1);
      if (Atomics.load(slots, sharedSlot.cellsEnded) !== ended) stopTimer(timer);
    }, 10).unref();
  }

  #publish(parent: KernelMessage["header"], type: string, content: JsonObject): void {
    this.#options.send({ channel: "iopub", type, parent, content: toJson(content) });
  }

  #reply({ channel, client, message }: Request, content: JsonObject): void {
    const type = message.header.msg_type.replace(/_request$/, "_reply");
    this.#options.send({ channel, client, type, parent: message.header, content: toJson(content) });
  }
}
