/**
 * A reading as one self-contained page: the picture with what was drawn on it, the report in five parts with a note
 * for everything that a sentence rests on, and what each agent said. Layers are `details` elements, so that they are
 * switched without a script.
 */
import type { ChestReading, ReadingArtifact, ReadingSentence } from '../../cases/index.ts'
import { type Html, html } from './markup.ts'
import { page } from './page.ts'
import { type Layer, layersOf, pictureUri } from './reading-layers.ts'

/** `media` by hash: the picture, masks and heat maps. What is missing is named and not shown. */
export async function readingPage(
  reading: ChestReading,
  media: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  const [picture, layers] = await Promise.all([
    pictureUri(media.get(reading.image.sha256)),
    layersOf(reading, media),
  ])
  return page(
    'Reading of a chest radiograph',
    html`<header><h1>Reading of a chest radiograph</h1>
<p class="lead">Made by ${reading.software.name} ${reading.software.version} at ${reading.at.slice(0, 16).replace('T', ' ')} UTC. ${reading.notice}</p></header>
${depth(reading)}${failures(reading)}
<section class="reading">${figure(reading, picture, layers)}
<div>${report(reading)}</div></section>
${findings(reading)}
${artifacts(reading)}
<footer><p><b>Research use, not a medical device.</b> Preliminary: no person has verified this reading.</p></footer>`,
  )
}

function depth({ outOfDepth: { is, score, threshold, why } }: ChestReading): Html {
  if (!is) return html``
  return html`<p class="banner" role="alert"><b>Out of its depth.</b> This picture is unlike what the tools know: score ${twoPlaces(score)}, over ${twoPlaces(threshold)}${why !== undefined && `; ${why}`}. Do not rely on what follows.</p>`
}

function failures({ failures: failed }: ChestReading): Html {
  if (failed.length === 0) return html``
  return html`<div class="banner quiet"><b>${failed.length === 1 ? 'One agent' : `${failed.length} agents`} gave no answer</b><ul class="problems">${failed.map(
    ({ agent, reason }) => html`<li><b>${agent}</b>: ${reason}</li>`,
  )}</ul></div>`
}

function figure({ artifacts, image }: ChestReading, picture: string | undefined, layers: Layer[]): Html {
  const firstHeat = layers.find(({ kind, uri }) => kind === 'heat-map' && uri !== undefined)
  return html`<figure class="stage">${
    picture === undefined
      ? html`<p class="note">The picture is not at hand.</p>`
      : html`<img src="${picture}" alt="Chest radiograph, ${image.width} × ${image.height} pixels">`
  }
<figcaption class="kicker"><span>${viewText(image.view)}</span><span>${image.width} × ${image.height} pixels</span></figcaption>
${layers.map(layer => {
  const artifact = artifacts[layer.artifact]
  if (artifact === undefined) return html``
  const name = html`${nameOf(artifact)} <a href="#artifact-${layer.artifact + 1}">${layer.artifact + 1}</a>`
  if (picture === undefined || layer.uri === undefined)
    return html`<p class="note">${name}: not at hand, or not of this picture</p>`
  return html`<details class="layer"${layer === firstHeat && html` open`}><summary>${name}</summary><img src="${layer.uri}" alt=""></details>`
})}</figure>`
}

function viewText(view: ChestReading['image']['view']): string {
  return view === 'unknown' ? 'View not known' : `${view} view`
}

/** The impression first: that nothing is certain must not stand at the end. */
const sections: Record<ReadingSentence['section'], string> = {
  impression: 'Impression',
  airway: 'A · Airway',
  breathing: 'B · Breathing',
  cardiac: 'C · Cardiac',
  diaphragm: 'D · Diaphragm',
  'everything-else': 'E · Everything else',
}

function report({ sentences, artifacts }: ChestReading): Html {
  if (sentences.length === 0) return html`<h2>Report</h2><p class="soft">Nothing is reported.</p>`
  const numbers = new Map(artifacts.map(({ id }, i) => [id, i + 1]))
  return html`<h2>Report</h2>${Object.entries(sections).map(([section, title]) => {
    const told = sentences.filter(sentence => sentence.section === section)
    return html`<h3>${title}</h3>${
      told.length === 0
        ? html`<p class="faint small">Nothing is said.</p>`
        : told.map(sentence => sentenceText(sentence, numbers))
    }`
  })}`
}

function sentenceText(
  { text, artifacts, support, why }: ReadingSentence,
  numbers: ReadonlyMap<string, number>,
): Html {
  const notes = artifacts.flatMap(id => numbers.get(id) ?? [])
  return html`<p class="said ${support}"><span>${text}</span>${notes.length > 0 && html` <sup>${notes.map((n, i) => html`${i > 0 && ', '}<a href="#artifact-${n}">${n}</a>`)}</sup>`}${
    support !== 'supported' &&
    html` <span class="small"><b>${support}</b>${why !== undefined && `: ${why}`}</span>`
  }</p>`
}

function findings({ findings: found }: ChestReading): Html {
  if (found.length === 0)
    return html`<section><h2>What each agent said</h2><p class="soft">No finding was judged.</p></section>`
  const agents = [...new Set(found.flatMap(finding => Object.keys(finding.agents)))]
  return html`<section><h2>What each agent said</h2>
<div class="scroll tight"><table><thead><tr><th>Label</th><th class="text">State</th><th class="text">Place</th>${agents.map(agent => html`<th class="wrap">${agent}</th>`)}<th>Together</th></tr></thead>
<tbody>${found.map(
    ({ label, state, probability, location = '', side, agents: said }) =>
      html`<tr><td>${label.replaceAll('_', ' ')}</td><td class="text${state === 'present' && ' strong'}">${state}</td><td class="text">${[location, side].filter(Boolean).join(', ')}</td>${agents.map(
        agent => html`<td>${said[agent] === undefined ? '–' : twoPlaces(said[agent])}</td>`,
      )}<td class="strong">${twoPlaces(probability)}</td></tr>`,
  )}</tbody></table></div>
<p class="note">Probabilities from 0 to 1; – where an agent said nothing about a label.</p></section>`
}

function artifacts({ artifacts: made }: ChestReading): Html {
  if (made.length === 0) return html``
  return html`<section><h2>What it rests on</h2>
<div class="scroll tight"><table class="words numbered"><thead><tr><th></th><th>What</th><th>Value</th><th>Tool</th><th>Agent</th></tr></thead>
<tbody>${made.map(
    (artifact, i) =>
      html`<tr id="artifact-${i + 1}"><td>${i + 1}</td><td class="wrap">${nameOf(artifact)}</td><td>${valueText(artifact)}</td><td class="wrap">${artifact.tool.name} ${artifact.tool.version}</td><td class="wrap">${artifact.agent}</td></tr>`,
  )}</tbody></table></div></section>`
}

function nameOf({ kind, label, structure, measures }: ReadingArtifact): string {
  const of = (measures ?? label ?? structure)?.replaceAll('_', ' ')
  const what = kind.replaceAll('-', ' ')
  if (of === undefined) return what.charAt(0).toUpperCase() + what.slice(1)
  return kind === 'measurement' ? of : `${of}, ${what}`
}

function valueText({ value, unit = '1' }: ReadingArtifact): string {
  if (value === undefined) return ''
  const told = String(Number(value.toPrecision(4)))
  return unit === '1' ? told : `${told} ${unit}`
}

function twoPlaces(value: number): string {
  return Math.abs(value) < 1e6 ? value.toFixed(2) : value.toPrecision(3)
}
