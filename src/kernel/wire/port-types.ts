import type { TypeCheck, TypeCheckMode, TypeService } from "../engine/type-service.js";
import type { ToCells, TypeRequest } from "./port-messages.js";

/** The type server, which is in the thread of the sockets. */
export class PortTypes implements TypeService {
  readonly #post: (request: TypeRequest) => void;
  readonly #waiting = new Map<number, (check: TypeCheck) => void>();
  readonly #problems = new Set<string>();
  #last = 0;
  mode: TypeCheckMode = "off";

  constructor(post: (request: TypeRequest) => void) {
    this.#post = post;
  }

  /** Takes a message of the other thread. */
  receive(message: ToCells & { readonly kind: "typecheck" | "checked" }): void {
    if (message.kind === "typecheck") {
      this.mode = message.mode;
      return;
    }
    const { id, check } = message;
    this.#waiting.get(id)?.(check);
    this.#waiting.delete(id);
  }

  /** A problem is part of the first result only. */
  async check(code: string): Promise<TypeCheck> {
    const id = ++this.#last;
    const { findings, problem } = await new Promise<TypeCheck>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#post({ kind: "check", id, code });
    });
    if (problem === undefined || this.#problems.has(problem)) return { findings };
    this.#problems.add(problem);
    return { findings, problem };
  }

  ran(code: string): void {
    this.#post({ kind: "ran", code });
  }
}
