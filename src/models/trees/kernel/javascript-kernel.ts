import { countWide } from "./row-codes.js";
import { scanColumn } from "./scan-column.js";
import { scanColumns } from "./scan-columns.js";
import { minHessian, sigmoid } from "./sigmoid.js";
import type { TreeKernel } from "./tree-kernel.js";

/** The loops in JavaScript, for engines without WebAssembly SIMD. */
export const javascriptKernel: TreeKernel = {
  name: "javascript",
  allocate: (arrays) => arrays,
  fillHistogram(histogram, { cells, codeOffsets, stride }, rows, start, end, pairs) {
    const bundles = codeOffsets.length - 1;
    const wide = countWide(codeOffsets);
    const words = new Uint16Array(cells.buffer, cells.byteOffset, cells.length >> 1);
    histogram.fill(0);
    for (let position = start; position < end; position++) {
      const row = rows[position];
      const gradient = pairs[2 * row];
      const hessian = pairs[2 * row + 1];
      for (let bundle = 0; bundle < bundles; bundle++) {
        const code =
          bundle < wide
            ? words[((row * stride) >> 1) + bundle]
            : codeOffsets[bundle] + cells[row * stride + wide + bundle];
        const entry = code << 1;
        histogram[entry] = histogram[entry] + gradient;
        histogram[entry + 1] = histogram[entry + 1] + hessian;
      }
    }
  },
  subtractHistogram(parent, child) {
    for (let entry = 0; entry < parent.length; entry++) {
      parent[entry] -= child[entry];
    }
  },
  findSplit(plan, histogram, workspace, limits, best) {
    return scanColumns(plan, histogram, workspace, best, (_, cutCount, mayMiss, minScore) =>
      scanColumn(workspace.bins, cutCount, mayMiss, limits, minScore, workspace.found),
    );
  },
  partitionRows(rows, start, end, { bins, start: first, stride }, goesLeft, spareRows) {
    let left = start;
    let right = 0;
    for (let position = start; position < end; position++) {
      const row = rows[position];
      // Both are written and one is used: the processor would mispredict a branch here for every other row.
      rows[left] = row;
      spareRows[right] = row;
      const isLeft = goesLeft[bins[first + row * stride]];
      left += isLeft;
      right += 1 - isLeft;
    }
    for (let position = 0; position < right; position++) rows[left + position] = spareRows[position];
    return left;
  },
  addToRows(scores, offset, rows, start, end, value) {
    for (let position = start; position < end; position++) {
      const entry = offset + rows[position];
      scores[entry] = scores[entry] + value;
    }
  },
  addToSides(scores, offset, rows, start, end, { bins, start: first, stride }, goesLeft, leftValue, rightValue) {
    for (let position = start; position < end; position++) {
      const row = rows[position];
      const isLeft = goesLeft[bins[first + row * stride]] === 1;
      scores[offset + row] = scores[offset + row] + (isLeft ? leftValue : rightValue);
    }
  },
  squaredErrorGradients(pairs, scores, targets) {
    for (let row = 0; row < targets.length; row++) {
      pairs[2 * row] = scores[row] - targets[row];
    }
  },
  logisticGradients(pairs, scores, targets, offset) {
    for (let row = 0; row < targets.length; row++) {
      const probability = sigmoid(offset + scores[row]);
      pairs[2 * row] = probability - targets[row];
      pairs[2 * row + 1] = Math.max(probability * (1 - probability), minHessian);
    }
  },
  sumPairs(sums, pairs, rows, count) {
    let gradient = 0;
    let hessian = 0;
    let squares = 0;
    for (let position = 0; position < count; position++) {
      const row = rows[position];
      const value = pairs[2 * row];
      gradient += value;
      hessian += pairs[2 * row + 1];
      squares += value * value;
    }
    sums[0] = gradient;
    sums[1] = hessian;
    sums[2] = squares;
  },
};
