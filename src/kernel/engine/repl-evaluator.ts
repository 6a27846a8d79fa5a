import { type Runtime, Session } from "node:inspector";

/** How code ended: it threw this value, or nothing. */
export type Evaluated = { readonly kind: "ended" } | { readonly kind: "thrown"; readonly value: unknown };

/** Runs scripts in V8's REPL mode, in this thread. */
export interface Evaluator {
  /** Resolves when the script, with all it awaits, has ended; never, when it is terminated after an `await`. */
  run(code: string): Promise<Evaluated>;
  /** Takes what the global receiver was called with. */
  onValue(value: unknown): void;
  /** Names of `let`, `const` and `class` declarations so far. */
  lexicalNames(): Promise<readonly string[]>;
}

/** `receive` is a global function that takes a value; it is needed because the inspector returns only descriptions. */
export function createEvaluator(receiver: string): Evaluator {
  const session = new Session();
  session.connect();
  let received: unknown;
  const fetchValue = (remote: Runtime.RemoteObject): Promise<unknown> =>
    new Promise((resolve) => {
      if (remote.objectId === undefined) {
        resolve(toPrimitive(remote));
        return;
      }
      const functionDeclaration = `function () { ${receiver}(this); }`;
      session.post("Runtime.callFunctionOn", { objectId: remote.objectId, functionDeclaration }, () => {
        session.post("Runtime.releaseObject", { objectId: remote.objectId ?? "" });
        resolve(received);
        received = undefined;
      });
    });
  return {
    onValue: (value) => {
      received = value;
    },
    run: (expression) =>
      new Promise((resolve) => {
        session.post(
          "Runtime.evaluate",
          { expression, replMode: true, awaitPromise: true, silent: true, returnByValue: false },
          (failure, reply) => {
            const exception = (reply as Runtime.EvaluateReturnType | undefined)?.exceptionDetails?.exception;
            if (failure !== null) resolve({ kind: "thrown", value: new Error(failure.message) });
            else if (exception !== undefined)
              void fetchValue(exception).then((value) => resolve({ kind: "thrown", value }));
            else resolve({ kind: "ended" });
          },
        );
      }),
    lexicalNames: () =>
      new Promise((resolve) => {
        session.post("Runtime.globalLexicalScopeNames", {}, (_failure, reply) => resolve(reply?.names ?? []));
      }),
  };
}

function toPrimitive({ type, value, unserializableValue, description }: Runtime.RemoteObject): unknown {
  if (unserializableValue === undefined) return type === "symbol" ? description : value;
  return unserializableValue.endsWith("n") ? BigInt(unserializableValue.slice(0, -1)) : Number(unserializableValue);
}
