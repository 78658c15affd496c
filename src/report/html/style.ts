/** The look: one column, system type, one accent, figures that line up. Light, dark and print. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa; --raised: #ffffff; --ink: #1c1e21; --soft: #5d646d; --faint: #8d949c;
  --line: #e3e4e0; --track: #eceeea; --accent: #0f6e74; --accent-soft: #0f6e7426; --mark: #0f6e7433;
  --o-partial: #6fa9ac; --o-incorrect: #c9ccc7; --o-quiet: #a3a8a6;
  --o-unread: #7b8185; --o-unjudged: #595f64; --o-broken: #33383c;
  --l-1: #b4581a; --l-2: #5a5cc0; --l-3: #b03768; --l-4: #6d7a1c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141618; --raised: #1b1e20; --ink: #e6e7e5; --soft: #a2a8ae; --faint: #767d84;
    --line: #2b2f32; --track: #262a2d; --accent: #55b9bd; --accent-soft: #55b9bd2b; --mark: #55b9bd40;
    --o-partial: #3a7477; --o-incorrect: #4a5054; --o-quiet: #666d72;
    --o-unread: #8b9297; --o-unjudged: #b0b6ba; --o-broken: #d8dcde;
    --l-1: #e39a5f; --l-2: #9c9ef2; --l-3: #ec87b0; --l-4: #b9c665;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 60rem; margin: 0 auto; padding: 3.5rem 1.5rem 2rem; }
h1 { font-size: 2rem; line-height: 1.15; letter-spacing: -0.022em; font-weight: 650; margin: 0; text-wrap: balance; }
h2 { font-size: 1.2rem; letter-spacing: -0.012em; font-weight: 620; margin: 0 0 1rem; }
h3 { font-size: 0.95rem; font-weight: 620; margin: 1.75rem 0 0.5rem; }
p { margin: 0 0 0.75rem; }
a { color: var(--accent); }
section { border-top: 1px solid var(--line); margin-top: 2.75rem; padding-top: 1.5rem; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.84em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.lead { color: var(--soft); margin: 0.6rem 0 0; max-width: 44rem; }
.soft { color: var(--soft); }
.small { font-size: 0.84rem; }
.nowrap { white-space: nowrap; }
.note { color: var(--soft); font-size: 0.84rem; margin: 0.4rem 0 0; max-width: 46rem; }

/* Facts: how it was run, and what names mean */
.facts { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 0.35rem 1.5rem; margin: 0.6rem 0 0; font-size: 0.88rem; }
.words td { text-align: left; }
.words td:first-child { color: var(--faint); width: 11.5rem; }
.words th { text-align: left; }
dt { color: var(--faint); font-size: 0.78rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.letter {
  display: inline-block; min-width: 1.45em; padding: 0 0.3em; border-radius: 0.3em; text-align: center;
  font-size: 0.82em; font-weight: 620; line-height: 1.5; background: var(--track); color: var(--soft);
}
.letter.first { background: var(--accent); color: var(--paper); }

/* Headline */
.runs { list-style: none; margin: 1.4rem 0 0; padding: 0; }
.runs li { display: flex; gap: 0.6rem; align-items: baseline; padding: 0.15rem 0; overflow-wrap: anywhere; }
.alone { display: grid; grid-template-columns: 16rem minmax(0, 1fr); gap: 0.4rem 2rem; align-items: center; }
.figure { font-size: 3rem; line-height: 1.1; letter-spacing: -0.03em; font-weight: 620; margin-right: 0.35rem; }
.figure small { font-size: 0.45em; font-weight: 500; letter-spacing: 0; color: var(--soft); }
.figure.minor { font-size: 1.6rem; letter-spacing: -0.02em; }
.figure.minor small { font-size: 0.65em; }
.metric { margin-top: 2rem; }
.metric:first-of-type { margin-top: 0; }
.metric header { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; margin-bottom: 0.3rem; }
.metric header b { font-weight: 620; }
.rows { display: grid; grid-template-columns: 13rem 4.6rem 7.4rem minmax(0, 1fr); gap: 0.35rem 1.1rem; align-items: center; }
.rows .drawn { grid-column: 4; }
.rows .name { overflow-wrap: anywhere; }
.rows .value { font-weight: 620; text-align: right; white-space: nowrap; }

/* Drawings */
svg { display: block; width: 100%; overflow: visible; }
svg path { fill: none; stroke-linecap: round; vector-effect: non-scaling-stroke; }
svg .grid { stroke: var(--line); stroke-width: 1px; stroke-linecap: butt; }
svg .bounds { fill: var(--accent-soft); }
svg .whisker { stroke: var(--soft); stroke-width: 2px; }
svg .dot { stroke: var(--soft); stroke-width: 9px; }
svg .heart { stroke: var(--paper); stroke-width: 5px; }
svg .first.whisker, svg .first.dot, svg .first.heart { stroke: var(--accent); }
.axis { display: flex; justify-content: space-between; color: var(--faint); font-size: 0.75rem; margin-top: 0.15rem; }
.o-correct { fill: var(--accent); }
.o-partial { fill: var(--o-partial); }
.o-incorrect { fill: var(--o-incorrect); }
.o-abstained, .o-refused, .o-not-asked { fill: var(--o-quiet); }
.o-unextracted { fill: var(--o-unread); }
.o-judge-failed { fill: var(--o-unjudged); }
.o-provider-error { fill: var(--o-broken); }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; list-style: none; margin: 0.6rem 0 0; padding: 0; font-size: 0.84rem; }
.legend li { display: flex; align-items: center; gap: 0.45rem; }
.legend svg { width: 0.7rem; height: 0.7rem; flex: none; }
.legend b { font-weight: 620; }
.bar { border-radius: 3px; overflow: hidden; }
.bar svg { height: 1.35rem; }

/* Charts with two axes */
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1.8rem 2.5rem; }
.chart { margin: 0; min-width: 0; break-inside: avoid; max-width: 32rem; }
.chart figcaption { font-weight: 620; font-size: 0.88rem; }
.chart .key { display: inline-flex; align-items: center; gap: 0.3rem; margin-right: 0.7rem; }
.frame { display: grid; grid-template-columns: 2.6rem minmax(0, 1fr); gap: 0.35rem 0.5rem; }
.axis.up { flex-direction: column; text-align: right; margin: 0; }
.axis.up span { line-height: 0; white-space: nowrap; }
.axis-name { color: var(--faint); font-size: 0.75rem; margin: 0; text-align: left; }
.frame .axis-name { text-align: right; }
p.axis-name { margin: 0.1rem 0 0.75rem; }
p.axis-name.end { text-align: right; margin: 0.25rem 0 0; }
.cells { display: grid; grid-template-columns: repeat(10, minmax(0, 1fr)); font-size: 0.7rem; color: var(--soft); text-align: center; }
.frame > .axis:not(.up) { margin: 0; }
.frame > .axis:not(.up) span { display: flex; justify-content: center; width: 0; white-space: nowrap; }
.frame > .axis:not(.up) span:last-child { justify-content: flex-end; }
svg .diagonal { stroke: var(--faint); stroke-width: 1.5px; stroke-dasharray: 4 4; stroke-linecap: butt; }
svg .column { fill: currentColor; opacity: 0.2; }
svg .series { stroke: currentColor; stroke-width: 2px; stroke-linejoin: round; }
svg .series.whisker { stroke-width: 1.5px; opacity: 0.75; }
svg .series.dot { stroke-width: 8px; }
svg.swatch { width: 1.3rem; height: 0.7rem; flex: none; }
.line-0 { color: var(--accent); }
.line-1 { color: var(--l-1); }
.line-2 { color: var(--l-2); }
.line-3 { color: var(--l-3); }
.line-4 { color: var(--l-4); }
.line-5 { color: var(--soft); }
.quantities td:first-child { min-width: 11rem; }

/* Tables */
.scroll { overflow-x: auto; margin-top: 1.4rem; }
.scroll.tight { margin-top: 0.4rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.88rem; }
th, td { text-align: right; padding: 0.3rem 0.5rem; vertical-align: middle; white-space: nowrap; }
th { font-weight: 500; color: var(--faint); font-size: 0.78rem; border-bottom: 1px solid var(--line); vertical-align: bottom; }
td { border-bottom: 1px solid var(--line); }
tbody tr:last-child td { border-bottom: 0; }
th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 7rem; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
th.plot:last-child { padding-right: 5px; }
th:first-child { white-space: nowrap; }
th.head { color: var(--ink); font-weight: 620; font-size: 0.88rem; }
th.plot { width: 38%; min-width: 9rem; padding-left: 1rem; }
.plotted th.n { width: 4rem; }
.plotted th.value { width: 5.5rem; }
.plotted th.interval { width: 8.5rem; }
.two th.plot { width: 22%; }
.distances th { width: 6.5rem; }
.distances th:first-child { width: auto; }
th i { font-style: normal; }
th.plot span { display: flex; justify-content: space-between; }
th.text, td.text { text-align: left; }
td.wrap { white-space: normal; min-width: 10rem; }
th.wrap { white-space: normal; min-width: 4.5rem; }
td.plot:last-child {
  padding: 0.3rem 5px 0.3rem 1rem;
  --rule: linear-gradient(var(--line), var(--line)); --middle: var(--rule);
  background:
    var(--rule) 1.4% 0 / 1px 100%, var(--rule) 25.7% 0 / 1px 100%, var(--middle) 50% 0 / 1px 100%,
    var(--rule) 74.3% 0 / 1px 100%, var(--rule) 98.6% 0 / 1px 100%;
  background-repeat: no-repeat; background-origin: content-box;
}
#agents td:first-child { min-width: 8.5rem; }
.about-zero th.plot { width: 28%; }
.about-zero td.plot { --middle: linear-gradient(var(--faint), var(--faint)); }
.changed { color: var(--accent); font-weight: 620; }
td.range { color: var(--soft); }
div.range { color: var(--soft); font-size: 0.78rem; }
th button { all: unset; cursor: pointer; }
th button:hover, th[aria-sort] button { color: var(--ink); }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th[aria-sort=ascending] button::after { content: " ↑"; }
th[aria-sort=descending] button::after { content: " ↓"; }
.more { all: unset; cursor: pointer; color: var(--accent); font-size: 0.84rem; padding: 0.5rem 0; }
.more:hover { text-decoration: underline; }
.more:focus-visible { outline: 2px solid var(--accent); }

/* Comparison */
.verdict { font-size: 1.12rem; line-height: 1.45; letter-spacing: -0.01em; margin: 0.35rem 0 0; }
.verdict + .metric { margin-top: 2rem; }
.verdict b { font-weight: 650; }
.strong { font-weight: 620; }
.faint { color: var(--faint); }
.few td, .few .strong { color: var(--soft); font-weight: 400; }
.few .plot svg { opacity: 0.4; }
.ours td { font-weight: 620; }

/* Failures */
.failure { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 0 1.5rem; padding: 1.5rem 0; border-top: 1px solid var(--line); break-inside: avoid; }
.failure.textual { grid-template-columns: minmax(0, 1fr); }
.failure:first-of-type { border-top: 0; padding-top: 1rem; }
.failure img { width: 100%; border-radius: 4px; background: #000; display: block; }
.failure figure { margin: 0 0 0.5rem; }
.failure figcaption, .kicker { color: var(--faint); font-size: 0.78rem; overflow-wrap: anywhere; }
.kicker { display: flex; flex-wrap: wrap; gap: 0 0.9rem; margin-bottom: 0.35rem; }
.kicker .tag { color: var(--ink); font-weight: 620; }
.question { margin: 0 0 0.6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.options { list-style: none; margin: 0 0 0.7rem; padding: 0; }
.options li { display: flex; gap: 0.6rem; padding: 0.06rem 0; }
.options .key { color: var(--faint); min-width: 1em; }
.options .right { font-weight: 620; }
.chosen { text-decoration: underline; text-decoration-color: var(--accent); text-decoration-thickness: 2px; text-underline-offset: 3px; }
.answers { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 1.1rem; margin: 0; }
.answers dt { padding-top: 0.12rem; }
.answers dd { white-space: pre-wrap; overflow-wrap: anywhere; }
.answers .words { font-size: 0.88rem; color: var(--soft); }
.answers .words mark { color: var(--ink); }
mark { background: var(--mark); color: inherit; border-radius: 2px; padding: 0.05em 0.1em; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; }
.pair h4 { margin: 0 0 0.3rem; font-size: 0.84rem; font-weight: 620; }
.pair .question { font-size: 0.88rem; }
.masks { display: grid; grid-template-columns: repeat(2, minmax(0, 15rem)) minmax(9rem, 1fr); gap: 0 1.1rem; align-items: start; margin-bottom: 1rem; }
.masks figure, .turns li { margin: 0; min-width: 0; }
.masks figcaption { margin-top: 0.25rem; }
.failure .masks img, .failure .turns img { width: 100%; max-height: 15rem; object-fit: contain; object-position: left; background: none; }
.measures { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.2rem 1rem; margin: 0; font-size: 0.88rem; align-content: start; }
.turns { list-style: none; margin: 0 0 0.5rem; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(7.4rem, 1fr)); gap: 0.9rem 0.7rem; }
.turns figcaption { margin-top: 0.25rem; line-height: 1.4; color: var(--soft); }
.turns b { color: var(--ink); font-weight: 620; }
.turns .strong { color: var(--ink); }
.turns .callonly { border-left: 2px solid var(--line); padding-left: 0.6rem; }
.k { color: var(--ink); white-space: nowrap; }
.k::before { content: ""; display: inline-block; width: 0.6em; height: 0.6em; margin-right: 0.3em; border-radius: 2px; }
.k.positive::before, .k.negative::before { border-radius: 50%; }
.k.box::before { background: #3db8ff; }
.k.positive::before { background: #3ddc84; }
.k.negative::before { background: #ff5a52; }
.k.mask::before { background: #2fbf57; }
.k.reference::before { background: #ffb22e; }
.diagnosis { margin-top: 1rem; }
.diagnosis figure { margin: 1rem 0 0; }
.diagnosis figcaption { font-size: 0.84rem; color: var(--ink); font-weight: 620; margin-bottom: 0.3rem; }
.causal text { font-size: 12.5px; fill: var(--ink); }
.causal rect { fill: var(--track); stroke: var(--line); }
.causal .pivot rect { stroke: var(--ink); stroke-width: 1.5px; }
.causal .shadow rect { fill: none; stroke: var(--faint); stroke-dasharray: 4 3; }
.causal .shadow text { fill: var(--soft); }
.causal .disease rect { fill: var(--accent); stroke: none; }
.causal .disease text { fill: var(--paper); font-weight: 620; }
.causal path { stroke-width: 1.5px; }
.causal .matching { stroke: var(--accent); }
.causal .conflict { stroke: var(--l-1); stroke-width: 2px; }
.causal .penalty { stroke: var(--faint); stroke-dasharray: 4 3; }
.k.match::before { background: var(--accent); }
.k.conflict::before { background: var(--l-1); }
/* A reading: the picture with its layers, and the report */
.banner { border-left: 4px solid #d9480f; background: var(--track); padding: 0.7rem 1rem; margin: 1.4rem 0 0; border-radius: 3px; overflow-wrap: anywhere; }
.banner.quiet { border-left-color: var(--faint); }
.reading { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem 2rem; align-items: start; }
.stage { position: relative; margin: 0; }
.stage > img { display: block; width: 100%; border-radius: 4px; background: #000; }
.stage figcaption { margin-top: 0.35rem; }
.layer { margin-top: 0.25rem; }
.layer img { position: absolute; top: 0; left: 0; width: 100%; pointer-events: none; }
.said { overflow-wrap: anywhere; }
.said.unsupported { color: var(--soft); }
.said.unsupported span:first-child { text-decoration: underline dotted; text-underline-offset: 3px; }
.said.contradicted { border-left: 3px solid #d9480f; padding-left: 0.6rem; }
.reading h3 { margin-top: 1rem; }
.words.numbered th:first-child, .words.numbered td:first-child { width: 2rem; min-width: 2rem; }
tr:target { background: var(--mark); }
details { margin-top: 0.7rem; }
summary { cursor: pointer; color: var(--soft); font-size: 0.84rem; width: fit-content; }
summary:hover { color: var(--ink); }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.fold > summary { font-size: 0.95rem; }
.step { border-left: 2px solid var(--line); padding: 0.1rem 0 0.1rem 0.9rem; margin: 0.7rem 0; }
.step .who { color: var(--faint); font-size: 0.78rem; }
.problems { margin: 0; padding-left: 1.1rem; font-size: 0.88rem; overflow-wrap: anywhere; }
footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1.25rem; color: var(--soft); font-size: 0.84rem; }
footer pre { margin: 0.4rem 0 1rem; }

@media (max-width: 40rem) {
  main { padding: 2rem 1rem 1.5rem; }
  h1 { font-size: 1.6rem; }
  .alone, .failure, .pair, .reading { grid-template-columns: minmax(0, 1fr); }
  .masks { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.8rem; }
  .measures { grid-column: 1 / -1; }
  .failure figure { max-width: 14rem; }
  .rows { grid-template-columns: minmax(0, 1fr) auto auto; }
  .rows .drawn { grid-column: 1 / -1; margin-bottom: 0.6rem; }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0 1.2rem; }
  .facts dd { margin-bottom: 0.5rem; }
  .answers { grid-template-columns: minmax(0, 1fr); gap: 0 1rem; }
  .answers dd { margin-bottom: 0.4rem; }
  .words td:first-child { width: 7rem; }
  th.plot { min-width: 8rem; }
}
@media print {
  :root { --paper: #fff; --raised: #fff; --ink: #000; --soft: #444; --faint: #666; --line: #ccc; --track: #eee; --accent: #0f6e74; }
  body { font-size: 10.5pt; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  section { break-inside: auto; }
  h2, h3 { break-after: avoid; }
  tr, .metric { break-inside: avoid; }
  .more, .failure details { display: none; }
  tr[hidden] { display: table-row; }
}
`
