import { clearImmediate, clearTimeout, setImmediate, setTimeout } from "node:timers";
import { inspect } from "node:util";

const added = new Set(["async_id_symbol", "trigger_async_id_symbol", "kResourceStore"]);

/**
 * Hides from the text of promises and timers what Node adds to them in order to know the cell that started them: the
 * numbers change with every run.
 */
export function hideAsyncIds(): void {
  const timeout = setTimeout(() => undefined);
  const immediate = setImmediate(() => undefined);
  clearTimeout(timeout);
  clearImmediate(immediate);
  for (const prototype of [Promise.prototype, Object.getPrototypeOf(timeout), Object.getPrototypeOf(immediate)]) {
    Object.defineProperty(prototype, inspect.custom, { value: withoutIds, writable: true, configurable: true });
  }
}

/** Returns the object itself, which is then inspected without methods of its own. */
function withoutIds(this: object): object {
  for (const key of Object.getOwnPropertySymbols(this)) {
    if (added.has(key.description ?? "")) Reflect.defineProperty(this, key, { enumerable: false });
  }
  return this;
}
