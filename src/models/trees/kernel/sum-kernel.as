// The hot loop of tree prediction, in AssemblyScript: compile.mjs compiles it to sum-bytes.ts. It is apart from the loops of training so that a
// page that only predicts does not carry those. Every sum is taken in the order of sum-trees.ts, so that both give the same bits.

/**
 * Adds a tree's value for each row of `cells` (row after row) to `totals`, four rows at a time. A node is 16 bytes:
 * threshold (f32) or the offset of its categories (i32), offset of its column's cell in bytes with the default side in
 * the lowest bit and a mark of categories in the next (i32), right child and left child (i32, byte offsets into
 * `nodes`). A leaf points to itself; its value is in `values`. Where no value is missing and no node has categories,
 * `depth` short steps always end in a leaf; a depth of 0 stands for steps until all four rows stay where they are.
 */
export function addTreeValues(
  nodes: usize, values: usize, depth: i32, cells: usize, width: usize, totals: usize, count: i32, sets: usize,
): void {
  for (let row = 0; row < count; row += 4, cells += width << 2, totals += 16) {
    let a: usize = 0;
    let b: usize = 0;
    let c: usize = 0;
    let d: usize = 0;
    for (let level = 0; level < depth; level++) {
      a = shortStep(nodes + a, cells);
      b = shortStep(nodes + b, cells + width);
      c = shortStep(nodes + c, cells + (width << 1));
      d = shortStep(nodes + d, cells + width * 3);
    }
    let moved: usize = 1 - <usize>min(depth, 1);
    while (moved) {
      const nextA = step(nodes + a, cells, sets);
      const nextB = step(nodes + b, cells + width, sets);
      const nextC = step(nodes + c, cells + (width << 1), sets);
      const nextD = step(nodes + d, cells + width * 3, sets);
      moved = (nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d);
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
    }
    addFour(totals, values, a, b, c, d);
  }
}

@inline
function addFour(totals: usize, values: usize, a: usize, b: usize, c: usize, d: usize): void {
  store<f32>(totals, load<f32>(totals) + load<f32>(values + (a >> 2)));
  store<f32>(totals, load<f32>(totals, 4) + load<f32>(values + (b >> 2)), 4);
  store<f32>(totals, load<f32>(totals, 8) + load<f32>(values + (c >> 2)), 8);
  store<f32>(totals, load<f32>(totals, 12) + load<f32>(values + (d >> 2)), 12);
}

@inline
function shortStep(node: usize, cells: usize): usize {
  const isLeft = <usize>(load<f32>(cells + <usize>(load<u32>(node, 4) & ~3)) < load<f32>(node));
  return <usize>load<u32>(node + (isLeft << 2), 8);
}

/**
 * A set is its size (u32), a 1 for each code that goes right, and a 0 for all other codes. Nodes without categories look
 * into the empty set at offset 0, so that no step depends on a guessed branch.
 */
@inline
function step(node: usize, cells: usize, sets: usize): usize {
  const pointer = load<u32>(node, 4);
  const hasSet = pointer & 2;
  const value = load<f32>(cells + <usize>(pointer & ~3));
  const isMissing = value != value;
  const set = sets + <usize>select<u32>(load<u32>(node), 0, hasSet);
  const code = <i32>value;
  const isRight = <u32>load<u8>(set + <usize>min<u32>(<u32>code, load<u32>(set)), 4);
  const isLeft = select<u32>(isRight ^ 1, <u32>(value < load<f32>(node)), hasSet);
  return <usize>load<u32>(node + (<usize>(select<u32>(pointer, isLeft, isMissing) & 1) << 2), 8);
}
