// How the page looks: light, dark and on paper. Contrast of text is 4.5 to 1 and more (WCAG 2.2, 1.4.3).

export const STYLE = `
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--quiet:#57606a;--line:#d8dee4;--box:#f6f8fa;--accent:#0b5cad;--bad:#b42318;--warn:#8a5a00;--good:#1a7f37}
@media (prefers-color-scheme:dark){:root{--back:#0f1419;--text:#e6e9ed;--quiet:#a3adb8;--line:#313a44;--box:#171e25;--accent:#6cb2ff;--bad:#ff8a80;--warn:#e8b04b;--good:#6fd08c}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:70rem;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}a{color:var(--accent)}h3{font-size:1rem;margin:0 0 .25rem}
p{margin:.4rem 0}ul,ol{margin:.4rem 0;padding-left:1.4rem}li{margin:.25rem 0}
.quiet{color:var(--quiet);font-size:.875rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;margin:1rem 0;padding:0}
.cards div{background:var(--box);border:1px solid var(--line);border-radius:8px;padding:.6rem .8rem}
.cards dt{color:var(--quiet);font-size:.8125rem}.cards dd{margin:0;font-size:1.125rem;font-weight:600}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap;vertical-align:middle}
th{color:var(--quiet);font-weight:600}th[scope=row]{color:var(--text)}
.left{text-align:left}th.name{max-width:18rem;min-width:10rem;white-space:normal}
.bad{color:var(--bad)}.warn{color:var(--warn)}
.badge{border:1px solid currentColor;border-radius:1em;padding:0 .5em;font-size:.75rem;font-weight:600;margin-left:.4em;white-space:nowrap}
.bar{display:block;width:8rem;height:.7rem}.bar .all{fill:var(--line)}.bar .part{fill:var(--accent)}
.spark{width:7.5rem;height:1.4rem}.spark path{fill:none;stroke:var(--accent);stroke-width:1.5}.spark circle{fill:var(--accent)}
.hook{border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem;margin:.8rem 0;break-inside:avoid}
.chart{width:100%;height:auto;display:block}
.chart text{fill:var(--quiet);font:11px system-ui,sans-serif}
.grid{stroke:var(--line);stroke-width:1}.run{fill:var(--accent);fill-opacity:.45}.failed,.failures{fill:var(--bad)}
.median{fill:none;stroke:var(--text);stroke-width:1.5}.change{stroke:var(--warn);stroke-width:2;stroke-dasharray:4 3}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center}.key svg{width:1.6rem;height:.7rem;margin-right:.35rem}
@media (max-width:30rem){body{padding:1rem .6rem 2rem}.hook{padding:.6rem}.chart text{font-size:17px}}
@media print{:root{color-scheme:light;--back:#fff;--text:#000;--quiet:#444;--line:#bbb;--box:#fff;--accent:#0b5cad;--bad:#b42318;--warn:#8a5a00}body{max-width:none;padding:0;font-size:11px}.wide{overflow:visible}th,td{padding:.15rem .3rem;white-space:normal}}
`;
