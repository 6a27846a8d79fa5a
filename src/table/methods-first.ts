type ProxyConstructorLike = typeof Proxy;
type FrameMaker = (inner: unknown) => object;

/**
 * Makes frames of the engine find their methods before columns of the same name. The engine's own proxy looks for a
 * column first, so that a frame with a column "height", "row" or "select" has no such property or method any more, and
 * most functions of the engine and of this library fail on it. `getColumn("height")` is the column.
 *
 * @param engine The engine's module `bin/dataframe.js`, whose maker of frames is replaced.
 */
export function findMethodsFirst(engine: { _DataFrame: FrameMaker }): void {
  const make = engine._DataFrame;
  engine._DataFrame = (inner) => {
    const usual = globalThis.Proxy;
    // The object behind the proxy is reachable only while it is made, which runs nothing else.
    globalThis.Proxy = methodsFirst(usual);
    try {
      return make(inner);
    } finally {
      globalThis.Proxy = usual;
    }
  };
}

function methodsFirst(usual: ProxyConstructorLike): ProxyConstructorLike {
  const construct = <Target extends object>(target: Target, handler: ProxyHandler<Target>): Target =>
    new usual(target, {
      ...handler,
      get: (object, name, receiver) =>
        typeof name === "string" && name in object
          ? Reflect.get(object, name, receiver)
          : handler.get?.(object, name, receiver),
    });
  // A function called with `new` that returns an object gives that object.
  return function (this: unknown, target: object, handler: ProxyHandler<object>) {
    return construct(target, handler);
  } as unknown as ProxyConstructorLike;
}
