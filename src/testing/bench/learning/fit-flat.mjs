// Our side of the bench of memory, in a process of its own as the peers': fits a model to the flat files of a folder and prints its peak
// of memory as one line of JSON. As there, rows are read in float32 and converted.
import { readFileSync } from "node:fs";
import { gradientBoosting, logistic } from "cuaderno";
import { randomForest } from "cuaderno/models";

const [folder, part, width, kind, settings] = process.argv.slice(2);
const models = { gradientBoosting, logistic, randomForest };
const array = (suffix, Type) => {
  const { buffer, byteOffset, byteLength } = readFileSync(`${folder}/${part}.${suffix}`);
  return new Type(buffer, byteOffset, byteLength / Type.BYTES_PER_ELEMENT);
};
const target = array("y", Float64Array);
const { threads, ...options } = JSON.parse(settings);
models[kind](options).fit(toMatrix(array("x", Float32Array), Number(width)), target, { threads });
console.log(JSON.stringify({ peakMegabytes: process.resourceUsage().maxRSS / 1000 }));

function toMatrix(flat, count) {
  const rowCount = target.length;
  const columns = Array.from({ length: count }, (_, column) =>
    Float64Array.from({ length: rowCount }, (_, row) => flat[row * count + column]),
  );
  return { rowCount, names: columns.map((_, column) => `x${column}`), columns };
}
