import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
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

/** Values of views that were left, for the way back to them. */
const lastValues = new Map<string, unknown>();

/**
 * Loads when `key` changes, and again every `refreshMs` while the page is visible; slow loads are repeated less often.
 * A reply that is overtaken by a later request is dropped; the same value as before does not render the page again.
 */
export function useLoaded<Value>(
  key: string,
  load: () => Promise<Value>,
  refreshMs?: ((value: Value | undefined) => number | undefined) | undefined,
): Loaded<Value> & { reload(): void } {
  const [state, setState] = useState<Loaded<Value>>(() => ({ value: lastValues.get(key) as Value, isLoading: true }));
  const [count, setCount] = useState(0);
  const latest = useLatest({ load, refreshMs });
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let started = 0;
    const set = (changes: Partial<Loaded<Value>>): void => {
      if (!isCurrent) return;
      setState((before) => {
        const after = { ...before, error: undefined, isLoading: false, ...changes };
        const isSame = after.value === before.value && after.error === before.error && !before.isLoading;
        return isSame ? before : after;
      });
      const delay = latest.current.refreshMs?.(changes.value);
      if (delay !== undefined) timer = setTimeout(run, Math.max(delay, 10 * (performance.now() - started)));
    };
    const run = (): void => {
      if (document.visibilityState === "hidden") {
        timer = setTimeout(run, 1_000);
        return;
      }
      started = performance.now();
      latest.current.load().then(
        (value) => {
          if (lastValues.size > 8) lastValues.clear();
          lastValues.set(key, value);
          set({ value });
        },
        (error: Error) => set({ error: error.message }),
      );
    };
    setState((before) => ({ ...before, isLoading: true }));
    run();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key, count]);
  return { ...state, reload: () => setCount((before) => before + 1) };
}

/** Width of an element in pixels, for charts whose text has one size; undefined until it is measured. */
export function useWidth(): [ref: { current: HTMLDivElement | null }, width: number | undefined] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState<number | undefined>();
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = (): void => setWidth(Math.floor(element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
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

/** The object of the last call while its values are the same, so that nothing is rendered again. */
export function useSame<Value extends object>(): (value: Value) => Value {
  const last = useRef<Value | undefined>(undefined);
  return (value) => {
    const before = last.current;
    const isSame =
      before !== undefined && (Object.keys(value) as (keyof Value)[]).every((key) => before[key] === value[key]);
    if (!isSame) last.current = value;
    return last.current ?? value;
  };
}

/** Where a page was scrolled to is in its entry of the browser's history, and found again on the way back. */
export function useScrollMemory(key: string): void {
  useEffect(() => {
    history.scrollRestoration = "manual";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => history.replaceState({ top: scrollY }, ""), 150);
    };
    addEventListener("scroll", onScroll);
    return () => removeEventListener("scroll", onScroll);
  }, []);
  useLayoutEffect(() => {
    const { top } = (history.state ?? {}) as { readonly top?: number };
    scrollTo(0, top ?? 0);
  }, [key]);
}
