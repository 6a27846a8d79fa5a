/**
 * Style of the drawings in a drift report; they take colours from the page, light and dark. Five levels of drift run
 * from pale blue over grey to dark orange, apart in brightness too.
 */
export const driftReportStyle: string = `<style>
.drift-plot{display:block;width:100%;height:auto;font:12px system-ui,sans-serif;fill:var(--text,#222)}
.drift-plot .quiet{fill:var(--muted,#666)}
.drift-plot .axis{stroke:var(--line,#ccc);fill:none}
.drift-plot .limit{stroke:var(--muted,#666);stroke-dasharray:4 3;fill:none}
.drift-cells rect{y:1px;width:var(--cell);height:22px}.drift-cells circle{cy:12px;r:var(--mark);fill:light-dark(#3a1a02,#fff)}
.drift-0{fill:light-dark(#dfeaf3,#22303c)}.drift-1{fill:light-dark(#b5cfe3,#35536c)}.drift-2{fill:light-dark(#f4c690,#8a5a1e)}.drift-3{fill:light-dark(#e08a34,#c47a26)}.drift-4{fill:light-dark(#a8480a,#f5ad62)}
.drift-none{fill:none;stroke:var(--line,#ccc)}
.drift-mark{fill:light-dark(#3a1a02,#fff)}.drift-4~circle{fill:light-dark(#fff,#3a1a02)}
.drift-reference{fill:light-dark(#8a94a0,#8d98a5)}.drift-current{fill:light-dark(#d9730d,#ef9a4a)}
.drift-line-0{stroke:light-dark(#2b7bba,#5da7de);fill:none;stroke-width:2}.drift-line-1{stroke:light-dark(#d9730d,#ef9a4a);fill:none;stroke-width:2}
.drift-point-0{fill:light-dark(#2b7bba,#5da7de)}.drift-point-1{fill:light-dark(#d9730d,#ef9a4a)}
.drift-key{display:flex;flex-wrap:wrap;gap:.3rem 1rem;font-size:.85rem;color:var(--muted,#666);margin:.2rem 0 .6rem}
.drift-key svg{vertical-align:-2px;margin-right:.35rem}
.drift-pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:.5rem 2rem}
.drift-pair figure{margin:.5rem 0 1rem}
.drift-yes{color:light-dark(#a8480a,#f5ad62);font-weight:600;white-space:nowrap}
</style>`;
