/**
 * Which question opens which, within the rows of one image. The official `conditions` name the questions
 * to ask after a yes, and after a no; the released code never enforces them.
 *
 * The rows come out with each opener before what it opens. A circle of conditions leaves nothing to start
 * with, so its rows are problems. A question that is named but not there is a problem only where the
 * reference opens it: files leave out what need not be asked.
 */
import { PraxisError } from '../../cases/index.ts'
import { type FaceRow, optionFor } from './row.ts'

export type Link = {
  parent: FaceRow
  /** The answers that open it: option texts of the parent. */
  answers: string[]
}

export type Chained = { row: FaceRow; link?: Link; openedByReference: boolean }

/** The rows of one image in the order to ask them, and what is wrong with their conditions. */
export function chainRows(rows: readonly FaceRow[]): { chained: Chained[]; problems: PraxisError[] } {
  const byId = new Map(rows.map(row => [row.questionId, row]))
  const { links, problems } = linksOf(rows, byId)
  const chained = new Map<string, Chained>()
  const visit = (row: FaceRow, path: ReadonlySet<string>): Chained | undefined => {
    const known = chained.get(row.questionId)
    if (known !== undefined) return known
    if (path.has(row.questionId)) return undefined
    const link = links.get(row.questionId)
    if (link === undefined) return keep({ row, openedByReference: true })
    const above = visit(link.parent, new Set([...path, row.questionId]))
    if (above === undefined) return undefined
    const opened = above.openedByReference && link.answers.includes(referenceText(link.parent))
    return keep({ row, link, openedByReference: opened })
  }
  const keep = (item: Chained): Chained => {
    chained.set(item.row.questionId, item)
    return item
  }
  for (const row of rows)
    if (visit(row, new Set()) === undefined)
      problems.push(
        conditionProblem(row, 'its conditions open one another in a circle', 'take one of them away'),
      )
  return { chained: [...chained.values()], problems }
}

function linksOf(rows: readonly FaceRow[], byId: ReadonlyMap<string, FaceRow>) {
  const links = new Map<string, Link>()
  const problems: PraxisError[] = []
  for (const parent of rows)
    for (const [word, children] of [
      ['Yes', parent.opens.yes],
      ['No', parent.opens.no],
    ] as const) {
      if (children.length === 0) continue
      const answer = optionFor(word, parent.question.options ?? [])?.text
      if (answer === undefined) {
        problems.push(
          conditionProblem(parent, `${word} opens questions, but is no option`, 'correct the conditions'),
        )
        continue
      }
      for (const id of children) {
        const held = links.get(id)
        if (!byId.has(id)) {
          if (answer === referenceText(parent))
            problems.push(
              conditionProblem(
                parent,
                `${word} opens ${id}, which this image has not`,
                'add the row or correct the id',
              ),
            )
        } else if (held === undefined) links.set(id, { parent, answers: [answer] })
        else if (held.parent === parent) held.answers.push(answer)
        else
          problems.push(
            conditionProblem(
              parent,
              `${id} is opened by ${held.parent.questionId} already; only that counts`,
              'open each question once',
            ),
          )
      }
    }
  return { links, problems }
}

function referenceText({ question, reference }: FaceRow): string {
  const key = reference.format === 'choice' ? reference.key : undefined
  return question.options?.find(option => option.key === key)?.text ?? ''
}

function conditionProblem({ place }: FaceRow, what: string, next: string): PraxisError {
  return new PraxisError('data-malformed', what, next, { ...place, field: 'conditions' })
}
