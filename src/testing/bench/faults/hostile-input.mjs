/** Cells that leave values behind which cannot be printed, serialised or read. */
export const hostileCells = [
  "let list: any = null; for (let i = 0; i < 3000; i++) list = { next: list, i }; 1",
  "const loop: any = {}; loop.self = loop; loop",
  "let deep: any = []; for (let i = 0; i < 100_000; i++) deep = [deep]; 1",
  "const e1 = new Error('boom'); Object.defineProperty(e1, 'stack', { get() { throw new Error('no') } }); throw e1",
  "const e2 = new Error('boom'); Object.defineProperty(e2, 'message', { get() { throw e2 } }); throw e2",
  "throw new Proxy({}, { get() { throw new Error('trap') }, getPrototypeOf() { throw new Error('trap') } })",
  "throw new Proxy(() => {}, { get: () => { while (false); throw null } })",
  "throw null",
  "throw Object.create(null)",
  "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no text') } })",
  "new Proxy({}, { ownKeys() { throw new Error('no keys') }, get() { throw 1 } })",
  "const trapped: any = new Proxy({}, { get(_, key) { throw new Error(String(key)) } }); 1",
  `const nested = ${"(".repeat(5_000)}1${")".repeat(5_000)};`,
  "Promise.reject(new Proxy({}, { get() { throw 1 } })); 1",
  "setTimeout(() => { throw new Error('later') }, 1); await new Promise((done) => setTimeout(done, 30)); 1",
  "(globalThis as any).setImmediate = () => {}; 1",
  "(Array.prototype as any).toJSON = () => 'array'; 1",
  "(Object.prototype as any).toJSON = () => { throw new Error('no JSON') }; 1",
  "Object.defineProperty(Object.prototype, 'then', { get() { return undefined }, configurable: true }); 1",
  "(Error as any).prepareStackTrace = () => { throw new Error('no stack') }; throw new Error('seen')",
  "console.log('x'.repeat(2_000_000))",
  "for (let i = 0; i < 20_000; i++) console.log(i)",
  "process.stdout.write(Buffer.from([0xff, 0xfe, 0, 0x1b, 0x5b]) as any); 1",
];

/** Cells after which no kernel can go on. */
export const deadlyCells = [
  "(globalThis as any).JSON.stringify = () => { throw new Error('no JSON') }; 1",
  "(globalThis as any).Buffer = undefined; 1",
  "process.exit(3)",
  "process.kill(process.pid, 'SIGKILL')",
  "process.abort()",
  "for (;;);",
  "await new Promise(() => {})",
];

const call = "window.hacked=1";

/** Text that would run a script, send a request or break a page if it were inserted anywhere without care. */
export const hostileText = [
  `<img src=x onerror="${call}">`,
  `"><script>${call}</script>`,
  `</script><script>${call}</script>`,
  `[a](javascript:${call}) ![b](http://127.0.0.1:9/pixel.png)`,
  `<svg xmlns="http://www.w3.org/2000/svg" onload="${call}"><image href="http://127.0.0.1:9/a.png"/><foreignObject><body onload="${call}"/></foreignObject></svg>`,
  `<a href="javascript:${call}">click</a><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>`,
  `</textarea></title></style></noscript><svg/onload=${call}>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=1 onerror=${call}>">`,
  `<style>@import "http://127.0.0.1:9/a.css"; *{background:url(http://127.0.0.1:9/b.png)}</style><p style="background:url(http://127.0.0.1:9/c)">x</p>`,
  `<base href="http://127.0.0.1:9/"><link rel=stylesheet href=//127.0.0.1:9/x.css><meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">`,
  `<object data="http://127.0.0.1:9/a"></object><embed src="http://127.0.0.1:9/b"><form action="http://127.0.0.1:9/"><button>x</button></form>`,
  `$\\href{javascript:${call}}{x}$ $$\\includegraphics{http://127.0.0.1:9/a.png}$$ $\\htmlData{a=1" onclick="${call}}{y}$`,
  `{{constructor.constructor('${call}')()}} \${${call}} <%= ${call} %>`,
  `<details open ontoggle="${call}"><summary>s</summary></details><video poster="http://127.0.0.1:9/p.png" src="http://127.0.0.1:9/v.mp4" autoplay></video>`,
  `<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9IndpbmRvdy5oYWNrZWQ9MSI+" onload="${call}"> <img srcset="http://127.0.0.1:9/s.png 2x">`,
  `<div id="content" name="contents" class="cell code-cell" data-figure="x">posing</div><input autofocus onfocus="${call}">`,
  `\u001b]8;;javascript:${call}\u0007link\u001b]8;;\u0007 \u001b[31m<b onmouseover="${call}">red`,
  `__proto__`,
  `constructor`,
  `<xss style="animation-name:x" onanimationstart="${call}"></xss><style>@keyframes x{}</style>`,
];
