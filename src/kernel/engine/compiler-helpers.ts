/** Functions that compiled code calls: those of decorators and of `using`. */
export const compilerHelpers: {
  decorate(decorators: readonly Decorator[], target: object, key?: PropertyKey, descriptor?: unknown): unknown;
  decorateParam(index: number, decorator: Decorator): Decorator;
  decorateMetadata(key: string, value: unknown): Decorator;
  usingCtx(): UsedResources;
} = {
  decorate(decorators, target, key, descriptor) {
    if (key === undefined) return decorators.reduceRight((result, decorator) => decorator(result) ?? result, target);
    const own = descriptor === null ? Object.getOwnPropertyDescriptor(target, key) : descriptor;
    const result = decorators.reduceRight((found, decorator) => decorator(target, key, found) ?? found, own);
    if (result !== undefined && result !== null) Object.defineProperty(target, key, result);
    return result;
  },
  decorateParam: (index, decorator) => (target, key) => decorator(target, key, index),
  decorateMetadata: () => () => undefined,
  usingCtx: usingContext,
};

// biome-ignore lint/suspicious/noExplicitAny: a decorator takes and returns whatever it decorates
type Decorator = (target: any, key?: any, descriptor?: any) => any;

interface Resource {
  readonly dispose: () => unknown;
  readonly awaited: boolean;
}

/** Resources that a block has declared with `using`; the names are those that compiled code uses. */
export interface UsedResources {
  /** The error that ended the block. */
  e: unknown;
  u(value: unknown): unknown;
  a(value: unknown): unknown;
  /** Releases them in reverse order. */
  d(): unknown;
}

function usingContext(): UsedResources {
  const none = {};
  const resources: Resource[] = [];
  const add = (value: unknown, awaited: boolean): unknown => {
    if (value === null || value === undefined) {
      if (awaited) resources.push({ dispose: () => undefined, awaited });
      return value;
    }
    const symbols = awaited ? [Symbol.asyncDispose, Symbol.dispose] : [Symbol.dispose];
    const dispose = symbols
      .map((symbol) => (value as Record<symbol, unknown>)[symbol])
      .find((method) => method !== undefined);
    if (typeof dispose !== "function")
      throw new TypeError("using: the value has no method Symbol.dispose; add one or use const");
    resources.push({ dispose: () => dispose.call(value) as unknown, awaited });
    return value;
  };
  const context = {
    e: none as unknown,
    u: (value: unknown) => add(value, false),
    a: (value: unknown) => add(value, true),
    d(): unknown {
      let failure = context.e;
      const fail = (error: unknown): void => {
        failure = failure === none ? error : suppressed(error, failure);
      };
      const next = (): unknown => {
        for (let last = resources.pop(); last !== undefined; last = resources.pop()) {
          try {
            const result = last.dispose();
            if (last.awaited) return Promise.resolve(result).catch(fail).then(next);
          } catch (error) {
            fail(error);
          }
        }
        if (failure !== none) throw failure;
        return undefined;
      };
      return next();
    },
  };
  return context;
}

function suppressed(error: unknown, before: unknown): Error {
  const both = new Error("an error was suppressed while a resource was disposed of");
  return Object.assign(both, { name: "SuppressedError", error, suppressed: before });
}
