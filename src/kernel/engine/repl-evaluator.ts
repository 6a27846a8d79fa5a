import { type Runtime, Session } from "node:inspector";
import { kernelGlobal } from "../code/kernel-global.js";
import { Interrupted } from "./interrupted.js";
import { hideToJson } from "./to-json.js";

/** How code ended: it threw this value, or nothing. */
export type Evaluated = { readonly kind: "ended" } | { readonly kind: "thrown"; readonly value: unknown };

/** Runs scripts in V8's REPL mode, in this thread. */
export class ReplEvaluator {
  readonly #session = new Session();
  #received: unknown;
  #restore: () => void = () => undefined;

  constructor() {
    this.#session.connect();
  }

  /** Called by every script when it begins: changes of the cells to built-in prototypes are back from here. */
  begin(): void {
    this.#restore();
  }

  /** Takes a value from the inspector's side, which returns only descriptions. */
  receive(value: unknown): void {
    this.#received = value;
  }

  /** Resolves when the script, with all it awaits, has ended; never, when it is terminated after an `await`. */
  run(expression: string): Promise<Evaluated> {
    return new Promise((resolve) => {
      const settings = { expression, replMode: true, awaitPromise: true, silent: true };
      this.#post<Runtime.EvaluateReturnType>("Runtime.evaluate", settings, (failure, reply) => {
        const exception = reply?.exceptionDetails?.exception;
        if (failure !== null) resolve({ kind: "thrown", value: toError(failure) });
        else if (exception === undefined) resolve({ kind: "ended" });
        else this.#fetch(exception, (value) => resolve({ kind: "thrown", value }));
      });
    });
  }

  /** Names of `let`, `const` and `class` declarations so far. */
  lexicalNames(): Promise<readonly string[]> {
    return new Promise((resolve) => {
      this.#post<Runtime.GlobalLexicalScopeNamesReturnType>("Runtime.globalLexicalScopeNames", {}, (_failure, reply) =>
        resolve(reply?.names ?? []),
      );
    });
  }

  #fetch(remote: Runtime.RemoteObject, done: (value: unknown) => void): void {
    const { objectId } = remote;
    if (objectId === undefined) {
      done(toPrimitive(remote));
      return;
    }
    const functionDeclaration = `function (value) { ${kernelGlobal}.receive(value); }`;
    const call = { objectId, functionDeclaration, arguments: [{ objectId }] };
    this.#post("Runtime.callFunctionOn", call, () => {
      const value = this.#received;
      this.#received = undefined;
      this.#post("Runtime.releaseObject", { objectId }, () => undefined);
      done(value);
    });
  }

  /** Node's session makes JSON of the message before anything of it runs. */
  #post<Reply>(
    method: string,
    settings: object,
    done: (failure: Error | null, reply: Reply | undefined) => void,
  ): void {
    this.#restore = hideToJson();
    this.#session.post(method, settings, done as (failure: Error | null, reply?: object) => void);
    this.#restore();
  }
}

function toError({ message }: Error): Error {
  return /was terminated/.test(message) ? new Interrupted() : new Error(message);
}

function toPrimitive({ type, value, unserializableValue, description }: Runtime.RemoteObject): unknown {
  if (unserializableValue === undefined) return type === "symbol" ? description : value;
  return unserializableValue.endsWith("n") ? BigInt(unserializableValue.slice(0, -1)) : Number(unserializableValue);
}
