/**
 * The answer of RadFabric's Reasoning Agent (arXiv 2506.14142): thinking within `<think>…</think>`, then
 * `\boxed{label, label, …}` and the list `(Label, p), (Label, p), …` of all 14 CheXpert labels in their order. The figure
 * of the paper shows the box, its released prompt the list; we ask for both.
 *
 * "Effusion" is read as Pleural Effusion, and labels without regard to case, spaces and underscores. Nothing else is
 * mended: what breaks the form is told as a fault, for asking again and for the format reward.
 */
import { type ChexpertLabel, chexpertLabels } from '../../cases/index.ts'

export type ReasonedLabels = {
  thinking: string
  /** In the order of the 14; `No Finding` is a label like the others. */
  boxed: ChexpertLabel[]
  /** 0..1 of each of the 14. */
  probabilities: ReadonlyMap<ChexpertLabel, number>
}

/** A part of the form: what it holds, or what is wrong with it. */
export type Part<T> = { ok: true; value: T } | { ok: false; fault: string }

export type ReasonedParts = {
  thinking: Part<string>
  boxed: Part<ChexpertLabel[]>
  probabilities: Part<Map<ChexpertLabel, number>>
}

export function readReasonedParts(text: string): ReasonedParts {
  const { thinking, rest } = splitThinking(text)
  return { thinking, boxed: readBox(rest), probabilities: readList(rest) }
}

/** Every part, or the faults of all parts in one sentence. */
export function readReasonedLabels(text: string): Part<ReasonedLabels> {
  const { thinking, boxed, probabilities } = readReasonedParts(text)
  if (thinking.ok && boxed.ok && probabilities.ok)
    return {
      ok: true,
      value: { thinking: thinking.value, boxed: boxed.value, probabilities: probabilities.value },
    }
  const faults = [thinking, boxed, probabilities].flatMap(part => (part.ok ? [] : part.fault))
  return { ok: false, fault: faults.join('; ') }
}

/** What is thought aloud is never read as the answer; thinking that is not closed leaves no answer. */
function splitThinking(text: string): { thinking: Part<string>; rest: string } {
  const [open, close] = [text.indexOf('<think>'), text.indexOf('</think>')]
  const again = (tag: string, at: number) => text.indexOf(tag, at + tag.length) >= 0
  if (open < 0 && close < 0) return { thinking: fault('there is no <think>…</think>'), rest: text }
  if (close < 0) return { thinking: fault('the thinking is never closed with </think>'), rest: '' }
  const rest = text.slice(text.lastIndexOf('</think>') + '</think>'.length)
  if (open < 0 || open > close || text.slice(0, open).trim() !== '')
    return { thinking: fault('the answer does not begin with <think>'), rest }
  if (again('<think>', open) || again('</think>', close))
    return { thinking: fault('there is more than one <think>…</think>'), rest }
  return { thinking: { ok: true, value: text.slice(open + '<think>'.length, close).trim() }, rest }
}

function readBox(text: string): Part<ChexpertLabel[]> {
  const boxes = [...text.matchAll(/\\boxed\{([^{}]*)\}/g)]
  const [box] = boxes
  if (box === undefined) return fault('there is no \\boxed{…}')
  if (boxes.length > 1) return fault('there is more than one \\boxed{…}')
  const names = (box[1] ?? '').split(',').map(name => name.trim())
  if (names.every(name => name === '')) return fault('the box is empty; No Finding is a label too')
  const labels: ChexpertLabel[] = []
  for (const name of names) {
    const label = chexpertLabelNamed(name)
    if (label === undefined) return fault(`${JSON.stringify(name)} in the box is none of the 14 labels`)
    if (labels.includes(label)) return fault(`${label} is boxed twice`)
    labels.push(label)
  }
  const contrary = labels.find(label => label !== 'No Finding' && label !== 'Support Devices')
  if (labels.includes('No Finding') && contrary !== undefined)
    return fault(`No Finding is boxed beside ${contrary}`)
  return { ok: true, value: chexpertLabels.filter(label => labels.includes(label)) }
}

function readList(text: string): Part<Map<ChexpertLabel, number>> {
  const pairs = [...text.matchAll(/\(\s*([A-Za-z][A-Za-z _/-]*?)\s*,\s*([^(),\s]+)\s*\)/g)]
  if (pairs.length === 0) return fault('there is no list (Label, p), …')
  const probabilities = new Map<ChexpertLabel, number>()
  for (const [, name = '', number = ''] of pairs) {
    const label = chexpertLabelNamed(name)
    if (label === undefined) return fault(`${JSON.stringify(name)} in the list is none of the 14 labels`)
    if (probabilities.has(label)) return fault(`${label} is listed twice`)
    const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(number) ? Number(number) : Number.NaN
    if (!(value >= 0 && value <= 1)) return fault(`the probability of ${label} is ${number}, not 0 to 1`)
    probabilities.set(label, value)
  }
  const missing = chexpertLabels.find(label => !probabilities.has(label))
  if (missing !== undefined) return fault(`${missing} is missing from the list`)
  const misplaced = [...probabilities.keys()].find((label, i) => label !== chexpertLabels[i])
  if (misplaced !== undefined) return fault(`${misplaced} stands at the wrong place in the list`)
  return { ok: true, value: probabilities }
}

const plain = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '')

const byName = new Map<string, ChexpertLabel>([
  ...chexpertLabels.map(label => [plain(label), label] as const),
  ['effusion', 'Pleural Effusion'],
])

/** Undefined where it is none of the 14. */
export function chexpertLabelNamed(name: string): ChexpertLabel | undefined {
  return byName.get(plain(name))
}

function fault(what: string): { ok: false; fault: string } {
  return { ok: false, fault: what }
}
