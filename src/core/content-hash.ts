import { mapIntegers } from "./map-numbers.js";

/**
 * SHA-256 of bytes or of a string (as UTF-8), as 64 hexadecimal digits. Pure JavaScript, so it also runs in a browser;
 * FIPS 180-4, section 6.2.
 *
 * @example contentHash("abc").slice(0, 8) // "ba7816bf"
 */
export function contentHash(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const state = mapIntegers({ length: 8 }, (_, index) => fraction(Math.sqrt(primes[index] ?? 0)));
  const schedule = new Int32Array(64);
  const whole = bytes.length - (bytes.length % 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let offset = 0; offset < whole; offset += 64) addBlock(state, view, offset, schedule);
  const rest = bytes.subarray(whole);
  const last = new DataView(new ArrayBuffer(rest.length < 56 ? 64 : 128));
  rest.forEach((byte, index) => {
    last.setUint8(index, byte);
  });
  last.setUint8(rest.length, 0x80);
  last.setUint32(last.byteLength - 8, Math.floor(bytes.length / 2 ** 29));
  last.setUint32(last.byteLength - 4, bytes.length << 3);
  for (let offset = 0; offset < last.byteLength; offset += 64) addBlock(state, last, offset, schedule);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

const primes = Array.from({ length: 312 }, (_, number) => number).filter(
  (number) =>
    number > 1 &&
    !Array.from({ length: 16 }, (_, index) => index + 2).some((part) => part < number && number % part === 0),
);

/** The first 32 bits behind the point. */
function fraction(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0;
}

const constants = mapIntegers({ length: 64 }, (_, index) => fraction(Math.cbrt(primes[index] ?? 0)));

/** Adds a block of 64 bytes to the state. */
function addBlock(state: Int32Array, view: DataView, offset: number, schedule: Int32Array): void {
  for (let index = 0; index < 16; index++) schedule[index] = view.getInt32(offset + 4 * index);
  for (let index = 16; index < 64; index++) {
    const early = schedule[index - 15] as number;
    const late = schedule[index - 2] as number;
    const first = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const second = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[index] = (schedule[index - 16] as number) + first + (schedule[index - 7] as number) + second;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let index = 0; index < 64; index++) {
    const choice = (e & f) ^ (~e & g);
    const rotated = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const next = (h + rotated + choice + (constants[index] as number) + (schedule[index] as number)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const sum = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
    h = g;
    g = f;
    f = e;
    e = (d + next) | 0;
    d = c;
    c = b;
    b = a;
    a = (next + sum) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = (state[index] as number) + word;
  });
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
