/** The dashboard's style: light and dark by the reader's system or by the switch, narrow screens, print. Nothing is fetched. */
export const dashboardStyle: string = `
:root{color-scheme:light dark;--page:light-dark(#fff,#15181d);--raised:light-dark(#f6f7f9,#1d2127);--text:light-dark(#1d2329,#e1e5ea);--muted:light-dark(#57606a,#a3acb6);--line:light-dark(#d9dee4,#333a43);--focus:light-dark(#0b57d0,#9ecbff);--accent:light-dark(#1a629f,#77b6ea);
--warning:light-dark(#8f4e00,#f0a95b);--warning-back:light-dark(#fdf4e7,#2b2218);
--c0:light-dark(#1a5fa0,#6db1f2);--c1:light-dark(#a8480a,#f29d52);--c2:light-dark(#177245,#6fce9c);--c3:light-dark(#9a2f6f,#f08cc5);--c4:light-dark(#5b4bb0,#b2a5f7);--c5:light-dark(#7a6200,#dcc24a);--c6:light-dark(#0a6e78,#5ccbd6);--c7:light-dark(#a52834,#f78a93);--c8:light-dark(#57606a,#b4bcc6)}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
*,::before,::after{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
.skip{position:absolute;left:-999px}.skip:focus{left:.5rem;top:.5rem;background:var(--page);padding:.4rem .8rem;z-index:3}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:3px}
header,main{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem;padding-bottom:.75rem;display:flex;gap:1.5rem;justify-content:space-between;align-items:flex-start}
h1{font-size:1.8rem;line-height:1.25;margin:0;font-weight:650;letter-spacing:-.01em}
h2{font-size:1.3rem;margin:2.25rem 0 .3rem;line-height:1.3;font-weight:620}
p{margin:.4rem 0;max-width:48rem}.sub,.small,.tell,figcaption{color:var(--muted)}.small,figcaption{font-size:.87rem}
.tell{margin-bottom:.6rem}a{color:var(--accent)}
button{font:inherit;font-size:.87rem;color:var(--text);background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.3rem .75rem;cursor:pointer}
button:hover{border-color:var(--muted)}#theme{flex:none;white-space:nowrap}
html:not(.live) .needs-script{display:none!important}
.sample{border:1px solid var(--line);border-left:4px solid var(--warning);background:var(--warning-back);border-radius:6px;padding:.6rem 1rem;margin:.75rem 0}
.choices{position:sticky;top:0;z-index:2;background:var(--page);border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;gap:.4rem 2rem;padding:.6rem 0}
fieldset{border:0;margin:0;padding:0;min-width:0;display:flex;flex-wrap:wrap;gap:.4rem .9rem;align-items:center}
legend{float:left;font-weight:600;font-size:.9rem;padding:0;margin-right:.4rem}
label{display:inline-flex;gap:.35rem;align-items:center;font-size:.9rem;min-height:1.75rem}
select{font:inherit;font-size:.9rem;color:inherit;background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.25rem .4rem}
input[type=checkbox]{width:1.05rem;height:1.05rem;accent-color:var(--accent);margin:0}
.swatch{display:inline-block;width:.85rem;height:.85rem;border-radius:3px;background:currentColor;flex:none}
.swatch.dashed{background:repeating-linear-gradient(90deg,currentColor 0 4px,transparent 4px 6px)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:.5rem 0 0}
.tile{border:1px solid var(--line);border-radius:8px;padding:.65rem .9rem;background:var(--raised)}
.tile dt{color:var(--muted);font-size:.87rem}.tile dd{margin:0;font-size:1.5rem;font-weight:640;font-variant-numeric:tabular-nums;line-height:1.25}.tile dd.small{font-size:.85rem;font-weight:400;overflow-wrap:anywhere}
figure{margin:.25rem 0 0}figcaption{margin-top:.5rem}.chart{position:relative;min-height:230px}.chart svg{display:block;max-width:100%;overflow:visible}
.grid{stroke:var(--line);stroke-width:1}.tick{fill:var(--muted);font-size:12px}.name{font-size:12px;font-weight:600;fill:currentColor}
.line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}.line.ahead{stroke-width:2}.band{fill:currentColor;opacity:.13;stroke:none}.dot{fill:var(--page);stroke:currentColor;stroke-width:1.6}.rule{stroke:var(--muted);stroke-width:1}
.c0,.g1{color:var(--c0)}.c1,.g2{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}.c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--c6)}.c7{color:var(--c7)}.c8{color:var(--c8)}
.tip{position:absolute;pointer-events:none;background:var(--page);border:1px solid var(--line);border-radius:6px;padding:.45rem .7rem;font-size:.84rem;box-shadow:0 2px 10px rgb(0 0 0/.18);max-width:19rem;z-index:1}
.tip .row{display:flex;gap:.45rem;align-items:center}.tip b{margin-left:auto;padding-left:.9rem;font-variant-numeric:tabular-nums;font-weight:600;white-space:nowrap}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);font-size:.88rem;padding-bottom:.4rem}
th,td{padding:.34rem .85rem;text-align:right;vertical-align:bottom}th:first-child{text-align:left;padding-left:.2rem;font-weight:500}
thead th{border-bottom:1.5px solid var(--muted);font-weight:600}th small{font-weight:400;color:var(--muted)}tbody tr+tr>*{border-top:1px solid var(--line)}
footer{border-top:1px solid var(--line);margin-top:2.5rem;padding:1rem 0 2.5rem;color:var(--muted);font-size:.88rem}
@media (max-width:40rem){body{font-size:15px}header{flex-direction:column-reverse;gap:.5rem;padding-top:1rem}#theme{align-self:flex-end}header,main{padding-left:1rem;padding-right:1rem}h1{font-size:1.4rem}.choices{position:static}.tile dd{font-size:1.25rem}th,td{padding:.3rem .5rem}}
@media print{:root,:root[data-theme]{color-scheme:light}.choices,#theme,.skip{display:none!important}section{break-inside:avoid}}
`;
