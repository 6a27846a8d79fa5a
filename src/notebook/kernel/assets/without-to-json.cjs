// Messages of the kernel are JSON whatever a cell does to built-in prototypes: loaded by tslab-preload.cjs.
"use strict";

const { defineProperty, getOwnPropertyDescriptor } = Object;
const prototypes = [Object, Array, String, Number, Boolean, Function].map(({ prototype }) => prototype);

/** The result of `work`, which runs without the `toJSON` that a cell may have added to built-in prototypes. */
function withoutToJson(work) {
  const removed = [];
  for (const prototype of prototypes) {
    const descriptor = getOwnPropertyDescriptor(prototype, "toJSON");
    if (descriptor?.configurable && delete prototype.toJSON) removed.push([prototype, descriptor]);
  }
  try {
    return work();
  } finally {
    for (const [prototype, descriptor] of removed) defineProperty(prototype, "toJSON", descriptor);
  }
}

module.exports = { withoutToJson };
