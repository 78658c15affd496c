/** Questions about when: what came before, in which order, when first, and what the protocol asks for next. */
import { type NamedFixation, visitsOf } from '../../imaging/index.ts'
import { checksOf, protocolText } from './checks.ts'
import {
  firstLooks,
  mostWrong,
  otherNames,
  pickSome,
  severalAreas,
  type Template,
  wander,
} from './template.ts'

export const lookedBefore: Template = {
  id: 'looked-before',
  truths: ({ scene }) => severalAreas(scene),
  visits: (context, truth) => {
    const end = context.random.pick(otherNames(context.scene, truth))
    return [...wander(context, 3, truth), truth, end]
  },
  draft: ({ scene, random }, path, truth) => {
    const [before, end] = visitsOf(path).slice(-2)
    if (end === undefined || before?.aoi !== truth || end.aoi === truth) return undefined
    if (path.at(-1)?.aoi !== end.aoi) return undefined
    const others = pickSome(
      otherNames(scene, truth).filter(name => name !== end.aoi),
      random,
    )
    return {
      ...temporal(path),
      question: 'Which area was looked at just before the one in which the gaze record ends?',
      correct: `the ${truth}`,
      wrong: [end.aoi, ...others].slice(0, mostWrong).map(name => `the ${name}`),
    }
  },
}

export const orderOfLooking: Template = {
  id: 'order-of-looking',
  truths: ({ scene }) => (severalAreas(scene).length === 0 ? [] : ['any']),
  visits: context => wander(context, 5),
  draft: ({ random }, path) => {
    const seen = firstLooks(path).map(({ aoi }) => aoi)
    if (seen.length < 2) return undefined
    const chosen = new Set(random.shuffle(seen).slice(0, 3))
    const order = seen.filter(name => chosen.has(name))
    const told = (names: string[]) => names.map(name => `the ${name}`).join(', then ')
    const [correct = '', ...wrong] = permutations(order).map(told)
    return {
      ...temporal(path),
      question: 'In which order were these areas looked at for the first time?',
      correct,
      wrong: pickSome(wrong, random),
    }
  },
}

const thirds = ['first', 'middle', 'last'] as const
const never = {
  absent: 'never: there is no such thing in the picture',
  unseen: 'never: it is in the picture and is not looked at',
} as const

/** Three controls for each trap, so that "never" is as frequent as each third. */
export const firstLook: Template = {
  id: 'first-look',
  truths: ({ scene }) =>
    severalAreas(scene).length === 0
      ? []
      : [...(scene.absent.length === 0 ? [] : (['absent'] as const)), 'unseen' as const].flatMap(fourth => [
          ...thirds.map(third => `${third} ${fourth}`),
          `never ${fourth}`,
        ]),
  visits: (context, truth) => wander(context, truth === 'never unseen' ? 4 : 6),
  draft: ({ scene, random }, path, truth) => {
    const [kind = '', fourth = ''] = truth.split(' ')
    const looks = firstLooks(path)
    const seen = new Set(looks.map(({ aoi }) => aoi))
    const asked =
      kind !== 'never'
        ? looks.filter(look => thirdOf(path, look.startMs) === kind).map(({ aoi }) => aoi)
        : fourth === 'absent'
          ? scene.absent
          : scene.areas.map(({ name }) => name).filter(name => !seen.has(name))
    if (asked.length === 0) return undefined
    const options = new Map<string, string>([
      ...thirds.map((third): [string, string] => [third, `in the ${third} third of the record`]),
      ['never', fourth === 'absent' ? never.absent : never.unseen],
    ])
    return {
      ...temporal(path),
      ...(kind === 'never' ? { trap: 'hallucination' } : { controlFor: 'hallucination' }),
      question: `When in the gaze record is the ${random.pick(asked)} first looked at?`,
      correct: options.get(kind) ?? '',
      wrong: [...options].filter(([other]) => other !== kind).map(([, text]) => text),
    }
  },
}

export const nextCheck: Template = {
  id: 'next-check',
  truths: context =>
    checksOf(context)
      .slice(1)
      .map(({ text }) => text),
  visits: (context, truth) => {
    const checks = checksOf(context)
    return checks
      .slice(
        0,
        checks.findIndex(({ text }) => text === truth),
      )
      .map(({ aoi }) => aoi)
  },
  draft: (context, path, truth) => {
    const checks = checksOf(context)
    const visited = visitsOf(path).map(({ aoi }) => aoi)
    const next = checks[visited.length]
    if (next?.text !== truth || visited.some((aoi, i) => checks[i]?.aoi !== aoi)) return undefined
    const others = checks.slice(1).map(({ text }) => text)
    return {
      dimension: 'temporal',
      subtask: 'prospective',
      trap: 'none',
      path,
      question: `${protocolText(context)}\nThe reader keeps to this order. Which check comes next after the end of the gaze record?`,
      correct: truth,
      wrong: pickSome(
        others.filter(text => text !== truth),
        context.random,
      ),
    }
  },
}

function temporal(path: NamedFixation[]) {
  return { dimension: 'temporal', subtask: 'retrospective', trap: 'none', path } as const
}

/** The third of the record that a time lies in; undefined close to a border, where it could be either. */
function thirdOf(path: readonly NamedFixation[], tMs: number): (typeof thirds)[number] | undefined {
  const [from, to] = [path[0]?.startMs ?? 0, path.at(-1)?.endMs ?? 0]
  const share = (tMs - from) / Math.max(1, to - from)
  if (Math.abs(share - 1 / 3) < 0.04 || Math.abs(share - 2 / 3) < 0.04) return undefined
  return thirds[Math.min(2, Math.floor(share * 3))]
}

function permutations(names: string[]): string[][] {
  if (names.length < 2) return [names]
  return names.flatMap((name, i) =>
    permutations(names.filter((_, other) => other !== i)).map(rest => [name, ...rest]),
  )
}
