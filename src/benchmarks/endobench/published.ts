/**
 * Published figures of EndoBench (arXiv 2505.23601, table of 12 tasks and table of scenes and visual
 * prompts), in percent, for standing beside ours. They are over the 6,832 official questions; the
 * physicians answered an unpublished part of them, tens of questions a task, and none on grounding.
 *
 * The printed heads of the lesion columns are LQ, LT and LS. Their letters suggest quantification, type and
 * severity, but the sizes do not: the only numbers of questions for which all 25 percentages of a column are
 * whole counts are 1,058, 194 and 323, and the paper's task chart gives type 15.5 %, severity 2.8 % and
 * quantification 4.7 % of 6,832. So LQ is read as lesion type, LT as severity, LS as quantification.
 */
import type { Published } from '../benchmark.ts'
import { tasks } from './names.ts'

/** The average, then the tasks in the order of `tasks`: LI OI LQ LT LS PA MP MO IM VG RS RR as printed. */
type Figures = readonly (number | null)[]

const rows: readonly (readonly [model: string, percentages: Figures])[] = [
  ['Random', [24.96, 23.68, 24.64, 23.25, 15.98, 15.48, 50, 25.61, 27.78, 33.33, 28.1, 22.63, 24.26]],
  ['Physician', [74.12, 93.33, 65, 70, 66.67, 46.67, 80, 60, 77.14, 80, null, 93.33, 80]],
  ['LLaVA-1.5-7B', [26.62, 22.24, 25.84, 21.64, 22.16, 15.79, 52, 24.25, 40.24, 35.69, 22.87, 25.64, 28.99]],
  ['LLaVA-1.5-13B', [24.99, 24.8, 19.14, 19.75, 12.89, 18.89, 56, 22.36, 46.55, 34.68, 19.73, 26.56, 22.58]],
  ['LLaVA-Llama3-8B', [24.75, 22.56, 21.77, 22.4, 18.56, 18.27, 51, 23.71, 42.49, 37.04, 18.68, 25.4, 20.82]],
  [
    'LLaVA-NeXT-Llama3-8B',
    [25.1, 27.04, 23.21, 17.01, 18.04, 17.03, 51, 24.53, 44.89, 39.73, 18.24, 26.79, 22.27],
  ],
  ['CogVLM-Chat-7B', [27.58, 24.64, 25.6, 21.08, 20.1, 18.58, 50, 23.71, 41.44, 34.68, 26.76, 24.94, 31.27]],
  ['ShareGPT4V', [18.35, 11.52, 18.42, 19.19, 1.55, 14.24, 0, 16.26, 31.38, 21.55, 11.51, 12.7, 25.02]],
  ['Qwen2.5-VL-3B', [25.01, 21.6, 23.44, 20.7, 15.98, 16.72, 44, 26.02, 42.34, 50.17, 17.49, 25.87, 21.05]],
  ['Qwen2.5-VL-7B', [27.63, 22.24, 25.84, 21.64, 22.16, 15.79, 55, 24.25, 40.24, 57.91, 22.87, 25.64, 28.99]],
  ['Qwen2.5-VL-72B', [27.25, 28.48, 20.1, 22.21, 12.37, 14.55, 53, 27.51, 48.05, 50.17, 22.87, 26.1, 23.11]],
  ['Janus-Pro-7B', [28.81, 25.28, 23.68, 22.31, 13.4, 17.03, 50, 27.37, 47.9, 45.45, 25.56, 25.87, 30.89]],
  ['InternVL2.5-8B', [27.96, 23.2, 20.1, 19.09, 8.76, 17.96, 54, 26.83, 49.25, 45.79, 16.74, 26.1, 35.32]],
  ['InternVL2.5-38B', [30.09, 28.48, 31.82, 22.02, 13.4, 19.5, 57, 27.64, 47.6, 49.83, 19.13, 28.18, 34.1]],
  ['QvQ-72B', [31.62, 22.08, 15.31, 30.91, 22.68, 18.89, 53, 28.86, 49.85, 53.87, 28.85, 37.88, 31.35]],
  ['MedDr-80B', [39.96, 56, 43.06, 36.96, 21.65, 17.65, 52, 28.05, 57.51, 48.48, 45.14, 47.58, 31.73]],
  ['LLaVA-Med-7B', [24.71, 41.44, 26.79, 15.79, 24.23, 8.67, 47, 17.61, 24.93, 25.26, 24.36, 37.88, 25.17]],
  ['HuatuoGPT-V-7B', [35.57, 34.88, 39.47, 37.43, 23.2, 21.05, 45, 31.03, 49.85, 49.49, 24.07, 46.42, 32.26]],
  [
    'HuatuoGPT-V-34B',
    [39.58, 36.64, 33.25, 34.97, 19.59, 21.98, 86, 35.77, 55.26, 59.26, 31.69, 60.51, 37.3],
  ],
  ['ColonGPT', [15.6, 30.4, 11, 27.69, 12.37, 0, 95, 5.42, 1.65, 15.83, 2.99, 4.62, 21.36]],
  ['DeepSeek-V3', [31.13, 24.96, 21.53, 29.96, 21.65, 20.43, 46, 27.91, 52.1, 54.55, 21.38, 38.57, 29.37]],
  ['Grok-3', [34.66, 32.16, 26.08, 33.65, 16.49, 22.29, 56, 27.38, 49.25, 53.87, 20.93, 54.73, 36.23]],
  [
    'Claude-3.7-Sonnet',
    [35.67, 34.56, 26.07, 36.01, 29.9, 25.39, 44, 27.78, 53.76, 48.48, 27.65, 51.27, 33.03],
  ],
  ['GPT-4o', [41.69, 44.16, 33.73, 42.25, 39.69, 24.15, 92, 41.19, 59.16, 63.63, 27.06, 41.8, 37.22]],
  [
    'Gemini-2.5-Pro',
    [49.53, 44.16, 39.71, 41.97, 29.38, 24.46, 90, 46.21, 67.87, 62.96, 50.52, 73.21, 48.59],
  ],
]

/** Scenes GS CS CE SE, then prompts Box Contour Multi Coordinate; only these models are quoted. */
const scenesAndPrompts: Record<string, Figures> = {
  'Gemini-2.5-Pro': [57.29, 44.6, 44.22, 54.6, 49.19, 38.46, 51.33, 50.58],
  'GPT-4o': [45.97, 43.54, 34.86, 43.72, 32.79, 35.71, 34.98, 43.65],
  'MedDr-80B': [51.46, 37.76, 38.5, 39.92, 33.03, 34.62, 27.38, 31.87],
  Physician: [80, 81.94, 78.26, 74.59, 86.67, 73.33, 80, null],
  Random: [24.01, 23.41, 25.48, 26.35, 26.1, 19.23, 25.1, 24.02],
}
const sceneNames = ['Gastroscopy', 'Colonoscopy', 'Capsule endoscopy', 'Surgical endoscopy']
const promptNames = ['box', 'contour', 'multi-box', 'coordinates']

/** LC PT SP SS SA TI IC IP; the region subtasks are the prompts. */
const subtasks: Record<string, Figures> = {
  'Gemini-2.5-Pro': [49.01, 19.2, 44.29, 47.94, 65.1, 71.15, 62.81, 63.27],
  'GPT-4o': [49.38, 19.2, 36, 45.88, 64.54, 52.79, 62.81, 65.31],
  Physician: [86.67, 70, 53.33, 66.67, 85, 66.67, 90, 73.33],
  Random: [24.5, 19.2, 25.71, 25.52, 26.6, 29.18, 25.63, 48.98],
  ColonGPT: [null, 57.6],
  'Qwen2.5-VL-7B': [null, null, null, null, null, null, 63.32],
}
const subtaskNames = ['LC', 'PT', 'SP', 'SS', 'SA', 'TI', 'IC', 'IP']

export const officialCardName = 'EndoBench (official, 6,832 questions)'

export const published: Published = {
  source:
    'EndoBench, arXiv 2505.23601 and its project page: accuracy by task, scene, visual prompt and subtask',
  data: 'the 6,832 official questions (the physicians: an unpublished part of them)',
  card: officialCardName,
  yardstick: 'Physician',
  rows: rows.map(([model, [average = null, ...byTask]]) => {
    const more = scenesAndPrompts[model] ?? []
    const by = {
      task: named(
        tasks.map(({ name }) => name),
        byTask,
      ),
      scene: named(sceneNames, more.slice(0, 4)),
      prompt: named(promptNames, more.slice(4)),
      subtask: named(subtaskNames, subtasks[model] ?? []),
    }
    return { model, values: average === null ? {} : { accuracy: average / 100 }, by }
  }),
}

function named(names: readonly string[], percentages: Figures): Record<string, number> {
  return Object.fromEntries(
    names.flatMap((name, i) => {
      const percentage = percentages[i] ?? null
      return percentage === null ? [] : [[name, percentage / 100]]
    }),
  )
}
