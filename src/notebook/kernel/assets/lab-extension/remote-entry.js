// A prebuilt JupyterLab extension, by hand: draws `application/vnd.plotly.v1+json` with the plotly that lies beside this file, which is
// loaded with the first figure. No network.
(() => {
  const name = "cuaderno-plotly";
  const mime = "application/vnd.plotly.v1+json";
  const here = new URL(".", document.currentScript.src);
  let shared;
  let plotly;

  function loadPlotly() {
    plotly ??= new Promise((resolve, reject) => {
      if (window.Plotly) return resolve(window.Plotly);
      const script = document.createElement("script");
      script.src = new URL("plotly.min.js", here).href;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error(`cannot load ${script.src}; run "cuaderno kernel install" again`));
      document.head.append(script);
    });
    return plotly;
  }

  function textColor() {
    return getComputedStyle(document.body).getPropertyValue("--jp-content-font-color1").trim() || "#444";
  }

  /** Colours of the page under a figure that has no background of its own; a figure with one stays as it was made. */
  function themed(layout) {
    const transparent =
      layout.paper_bgcolor === undefined || /^rgba\(.*,\s*0\)$|^transparent$/.test(layout.paper_bgcolor);
    if (!transparent || layout.template !== undefined) return layout;
    const font = getComputedStyle(document.body).getPropertyValue("--jp-ui-font-family").trim();
    const axis = { gridcolor: "rgba(128,134,142,0.24)", zerolinecolor: "rgba(128,134,142,0.4)" };
    return {
      ...layout,
      template: { layout: { plot_bgcolor: "rgba(0,0,0,0)", xaxis: axis, yaxis: axis, colorway: layout.colorway } },
      paper_bgcolor: "rgba(0,0,0,0)",
      font: { ...(font === "" ? {} : { family: font }), ...layout.font, color: textColor() },
    };
  }

  function makePlugin(Widget) {
    class Figure extends Widget {
      constructor() {
        super();
        this.addClass("cuaderno-plotly");
        this.node.style.overflowX = "auto";
        this.plot = document.createElement("div");
        this.node.append(this.plot);
        this.sizes = new ResizeObserver(() => this.draw());
        // The style sheets of a theme may come a little after its name.
        this.themes = new MutationObserver(() => {
          for (const delayMs of [0, 200, 1000]) setTimeout(() => this.draw(this.drawnColor !== textColor()), delayMs);
        });
        this.drawing = Promise.resolve();
      }

      renderModel(model) {
        this.figure = model.data[mime];
        this.drawnWidth = undefined;
        this.sizes.observe(this.node);
        this.themes.observe(document.body, { attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"] });
        return this.draw();
      }

      /** Draws when there is room and something has changed; one drawing after the other. */
      draw(again = false) {
        this.drawing = this.drawing.then(async () => {
          const width = this.node.clientWidth;
          if (this.isDisposed || width === 0 || (!again && width === this.drawnWidth)) return;
          this.drawnWidth = width;
          this.drawnColor = textColor();
          try {
            const { data = [], layout = {}, config = {}, frames } = structuredClone(this.figure);
            const library = await loadPlotly();
            if (this.isDisposed) return;
            const title = typeof layout.title === "string" ? layout.title : layout.title?.text;
            this.plot.setAttribute("role", "img");
            this.plot.setAttribute("aria-label", layout.meta?.title ?? title ?? "Figure");
            const sized = { ...themed(layout), width: layout.width ?? width };
            await library.react(this.plot, data, sized, { displaylogo: false, ...config, responsive: false });
            if (Array.isArray(frames)) await library.addFrames(this.plot, frames);
          } catch (failure) {
            this.plot.textContent = `This figure cannot be drawn: ${failure.message}`;
          }
        });
        return this.drawing;
      }

      dispose() {
        if (this.isDisposed) return;
        this.sizes.disconnect();
        this.themes.disconnect();
        window.Plotly?.purge(this.plot);
        super.dispose();
      }
    }

    return {
      id: `${name}:factory`,
      description: "Draws figures of plotly",
      rendererFactory: { safe: true, mimeTypes: [mime], createRenderer: () => new Figure() },
      rank: 0,
      dataType: "json",
    };
  }

  async function importShared(request) {
    const [first] = Object.values(shared[request] ?? {});
    if (first === undefined) throw new Error(`${name}: JupyterLab does not share ${request}`);
    return (await first.get())();
  }

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB[name] = {
    init(scope) {
      shared = scope;
    },
    async get(module) {
      if (module !== "./mimeExtension") throw new Error(`${name} has no module ${module}`);
      const { Widget } = await importShared("@lumino/widgets");
      const plugin = makePlugin(Widget);
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
