/** Where the reader is: a view, what it is about, and its settings. All of it is in the address after `#`. */
export interface Address {
  readonly view: "runs" | "run" | "compare" | "models" | "studies";
  /** Id of the run, or name of the model; empty without one. */
  readonly id: string;
  readonly query: URLSearchParams;
}

/** The address of a location's hash; an unknown view is the table of runs. */
export function readAddress(hash: string): Address {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [view = "", ...rest] = path.split("/");
  const known = isView(view) ? view : "runs";
  return { view: known, id: decode(rest.join("/")), query: new URLSearchParams(search) };
}

function isView(view: string): view is Address["view"] {
  return /^(run|compare|models|studies)$/.test(view);
}

/** The hash of an address. */
export function toHash(view: Address["view"], id = "", query: URLSearchParams = new URLSearchParams()): string {
  const path = id === "" ? view : `${view}/${encodeURIComponent(id)}`;
  const search = query.toString();
  return `#/${path}${search === "" ? "" : `?${search}`}`;
}

/** The settings with some changed; `undefined` and empty values remove a setting. */
export function withSettings(
  query: URLSearchParams,
  changes: Readonly<Record<string, string | readonly string[] | undefined>>,
): URLSearchParams {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    changed.delete(name);
    for (const one of value === undefined || value === "" ? [] : [value].flat()) changed.append(name, String(one));
  }
  return changed;
}

/** Goes to an address; settings of the same view replace those in the browser's history. */
export function goTo(hash: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) {
    history.replaceState(null, "", hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else location.hash = hash;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
