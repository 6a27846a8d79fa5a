// The hot loop of tree prediction, in AssemblyScript: compile.mjs compiles it to sum-bytes.ts. It is apart from the loops of training so that a
// page that only predicts does not carry those. Every sum is taken in the order of sum-trees.ts, so that both give the same bits.

/**
 * Adds a tree's value for each row of `cells` (row after row) to `totals`. A node is 16 bytes: threshold (f32), offset
 * of its column's cell in bytes with the default side in the lowest bit (i32), right child and left child (i32, byte
 * offsets into `nodes`). A leaf points to itself, so `depth` steps always end in a leaf; its value is in `values`.
 * Where no value is missing, the default sides are left out of the nodes and the steps are shorter.
 */
export function addTreeValues(
  nodes: usize, values: usize, depth: i32, cells: usize, width: usize, totals: usize, count: i32, mayMiss: bool,
): void {
  let row = 0;
  if (!mayMiss) {
    for (; row + 4 <= count; row += 4, cells += width << 2, totals += 16) {
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
      addFour(totals, values, a, b, c, d);
    }
  }
  for (; row + 4 <= count; row += 4, cells += width << 2, totals += 16) {
    let a: usize = 0;
    let b: usize = 0;
    let c: usize = 0;
    let d: usize = 0;
    for (let level = 0; level < depth; level++) {
      a = step(nodes + a, cells);
      b = step(nodes + b, cells + width);
      c = step(nodes + c, cells + (width << 1));
      d = step(nodes + d, cells + width * 3);
    }
    addFour(totals, values, a, b, c, d);
  }
  for (; row < count; row++, cells += width, totals += 4) {
    let node: usize = 0;
    for (let level = 0; level < depth; level++) node = step(nodes + node, cells);
    store<f32>(totals, load<f32>(totals) + load<f32>(values + (node >> 2)));
  }
}

// @ts-ignore: decorator
@inline
function addFour(totals: usize, values: usize, a: usize, b: usize, c: usize, d: usize): void {
  store<f32>(totals, load<f32>(totals) + load<f32>(values + (a >> 2)));
  store<f32>(totals, load<f32>(totals, 4) + load<f32>(values + (b >> 2)), 4);
  store<f32>(totals, load<f32>(totals, 8) + load<f32>(values + (c >> 2)), 8);
  store<f32>(totals, load<f32>(totals, 12) + load<f32>(values + (d >> 2)), 12);
}

// @ts-ignore: decorator
@inline
function step(node: usize, cells: usize): usize {
  const pointer = load<u32>(node, 4);
  const value = load<f32>(cells + <usize>(pointer & ~1));
  const isLeft = <u32>(value < load<f32>(node)) | (<u32>(value != value) & pointer);
  return <usize>load<u32>(node + (<usize>(isLeft & 1) << 2), 8);
}

// @ts-ignore: decorator
@inline
function shortStep(node: usize, cells: usize): usize {
  const isLeft = <usize>(load<f32>(cells + <usize>load<u32>(node, 4)) < load<f32>(node));
  return <usize>load<u32>(node + (isLeft << 2), 8);
}
