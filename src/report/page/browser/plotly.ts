/** Layout of a Plotly figure as far as a page changes it. */
export type Layout = Record<string, unknown> & {
  height?: number | undefined;
  width?: number | undefined;
  showlegend?: boolean | undefined;
  legend?: object | undefined;
  font?: object | undefined;
  modebar?: object | undefined;
  hoverlabel?: { font?: object | undefined } | undefined;
  annotations?: { font?: { color?: string | undefined } | undefined; bgcolor?: string | undefined }[] | undefined;
  shapes?: { line?: { dash?: string | undefined; color?: string | undefined } | undefined }[] | undefined;
};

/** A trace as far as a page reads it. */
export type Trace = Record<string, unknown> & {
  type?: string | undefined;
  showlegend?: boolean | undefined;
  texttemplate?: string | undefined;
  x?: unknown[] | undefined;
  y?: unknown[] | undefined;
};

/** A figure as a page carries it. */
export interface PageFigure {
  readonly data: readonly Trace[];
  readonly layout?: Layout | undefined;
  readonly config?: object | undefined;
}

declare global {
  var Plotly: { react(element: HTMLElement, data: readonly Trace[], layout: Layout, config: object): Promise<unknown> };
}

/** Starts Plotly from the text of an element: its code, or that gzipped and in base64. */
export async function loadPlotly(element: Element): Promise<void> {
  const code = await unpack(element.textContent?.trim() ?? "");
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const script = document.createElement("script");
  await new Promise<void>((done, fail) => {
    script.onload = () => done();
    script.onerror = () => fail(new Error("its code did not start"));
    script.src = address;
    document.head.append(script);
  });
  URL.revokeObjectURL(address);
}

async function unpack(source: string): Promise<string> {
  if (!source.startsWith("H4sI")) return source;
  const packed = Uint8Array.from(atob(source), (character) => character.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
