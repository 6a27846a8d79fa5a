import { ArgumentError } from "../../core/errors.js";
import type { SqlParameter } from "../sql/sql-session.js";
import {
  doubleField,
  getBytes,
  getInteger,
  getString,
  messageField,
  readFields,
  stringField,
  varintField,
  type WireBytes,
} from "./protobuf-wire.js";

/** Session and user of every request. */
export interface SparkCaller {
  /** UUID of the session on the server. */
  readonly session: string;
  readonly user: string;
}

/** A query to run. */
export interface SparkPlan extends SparkCaller {
  readonly query: string;
  readonly parameters: readonly SqlParameter[];
  /** UUID that the client chooses, so that it can attach to the query again. */
  readonly operation: string;
  readonly tag: string;
}

const clientType = "cuaderno";
const context = (user: string): WireBytes => messageField(2, stringField(1, user));

/** `ExecutePlanRequest` of a query: reattachable, tagged, with its values as literals. */
export function executePlanRequest({ session, user, query, parameters, operation, tag }: SparkPlan): WireBytes {
  return Buffer.concat([
    stringField(1, session),
    context(user),
    messageField(3, messageField(1, sqlRelation(query, parameters))),
    stringField(4, clientType),
    messageField(5, messageField(1, varintField(1, true))),
    stringField(6, operation),
    stringField(7, tag),
  ]);
}

function sqlRelation(query: string, parameters: readonly SqlParameter[]): WireBytes {
  const literals = parameters.map((value, index) => messageField(5, messageField(1, literal(value, index + 1))));
  return messageField(10, stringField(1, query), ...literals);
}

const [int32, int64] = [32, 64];

/** `Expression.Literal` of a value: integers as Spark's `int` or `bigint`, beyond 64 bits as a decimal. */
export function literal(value: SqlParameter, position: number): WireBytes {
  if (value === null) return messageField(1, messageField(1));
  if (value instanceof Date) return varintField(17, BigInt(value.getTime()) * 1_000n);
  switch (typeof value) {
    case "string":
      return stringField(13, value);
    case "boolean":
      return varintField(3, value);
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? integerLiteral(BigInt(value), position)
        : doubleField(11, value);
    case "bigint":
      return integerLiteral(value, position);
  }
}

function integerLiteral(value: bigint, position: number): WireBytes {
  if (BigInt.asIntN(int32, value) === value) return varintField(6, value);
  if (BigInt.asIntN(int64, value) === value) return varintField(7, value);
  const digits = String(value).replace("-", "").length;
  if (digits > 38) {
    throw new ArgumentError(
      `parameter ${position} has ${digits} digits, Spark's decimals have at most 38; pass a string`,
    );
  }
  return messageField(12, stringField(1, String(value)), varintField(2, digits), varintField(3, 0));
}

/** The fields that requests about a running query begin with. */
function operationFields({ session, user }: SparkCaller, operation: string): readonly WireBytes[] {
  return [stringField(1, session), context(user), stringField(3, operation), stringField(4, clientType)];
}

/** `ReattachExecuteRequest`: the responses of a running query after one that was received. */
export function reattachRequest(caller: SparkCaller, operation: string, lastResponse: string | undefined): WireBytes {
  return Buffer.concat([
    ...operationFields(caller, operation),
    ...(lastResponse === undefined ? [] : [stringField(5, lastResponse)]),
  ]);
}

/** `ReleaseExecuteRequest`: the server forgets a query, or its responses up to one. */
export function releaseExecuteRequest(caller: SparkCaller, operation: string, until: string | undefined): WireBytes {
  return Buffer.concat([
    ...operationFields(caller, operation),
    until === undefined ? messageField(5) : messageField(6, stringField(1, until)),
  ]);
}

/** `InterruptRequest` for the queries with a tag. */
export function interruptRequest({ session, user }: SparkCaller, tag: string): WireBytes {
  return Buffer.concat([
    stringField(1, session),
    context(user),
    stringField(3, clientType),
    varintField(4, 2),
    stringField(5, tag),
  ]);
}

/** `ReleaseSessionRequest`. */
export function releaseSessionRequest({ session, user }: SparkCaller): WireBytes {
  return Buffer.concat([stringField(1, session), context(user), stringField(3, clientType)]);
}

/** `ConfigRequest` that sets settings of the session. */
export function setConfigRequest(
  { session, user }: SparkCaller,
  settings: Readonly<Record<string, string>>,
): WireBytes {
  const pairs = Object.entries(settings).map(([key, value]) =>
    messageField(1, stringField(1, key), stringField(2, value)),
  );
  return Buffer.concat([
    stringField(1, session),
    context(user),
    messageField(3, messageField(1, ...pairs)),
    stringField(4, clientType),
  ]);
}

/** `FetchErrorDetailsRequest`. */
export function errorDetailsRequest({ session, user }: SparkCaller, errorId: string): WireBytes {
  return Buffer.concat([stringField(1, session), context(user), stringField(3, errorId), stringField(4, clientType)]);
}

/** What a query's stream returns; everything else in it is skipped. */
export interface SparkResponse {
  /** Id of the response, to attach after it. */
  readonly id: string;
  /** Arrow IPC stream with the schema and one batch. */
  readonly arrow?: WireBytes | undefined;
  /** Index of this part of a batch that is sent in parts, and their number. */
  readonly chunk: number;
  readonly chunks: number;
  readonly isComplete: boolean;
  /** Names of the columns; the server sends them once, before the batches. */
  readonly names?: readonly string[] | undefined;
}

/** Reads an `ExecutePlanResponse`. */
export function readResponse(message: WireBytes): SparkResponse {
  const batch = getBytes(message, 2);
  const schema = getBytes(message, 7);
  return {
    id: getString(message, 13),
    arrow: batch === undefined ? undefined : getBytes(batch, 2),
    chunk: batch === undefined ? 0 : getInteger(batch, 4),
    chunks: batch === undefined ? 1 : getInteger(batch, 5) || 1,
    isComplete: getBytes(message, 14) !== undefined,
    names: schema === undefined ? undefined : readNames(schema),
  };
}

/** Names of the fields of a `DataType.Struct`. */
function readNames(schema: WireBytes): string[] {
  const struct = getBytes(schema, 21) ?? Buffer.alloc(0);
  return [...readFields(struct)].flatMap(({ number, value }) =>
    number === 1 && typeof value !== "bigint" ? [getString(value, 1)] : [],
  );
}
