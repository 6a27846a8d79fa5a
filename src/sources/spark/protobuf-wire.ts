/** Bytes of a Protocol Buffers message, or of one of its fields. */
export type WireBytes = Uint8Array<ArrayBufferLike>;

/** A field of a message: bytes of a string, message or `bytes`, or an integer. */
export interface WireField {
  readonly number: number;
  readonly value: WireBytes | bigint;
}

const [varintType, fixed64Type, bytesType, fixed32Type] = [0, 1, 2, 5];

/** A varint field (int32, int64, bool, enum); negative numbers have ten bytes, as the format says. */
export function varintField(number: number, value: bigint | number | boolean): WireBytes {
  return Buffer.concat([toVarint((number << 3) | varintType), toVarint(BigInt.asUintN(64, BigInt(value)))]);
}

/** A double field. */
export function doubleField(number: number, value: number): WireBytes {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([toVarint((number << 3) | fixed64Type), bytes]);
}

/** A string field in UTF-8. */
export function stringField(number: number, text: string): WireBytes {
  return messageField(number, Buffer.from(text));
}

/** A message field made of its fields. */
export function messageField(number: number, ...fields: readonly WireBytes[]): WireBytes {
  const length = fields.reduce((total, field) => total + field.length, 0);
  return Buffer.concat([toVarint((number << 3) | bytesType), toVarint(length), ...fields]);
}

function toVarint(value: bigint | number): WireBytes {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/**
 * The fields of a message, in the order of the bytes; nested messages stay bytes. Fields of a number that the reader
 * does not know are for it to skip, so that a newer server can be read.
 *
 * @throws RangeError for bytes that end inside a field.
 */
export function* readFields(bytes: WireBytes): Generator<WireField> {
  let position = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[position++];
      if (byte === undefined) break;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, value);
    }
    throw new RangeError(`the message ends inside an integer, at byte ${position}`);
  };
  const take = (length: number): WireBytes => {
    if (length < 0 || position + length > bytes.length) {
      throw new RangeError(`the message ends inside a field, at byte ${position}`);
    }
    position += length;
    return bytes.subarray(position - length, position);
  };
  while (position < bytes.length) {
    const tag = Number(readVarint());
    const [number, type] = [tag >>> 3, tag & 7];
    if (type === varintType) yield { number, value: readVarint() };
    else if (type === bytesType) yield { number, value: take(Number(readVarint())) };
    else if (type === fixed64Type) yield { number, value: take(8) };
    else if (type === fixed32Type) yield { number, value: take(4) };
    else throw new RangeError(`the message has a field of type ${type}, at byte ${position}`);
  }
}

/** The last value of a message field, or undefined. */
export function getBytes(message: WireBytes, number: number): WireBytes | undefined {
  let found: WireBytes | undefined;
  for (const field of readFields(message)) {
    if (field.number === number && typeof field.value !== "bigint") found = field.value;
  }
  return found;
}

/** The string of a field; "" when the message does not have it. */
export function getString(message: WireBytes, number: number): string {
  return Buffer.from(getBytes(message, number) ?? []).toString("utf8");
}

/** The integer of a field; 0 when the message does not have it. */
export function getInteger(message: WireBytes, number: number): number {
  let found = 0n;
  for (const field of readFields(message)) {
    if (field.number === number && typeof field.value === "bigint") found = field.value;
  }
  return Number(found);
}
