/** What is sent for an item: pictures with the gaze in the chosen encoding, the question, the options. */
import type { Task } from '../../agents/index.ts'
import type { Case } from '../../cases/index.ts'
import { readGazeMedia } from '../../imaging/index.ts'
import type { Setting, Settings } from '../benchmark.ts'
import { encodeGaze, type GazeEncoding, gazeEncodings } from './encode-gaze.ts'

/**
 * Text comes first, so it is the default: it is exact, keeps the times, sends the picture untouched, and
 * works for every model, so that a first number says most about the model and least about its eye for marks.
 */
export const gazeSetting: Setting = {
  name: 'gaze',
  about:
    'how the gaze is told: coordinates in text, markers on the picture, a salience overlay, or not at all',
  values: gazeEncodings,
}

export async function poseGaze(case_: Case, settings: Settings): Promise<Task> {
  const { id, question, media } = case_
  const images = media.filter(({ kind }) => kind === 'image')
  const gaze = media.find(({ kind }) => kind === 'gaze')
  const record = gaze && (await readGazeMedia(gaze))
  const { images: sent, words } = await encodeGaze(images, record, encodingOf(settings))
  const options = (question.options ?? []).map(({ key, text }) => `${key}. ${text}`)
  const user = [
    ...(words === undefined ? [] : [words]),
    question.text,
    `Options:\n${options.join('\n')}`,
    'End your reply with a line of the form "Answer: X", where X is the letter of the one best option.',
  ].join('\n\n')
  const rest = media.filter(({ kind }) => kind !== 'image' && kind !== 'gaze')
  return { caseId: id, question, media: [...sent, ...rest], prompt: { user } }
}

function encodingOf({ gaze }: Settings): GazeEncoding {
  return gazeEncodings.find(encoding => encoding === gaze) ?? gazeEncodings[0]
}
