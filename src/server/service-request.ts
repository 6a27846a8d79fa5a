import { HttpProblem } from "./http-problem.js";
import type { Reply } from "./reply.js";

/** What handlers read of a request; the web's `Request` is one. */
export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  /** Names are in lowercase. */
  readonly headers: { get(name: string): string | null };
  /** The body in chunks; null where `arrayBuffer` has it. */
  readonly body: AsyncIterable<Uint8Array> | null;
  arrayBuffer(): Promise<ArrayBuffer | Uint8Array>;
}

/** A request, and what is known of it. */
export interface ServiceRequest {
  readonly request: IncomingRequest;
  readonly url: URL;
  readonly query: URLSearchParams;
  readonly id: string;
  /** Values of the `{name}` parts of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  /** What the log has about the request; handlers add to it. */
  readonly facts: RequestFacts;
}

/** Facts for the request's log line. */
export interface RequestFacts {
  model?: string;
  version?: string;
  rows?: number;
  refused?: number;
  client?: string;
}

/** A path and what it does. */
export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Parts like `{name}` are parameters, `{name+}` is the rest of the path. */
  readonly path: string;
  /** Whether it is open to requests without credentials. */
  readonly isOpen?: boolean | undefined;
  /** The description in the OpenAPI document; routes without one are not in it. */
  readonly operation?: Operation | undefined;
  /** The response of an error. @default a problem document */
  readonly errorResponse?: ((thrown: unknown, requestId: string) => Response | Reply) | undefined;
  handle(request: ServiceRequest): Promise<Response | Reply> | Response | Reply;
}

/** What the OpenAPI document says about a route; `$ref`s are those of its components. */
export interface Operation {
  readonly summary: string;
  readonly tag: string;
  /** Media type to schema reference of the request's body. */
  readonly body?: Readonly<Record<string, object>> | undefined;
  /** Media type to schema of the response 200. */
  readonly response: Readonly<Record<string, object>>;
  readonly parameters?: readonly object[] | undefined;
  /** Statuses of problem documents besides 500. */
  readonly problems?: readonly number[] | undefined;
}

/**
 * An integer of the query.
 *
 * @throws HttpProblem 422 for another value.
 */
export function integerParameter(
  { query }: Pick<ServiceRequest, "query">,
  name: string,
  { min = 1, max, initial }: { readonly min?: number; readonly max: number; readonly initial: number },
): number {
  const text = query.get(name);
  if (text === null) return initial;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const detail = `${name}: expected an integer from ${min} to ${max}, got ${JSON.stringify(text.slice(0, 40))}`;
  throw new HttpProblem(422, detail, { errors: [{ field: name, detail }] });
}

/**
 * One of several values of the query.
 *
 * @throws HttpProblem 422 for another value.
 */
export function choiceParameter<Choice extends string>(
  { query }: Pick<ServiceRequest, "query">,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = query.get(name) ?? choices[0];
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const detail = `${name}: expected ${choices.join(" or ")}, got ${JSON.stringify(text.slice(0, 40))}`;
  throw new HttpProblem(422, detail, { errors: [{ field: name, detail }] });
}

/** A JSON response. */
export function jsonReply(value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    content: `${JSON.stringify(value)}\n`,
  };
}
