// Checks the records of a CSV, in AssemblyScript: src/models/trees/kernel/compile.mjs compiles it to record-bytes.ts.

/** Kinds of a column; larger ones are addresses of the template of a time. */
const ANY: usize = 0;
const INTEGER: usize = 1;
const NUMBER: usize = 2;

const LINE_FEED: u8 = 0x0a;
const CARRIAGE_RETURN: u8 = 0x0d;
const QUOTE: u8 = 0x22;
const ZERO: u8 = 0x30;
const ABSENT: u8 = 0xff;

/**
 * The address behind the last complete record; 0 when a record has another number of cells than `width`, or a form that
 * JavaScript has to look at: a quote or carriage return inside a plain cell, a NUL byte. `columns` has for each column
 * its kind and a mark (both u32) that becomes 1 at a cell which is not plainly of that kind. Up to 64 bytes behind
 * `end` are loaded.
 */
export function checkRecords(from: usize, end: usize, delimiter: u8, width: u32, columns: usize): usize {
  const delimiters = i8x16.splat(delimiter);
  const last = columns + (<usize>(width - 1) << 3);
  let column = columns;
  let record = from;
  let cell = from;
  let isQuoted = false;
  for (let block = from; block < end; ) {
    let found =
      marks(block, delimiters) |
      (marks(block + 16, delimiters) << 16) |
      (marks(block + 32, delimiters) << 32) |
      (marks(block + 48, delimiters) << 48);
    let next = block + 64;
    while (found != 0) {
      const at = block + <usize>ctz(found);
      found &= found - 1;
      if (at >= end) return record;
      const byte = load<u8>(at);
      if (byte == delimiter) {
        if (isQuoted) isQuoted = false;
        else checkCell(column, cell, at);
        if (column == last) return 0;
        column += 8;
        cell = at + 1;
      } else if (byte == LINE_FEED) {
        const cellEnd = at > cell && load<u8>(at - 1) == CARRIAGE_RETURN ? at - 1 : at;
        if (isQuoted) isQuoted = false;
        else checkCell(column, cell, cellEnd);
        if (column != last) return 0;
        column = columns;
        record = cell = at + 1;
      } else if (byte == CARRIAGE_RETURN) {
        if (at + 1 == end) return record;
        if (load<u8>(at + 1) != LINE_FEED) return 0;
      } else if (byte == QUOTE) {
        if (at != cell || isQuoted) return 0;
        const close = closingQuote(at + 1, end);
        if (close == 0) return 0;
        if (close + 1 >= end) return record;
        const after = load<u8>(close + 1);
        if (after != delimiter && after != LINE_FEED && after != CARRIAGE_RETURN) return 0;
        isQuoted = true;
        store<u32>(column, 1, 4);
        next = close + 1;
        break;
      } else return 0;
    }
    block = next;
  }
  return record;
}

/** A bit for each of 16 bytes that has a meaning in a CSV. */
@inline
function marks(block: usize, delimiters: v128): u64 {
  const bytes = v128.load(block);
  const lineEnds = v128.or(i8x16.eq(bytes, i8x16.splat(LINE_FEED)), i8x16.eq(bytes, i8x16.splat(CARRIAGE_RETURN)));
  const others = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(0)));
  return <u64>i8x16.bitmask(v128.or(v128.or(i8x16.eq(bytes, delimiters), lineEnds), others));
}

/** The address of the quote that closes a cell; `end` when there is none, 0 at a NUL byte. */
function closingQuote(from: usize, end: usize): usize {
  const quotes = i8x16.splat(QUOTE);
  for (let block = from; block < end; ) {
    const bytes = v128.load(block);
    let found = i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, i8x16.splat(0))));
    let next = block + 16;
    if (found != 0) {
      const at = block + <usize>ctz(found);
      if (at >= end) return end;
      if (load<u8>(at) == 0) return 0;
      if (at + 1 >= end || load<u8>(at + 1) != QUOTE) return at;
      next = at + 2;
    }
    block = next;
  }
  return end;
}

@inline
function checkCell(column: usize, cell: usize, end: usize): void {
  const kind = <usize>load<u32>(column);
  if (kind == ANY || cell == end) return;
  const isPlain = kind == INTEGER ? isInteger(cell, end) : kind == NUMBER ? isNumber(cell, end) : isTime(kind, cell, end);
  if (!isPlain) store<u32>(column, 1, 4);
}

/** Whether the cell is 0, or an integer of at most 18 digits without sign `+` and leading zero. */
@inline
function isInteger(cell: usize, end: usize): bool {
  const start = cell + <usize>(load<u8>(cell) == 0x2d);
  const length = <u32>(end - start);
  if (length == 0 || length > 18) return false;
  if (load<u8>(start) == ZERO) return start == cell && length == 1;
  return nonDigits(start, length) == 0;
}

/** Whether the cell is an integer of at most 15 digits, or another decimal number of at most 28 characters. */
@inline
function isNumber(cell: usize, end: usize): bool {
  const start = cell + <usize>(load<u8>(cell) == 0x2d);
  const length = <u32>(end - start);
  if (length == 0 || length > 28) return false;
  const others = nonDigits(start, length);
  if (others == 0) return length <= 15 && (length == 1 || load<u8>(start) != ZERO);
  const first = <u32>ctz(others);
  if (first == 0 || (load<u8>(start) == ZERO && first > 1)) return false;
  if (load<u8>(start + <usize>first) != 0x2e) return isExponent(start + <usize>first, end);
  const rest = others & (others - 1);
  const digitsEnd = rest == 0 ? length : <u32>ctz(rest);
  return digitsEnd > first + 1 && (rest == 0 || isExponent(start + <usize>digitsEnd, end));
}

/** Whether the bytes are an exponent of at most two digits. */
function isExponent(at: usize, end: usize): bool {
  if ((load<u8>(at) | 0x20) != 0x65) return false;
  const sign = load<u8>(at + 1);
  const start = at + 1 + <usize>(sign == 0x2b || sign == 0x2d);
  if (start >= end || end - start > 2) return false;
  return nonDigits(start, <u32>(end - start)) == 0;
}

/** A bit for each of at most 32 bytes that is not a digit. */
@inline
function nonDigits(start: usize, length: u32): u32 {
  let others = nonDigitsOf16(start);
  if (length > 16) others |= nonDigitsOf16(start + 16) << 16;
  return others & ((1 << length) - 1);
}

@inline
function nonDigitsOf16(start: usize): u32 {
  const digits = i8x16.sub(v128.load(start), i8x16.splat(ZERO));
  return <u32>i8x16.bitmask(i8x16.gt_u(digits, i8x16.splat(9)));
}

/**
 * Whether the cell has the form of a template and is a time of the calendar. A template has 32 characters, of a time
 * of zeros, then for each how much larger that of a cell may be, then its length and the offsets of year, month, day,
 * hour, minute and second.
 */
function isTime(template: usize, cell: usize, end: usize): bool {
  if (end - cell != <usize>load<u8>(template, 64)) return false;
  if (!i8x16.all_true(matches(template, cell)) || !i8x16.all_true(matches(template + 16, cell + 16))) return false;
  if (part(template, 4, cell, 0) > 23 || part(template, 5, cell, 0) > 59 || part(template, 6, cell, 0) > 59) return false;
  const year = part(template, 1, cell, 20) * 100 + part(template, 1, cell + 2, 0);
  const month = part(template, 2, cell, 1);
  const day = part(template, 3, cell, 1);
  if (year == 0 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  const days: u32 = month == 2 ? 28 + <u32>isLeap : 30 + ((month + (month >> 3)) & 1);
  return day <= days;
}

@inline
function matches(template: usize, cell: usize): v128 {
  return i8x16.le_u(i8x16.sub(v128.load(cell), v128.load(template)), v128.load(template, 32));
}

/** The two digits of a part of a time. */
@inline
function part(template: usize, position: usize, cell: usize, otherwise: u32): u32 {
  const offset = load<u8>(template + position, 64);
  if (offset == ABSENT) return otherwise;
  const at = cell + <usize>offset;
  return <u32>(load<u8>(at) - ZERO) * 10 + <u32>(load<u8>(at, 1) - ZERO);
}

/** The number of records that `plainRecords` has found. */
export let recordCount: u32 = 0;
/** Whether it has stopped at a record that is not plain, and not at the end of the bytes. */
export let isStopped: bool = false;

/**
 * The address behind the plain records from an address on: without quote, NUL byte and carriage return inside the line,
 * with a line feed at the end and `width` cells. Up to 64 bytes behind `end` are loaded.
 */
export function plainRecords(from: usize, end: usize, delimiter: u8, width: u32): usize {
  const delimiters = i8x16.splat(delimiter);
  let record = from;
  let cells: u32 = 1;
  recordCount = 0;
  isStopped = false;
  for (let block = from; block < end; block += 64) {
    let found = marks(block, delimiters) |
      (marks(block + 16, delimiters) << 16) |
      (marks(block + 32, delimiters) << 32) |
      (marks(block + 48, delimiters) << 48);
    let between =
      separators(block, delimiters) |
      (separators(block + 16, delimiters) << 16) |
      (separators(block + 32, delimiters) << 32) |
      (separators(block + 48, delimiters) << 48);
    for (found &= ~between; found != 0; found &= found - 1) {
      const at = block + <usize>ctz(found);
      if (at >= end) return record;
      const byte = load<u8>(at);
      if (byte == CARRIAGE_RETURN && at + 1 == end) return record;
      if (byte == CARRIAGE_RETURN && load<u8>(at + 1) == LINE_FEED) continue;
      const before = between & ((<u64>1 << <u64>ctz(found)) - 1);
      cells += <u32>popcnt(before);
      between ^= before;
      if (byte != LINE_FEED || cells != width) {
        isStopped = true;
        return record;
      }
      recordCount++;
      record = at + 1;
      cells = 1;
    }
    cells += <u32>popcnt(between);
  }
  return record;
}

@inline
function separators(block: usize, delimiters: v128): u64 {
  return <u64>i8x16.bitmask(i8x16.eq(v128.load(block), delimiters));
}
