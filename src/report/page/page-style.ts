/** The style of every page: light and dark by the reader's system or by the switch, narrow screens, print. No font or picture is fetched. */
export const pageStyle: string = `
:root{color-scheme:light dark;
--page:light-dark(#fff,#15181d);--raised:light-dark(#f6f7f9,#1d2127);--text:light-dark(#1d2329,#e1e5ea);--muted:light-dark(#57606a,#a3acb6);
--line:light-dark(#d9dee4,#333a43);--accent:light-dark(#1a629f,#77b6ea);--focus:light-dark(#0b57d0,#9ecbff);
--note:light-dark(#1a629f,#77b6ea);--warning:light-dark(#8f4e00,#f0a95b);--good:light-dark(#1a6b4a,#6cc79f);--bad:light-dark(#a52834,#f28b93);
--note-back:light-dark(#eef5fb,#17232f);--warning-back:light-dark(#fdf4e7,#2b2218);--good-back:light-dark(#ecf7f1,#16271f);--bad-back:light-dark(#fcefef,#2d1b1e);
--keyword:light-dark(#8b2f8f,#d3a0e0);--string:light-dark(#1a6b4a,#8fd0ae);--number:light-dark(#1a5fa0,#8cc0f0);--comment:light-dark(#5f6872,#949ea9);--title:light-dark(#7a4a00,#e8bd7c)}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
*,::before,::after{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
.skip{position:absolute;left:-999px;top:0;padding:.6rem 1rem;background:var(--page);color:var(--accent);z-index:2}
.skip:focus{left:.5rem;top:.5rem}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:2px}
.frame{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{max-width:76rem;margin:0 auto;padding:2.25rem 1.25rem 1.25rem;display:flex;gap:1.5rem;align-items:flex-start;justify-content:space-between}
h1{font-size:1.9rem;line-height:1.25;margin:0;font-weight:650;letter-spacing:-.01em}
.subtitle{color:var(--muted);max-width:46rem;margin:.5rem 0 0}
.subtitle p{margin:.3rem 0}
.theme{flex:none;font:inherit;font-size:.85rem;color:var(--muted);background:none;border:1px solid var(--line);border-radius:6px;padding:.3rem .7rem;cursor:pointer;white-space:nowrap}
.theme:hover{color:var(--text);border-color:var(--muted)}
.contents{font-size:.9rem;margin:0 0 1.5rem}
.contents summary{cursor:pointer;color:var(--muted);padding:.25rem 0}
.contents ol{list-style:none;margin:.25rem 0 0;padding:0}
.contents a{display:block;padding:.22rem .75rem;color:var(--muted);text-decoration:none;border-left:2px solid var(--line);line-height:1.4;overflow-wrap:anywhere}
.contents a:hover,.contents a[aria-current]{color:var(--text);border-left-color:var(--accent)}
.contents .deeper a{padding-left:1.6rem}
@media (min-width:68rem){.frame.with-contents{display:grid;grid-template-columns:14rem minmax(0,1fr);gap:3rem}
.contents{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow-y:auto}}
main{min-width:0;max-width:56rem}
body.plain .frame,body.plain header{max-width:58.5rem}
section{margin:0 0 2.75rem}
h2,h3,h4,h5,h6{line-height:1.3;font-weight:620;margin:2rem 0 .6rem;scroll-margin-top:1rem}
h2{font-size:1.4rem}h3{font-size:1.15rem}h4{font-size:1.02rem}h5,h6{font-size:.95rem;color:var(--muted)}
section>h2:first-child{margin-top:0;padding-top:.25rem}
p,ul,ol,blockquote,pre,table{margin:0 0 1rem}
main>p,main li,section>p,section>ul,.cell>p,.cell>blockquote{max-width:46rem}
a{color:var(--accent);text-underline-offset:.15em}
code,pre,kbd,samp{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em}
:not(pre)>code{background:var(--raised);border-radius:4px;padding:.12em .35em;overflow-wrap:anywhere}
pre{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.75rem .9rem;overflow-x:auto;line-height:1.5;font-size:.84rem}
pre code{font-size:inherit}
blockquote{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1rem;color:var(--muted)}
hr{border:0;border-top:1px solid var(--line);margin:2rem 0}
img,svg{max-width:100%}img{height:auto}
.scroll{overflow-x:auto;margin:0 0 1.25rem}
.scroll>table{margin:0}
.scroll>p{margin:.4rem 0 0;color:var(--muted);font-size:.85rem}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;line-height:1.4}
caption{caption-side:top;text-align:left;color:var(--muted);font-size:.88rem;padding:0 0 .45rem}
th,td{padding:.36rem .85rem;text-align:left;border:0;vertical-align:top}
th:first-child,td:first-child{padding-left:.3rem}
thead th{border-bottom:1.5px solid var(--muted);font-weight:600;vertical-align:bottom}
th small{font-weight:400;color:var(--muted);white-space:nowrap}
tbody tr+tr>*{border-top:1px solid var(--line)}
tbody th{font-weight:500}
figure{margin:1.25rem 0 1.75rem}
.figure-title{font-weight:620;margin:0 0 .35rem;line-height:1.35}
figcaption{color:var(--muted);font-size:.86rem;margin:.35rem 0 0}
figcaption p{margin:0}
.plot{color:var(--text);border:0 solid var(--line);outline-color:var(--muted);width:100%;min-width:0}
.callout{border:1px solid var(--line);border-left:4px solid var(--tone);background:var(--back);border-radius:6px;padding:.7rem 1rem;margin:0 0 1.25rem;max-width:46rem}
.callout p{margin:.25rem 0}.callout>:last-child{margin-bottom:0}
.callout strong.tone{color:var(--tone)}
.note{--tone:var(--note);--back:var(--note-back)}.warning{--tone:var(--warning);--back:var(--warning-back)}.good{--tone:var(--good);--back:var(--good-back)}.bad{--tone:var(--bad);--back:var(--bad-back)}
.label{color:var(--muted);font-size:.82rem;margin:0 0 .25rem}
.pages{list-style:none;padding:0}.pages li{border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem;margin:0 0 .75rem;max-width:46rem}.pages a{font-weight:600}.pages p{margin:.25rem 0 0}
details>summary{cursor:pointer;color:var(--muted);font-size:.87rem;width:fit-content}
details[open]>summary{margin-bottom:.4rem}
footer{border-top:1px solid var(--line);margin-top:3rem;padding:1.25rem 0 3rem;color:var(--muted);font-size:.87rem}
@media (max-width:40rem){body{font-size:15px}header{padding-top:1rem;gap:.5rem;flex-direction:column-reverse}.theme{align-self:flex-end}h1{font-size:1.45rem}h2{font-size:1.25rem}.frame,header{padding-left:1rem;padding-right:1rem}th,td{padding:.32rem .55rem}}
@media (scripting:none){.plot{display:none}}
@media print{:root,:root[data-theme]{color-scheme:light}body{font-size:10.5pt}.frame,header{padding-left:0;padding-right:0}.theme,.contents,.skip,.copy{display:none!important}.frame.with-contents{display:block}main{max-width:none}
figure,.callout,tr,img{break-inside:avoid}h2,h3,h4{break-after:avoid}pre{white-space:pre-wrap;overflow-wrap:anywhere}a{color:inherit}.scroll{overflow:visible}.modebar{display:none!important}
details.long[open]>summary{display:none}}
`.trim();
