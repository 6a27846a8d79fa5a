/** The style that pages of notebooks need besides the style of every page. */
export const notebookStyle: string = `
.cell{margin:0 0 1.25rem;min-width:0;scroll-margin-top:1rem}
.cell>:last-child{margin-bottom:0}
.code{position:relative;margin:0 0 .6rem}
.code>summary,.code>.label{font-size:.8rem;color:var(--muted);margin:0;font-variant-numeric:tabular-nums}
.code pre{margin:.3rem 0 0}
.copy{position:absolute;right:.4rem;top:2.05rem;font:inherit;font-size:.75rem;color:var(--muted);background:var(--page);border:1px solid var(--line);border-radius:5px;padding:.1rem .5rem;cursor:pointer;opacity:0}
.code:hover .copy,.copy:focus-visible{opacity:1}
@media (hover:none){.copy{opacity:1}}
.outputs>*{margin-bottom:.75rem}
pre.text{background:none;border:0;border-left:2px solid var(--line);border-radius:0;padding:.1rem 0 .1rem .9rem;white-space:pre;overflow-x:auto}
pre.stderr{border-left-color:var(--warning)}
.bad pre.error{border:0;padding:.2rem 0;margin:.3rem 0 0}
.callout:has(pre){max-width:none}
.html table{margin:0}
.picture img{display:block;background:#fff;border-radius:4px}
.facts{margin:0;display:grid;gap:.2rem}
.facts div{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:.75rem}
.facts dt{color:var(--muted)}.facts dd{margin:0;color:var(--text);overflow-wrap:anywhere}
@media (max-width:40rem){.facts div{grid-template-columns:5.5rem minmax(0,1fr)}}
.hljs-keyword,.hljs-literal,.hljs-meta .hljs-keyword,.hljs-selector-tag{color:var(--keyword)}
.hljs-string,.hljs-regexp,.hljs-attr+.hljs-string,.hljs-template-variable{color:var(--string)}
.hljs-number,.hljs-built_in,.hljs-type,.hljs-symbol{color:var(--number)}
.hljs-comment,.hljs-quote,.hljs-meta{color:var(--comment)}
.hljs-title,.hljs-attr,.hljs-attribute,.hljs-section,.hljs-name{color:var(--title)}
.hljs-subst{color:var(--text)}
.hljs-emphasis,.ansi-italic{font-style:italic}.hljs-strong,.ansi-bold{font-weight:650}
.ansi-red{color:var(--bad)}.ansi-green{color:var(--good)}.ansi-yellow{color:var(--warning)}.ansi-blue,.ansi-cyan{color:var(--note)}.ansi-magenta{color:var(--keyword)}.ansi-black,.ansi-white{color:var(--text)}
.ansi-faint{color:var(--muted)}.ansi-underline{text-decoration:underline}
@media print{pre.text{white-space:pre-wrap}.code,.code>summary,.code>.label{break-after:avoid}.code pre,.facts{break-inside:avoid}details.code:not([open]){display:none}}
`.trim();
