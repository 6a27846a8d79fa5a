/** Chunks that one side pushes and the other reads, one at a time. */
export interface PushedChunks {
  readonly values: AsyncIterable<Uint8Array>;
  /** Resolves when the chunk is taken. */
  push(chunk: Uint8Array): Promise<void>;
  end(): void;
  /** The reader gets the error instead of an end. */
  fail(error: Error): void;
}

interface Item {
  readonly chunk?: Uint8Array | undefined;
  readonly error?: Error | undefined;
  taken(): void;
}

/** A queue of chunks whose writer waits for its reader, so that no more than one chunk is in memory. */
export function pushedChunks(): PushedChunks {
  const items: Item[] = [];
  let wake: (() => void) | undefined;
  const add = (item: Item): void => {
    items.push(item);
    wake?.();
  };
  async function* read(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const item = items.shift();
      if (item === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      item.taken();
      if (item.error !== undefined) throw item.error;
      if (item.chunk === undefined) return;
      if (item.chunk.length > 0) yield item.chunk;
    }
  }
  return {
    values: read(),
    push: (chunk) => new Promise((taken) => add({ chunk, taken })),
    end: () => add({ taken: () => undefined }),
    fail: (error) => add({ error, taken: () => undefined }),
  };
}
