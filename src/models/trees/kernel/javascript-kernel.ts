import { chanceOf, leastHessian } from "./chance-of.js";
import { scanColumn } from "./scan-column.js";
import { scanColumns } from "./scan-columns.js";
import type { TreeKernel } from "./tree-kernel.js";

/** The loops in JavaScript, for places without WebAssembly SIMD. */
export const javascriptKernel: TreeKernel = {
  name: "javascript",
  place: (arrays) => arrays,
  fillHistogram(histogram, rowCodes, bundleCount, rows, start, end, pairs) {
    histogram.fill(0);
    for (let place = start; place < end; place++) {
      const row = rows[place];
      const gradient = pairs[2 * row];
      const hessian = pairs[2 * row + 1];
      const last = (row + 1) * bundleCount;
      for (let cell = row * bundleCount; cell < last; cell++) {
        const entry = rowCodes[cell] << 1;
        histogram[entry] = histogram[entry] + gradient;
        histogram[entry + 1] = histogram[entry + 1] + hessian;
      }
    }
  },
  subtractHistogram(whole, part) {
    for (let entry = 0; entry < whole.length; entry++) {
      whole[entry] = whole[entry] - part[entry];
    }
  },
  findSplit(plan, histogram, room, limits, best) {
    return scanColumns(plan, histogram, room, best, (_, cutCount, mayMiss, least) =>
      scanColumn(room.bins, cutCount, mayMiss, limits, least, room.found),
    );
  },
  partitionRows(rows, start, end, columnBins, columnStart, goesLeft, spareRows) {
    let left = start;
    let right = 0;
    for (let place = start; place < end; place++) {
      const row = rows[place];
      // Both are written and one is kept: a branch here would be guessed wrong for every other row.
      rows[left] = row;
      spareRows[right] = row;
      const isLeft = goesLeft[columnBins[columnStart + row]];
      left += isLeft;
      right += 1 - isLeft;
    }
    for (let place = 0; place < right; place++) rows[left + place] = spareRows[place];
    return left;
  },
  addToRows(answers, at, rows, start, end, value) {
    for (let place = start; place < end; place++) {
      const answer = at + rows[place];
      answers[answer] = answers[answer] + value;
    }
  },
  addToSides(answers, at, rows, start, end, columnBins, columnStart, goesLeft, leftValue, rightValue) {
    for (let place = start; place < end; place++) {
      const row = rows[place];
      const isLeft = goesLeft[columnBins[columnStart + row]] === 1;
      answers[at + row] = answers[at + row] + (isLeft ? leftValue : rightValue);
    }
  },
  squaredErrorGradients(pairs, answers, aims) {
    for (let row = 0; row < aims.length; row++) {
      pairs[2 * row] = answers[row] - aims[row];
    }
  },
  logisticGradients(pairs, answers, aims, offset) {
    for (let row = 0; row < aims.length; row++) {
      const chance = chanceOf(offset + answers[row]);
      pairs[2 * row] = chance - aims[row];
      pairs[2 * row + 1] = Math.max(chance * (1 - chance), leastHessian);
    }
  },
  sumPairs(sums, pairs, rows, count) {
    let gradient = 0;
    let hessian = 0;
    let squares = 0;
    for (let place = 0; place < count; place++) {
      const row = rows[place];
      const own = pairs[2 * row];
      gradient += own;
      hessian += pairs[2 * row + 1];
      squares += own * own;
    }
    sums[0] = gradient;
    sums[1] = hessian;
    sums[2] = squares;
  },
};
