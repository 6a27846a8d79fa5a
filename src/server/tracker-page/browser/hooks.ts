import { useEffect, useRef, useState } from "preact/hooks";
import { type Address, readAddress } from "./address.js";

/** The current address; the component is rendered again when it changes. */
export function useAddress(): Address {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = (): void => setHash(location.hash);
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, []);
  return readAddress(hash);
}

/** What was loaded, or why it was not; the last value stays while it is loaded again. */
export interface Loaded<Value> {
  readonly value?: Value | undefined;
  readonly error?: string | undefined;
  readonly isLoading: boolean;
}

/**
 * Loads when `key` changes, and again every `refreshMs` while the page is visible. A reply that is overtaken by a later
 * request is dropped; a value equal to the last one does not render the page again.
 */
export function useLoaded<Value>(
  key: string,
  load: () => Promise<Value>,
  refreshMs?: ((value: Value | undefined) => number | undefined) | undefined,
): Loaded<Value> & { reload(): void } {
  const [state, setState] = useState<Loaded<Value> & { readonly key: string }>({ key, isLoading: true });
  const [count, setCount] = useState(0);
  const latest = useRef({ load, refreshMs, text: "" });
  latest.current.load = load;
  latest.current.refreshMs = refreshMs;
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (value: Value | undefined): void => {
      const delay = latest.current.refreshMs?.(value);
      if (delay !== undefined && isCurrent) timer = setTimeout(run, delay);
    };
    let last: Value | undefined;
    const run = (): void => {
      if (document.visibilityState === "hidden") {
        again(last);
        return;
      }
      latest.current.load().then(
        (value) => {
          if (!isCurrent) return;
          last = value;
          const text = JSON.stringify(value);
          const isSame = text === latest.current.text;
          latest.current.text = text;
          setState((before) =>
            isSame &&
            before.value !== undefined &&
            before.error === undefined &&
            !before.isLoading &&
            before.key === key
              ? before
              : { key, value, isLoading: false },
          );
          again(value);
        },
        (error: Error) => {
          if (!isCurrent) return;
          setState((before) => ({ key, value: before.value, error: error.message, isLoading: false }));
          again(last);
        },
      );
    };
    setState((before) => ({ ...before, key, isLoading: true }));
    run();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key, count]);
  return { ...state, reload: () => setCount((before) => before + 1) };
}

/** The value of the last rendering, for listeners that are added once. */
export function useLatest<Value>(value: Value): { current: Value } {
  const ref = useRef(value);
  ref.current = value;
  return ref;
}

/** Calls `onKey` for keys that are not typed into a field. */
export function useKeys(onKey: (key: string, event: KeyboardEvent) => void): void {
  const latest = useLatest(onKey);
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      const isField = /^(TEXTAREA|SELECT)$/.test(target.tagName) || target.matches?.("input:not([type=checkbox])");
      if (event.ctrlKey || event.metaKey || event.altKey || isField) return;
      latest.current(event.key, event);
    };
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
}
