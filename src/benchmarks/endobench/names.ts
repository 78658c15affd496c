/**
 * The names that tables are grouped by. Spellings differ between the paper, its table and files made
 * since ("Localisation", "&", abbreviations), so known names are brought to one form; others stay as they are.
 */

/** Tasks in the order of the paper's table, with their category and number of official questions. */
export const tasks = [
  { name: 'Landmark Identification', category: 'Anatomical Structure Recognition', count: 625 },
  { name: 'Organ Identification', category: 'Anatomical Structure Recognition', count: 418 },
  { name: 'Lesion Type Identification', category: 'Lesion Analysis and Grading', count: 1058 },
  { name: 'Lesion Severity Grading', category: 'Lesion Analysis and Grading', count: 194 },
  { name: 'Lesion Quantification', category: 'Lesion Analysis and Grading', count: 323 },
  { name: 'Preoperative Assessment', category: 'Surgical Workflow and Operation Analysis', count: 100 },
  { name: 'Macro Phases Identification', category: 'Surgical Workflow and Operation Analysis', count: 738 },
  { name: 'Micro Operation Analysis', category: 'Surgical Workflow and Operation Analysis', count: 666 },
  { name: 'Instrument Management', category: 'Surgical Workflow and Operation Analysis', count: 297 },
  { name: 'Visual Grounding', category: 'Spatial Localisation and Region Understanding', count: 669 },
  { name: 'Region Selection', category: 'Spatial Localisation and Region Understanding', count: 433 },
  { name: 'Region Recognition', category: 'Spatial Localisation and Region Understanding', count: 1311 },
] as const

const scenes = ['Gastroscopy', 'Colonoscopy', 'Capsule endoscopy', 'Surgical endoscopy']

/** Tasks are also found by their first and last word: "Lesion Type …", "Macro Phase Identification". */
const taskAliases: Record<string, string> = {
  'lesion type': 'Lesion Type Identification',
  'lesion severity': 'Lesion Severity Grading',
  'lesion quantification': 'Lesion Quantification',
  'polyp counting': 'Lesion Quantification',
  'lesion counting': 'Lesion Quantification',
  preoperative: 'Preoperative Assessment',
  'pre operative': 'Preoperative Assessment',
  'macro phase': 'Macro Phases Identification',
  'micro operation': 'Micro Operation Analysis',
}

export function taskName(text: string): string {
  const wanted = plain(text)
  const alias = Object.entries(taskAliases).find(([start]) => wanted.startsWith(start))
  return tasks.find(({ name }) => plain(name) === wanted)?.name ?? alias?.[1] ?? text
}

export function categoryName(text: string): string {
  return tasks.find(({ category }) => plain(category) === plain(text))?.category ?? text
}

export function sceneName(text: string): string {
  return scenes.find(name => plain(name) === plain(text)) ?? text
}

/** What is shown beside the question: the five granularities of a visual prompt. */
export const prompts = ['whole image', 'box', 'contour', 'multi-box', 'coordinates'] as const
export type VisualPrompt = (typeof prompts)[number]

/** The region recognition subtasks, whose printed names are Box, Cont, Mul and Coor. "Coordinates of a box" is no box. */
const promptWords: [RegExp, VisualPrompt, string][] = [
  [/\b(coor|coord|coords|coordinates?)\b/, 'coordinates', 'Coor'],
  [/\b(mul|multi|multiple|multibox|several|colou?red)\b/, 'multi-box', 'Mul'],
  [/\b(cont|contours?|outlines?)\b/, 'contour', 'Cont'],
  [/\b(box|boxes|bbox|bounding|rectangle|roi)\b/, 'box', 'Box'],
]

/**
 * The granularity of a question; the whole image where nothing is marked. Region selection has none here:
 * its images show coloured boxes to choose from, but the paper's multi-box column counts region recognition
 * only, and must stay comparable.
 */
export function promptOf(task: string, subtask: string | undefined): VisualPrompt | undefined {
  if (task === 'Region Selection') return undefined
  if (task !== 'Region Recognition' || subtask === undefined) return 'whole image'
  return promptWords.find(([words]) => words.test(plain(subtask)))?.[1] ?? 'whole image'
}

/** Subtasks whose printed name is an abbreviation. What the letters stand for is nowhere printed. */
const initials: Record<string, string[]> = {
  'Lesion Type Identification': ['LC', 'PT'],
  'Macro Phases Identification': ['SP', 'SS'],
  'Micro Operation Analysis': ['SA', 'TI'],
  'Instrument Management': ['IC', 'IP'],
}

/** The printed abbreviation where the words begin with its letters; a task that repeats its own name has no subtask. */
export function subtaskName(task: string, text: string | undefined): string | undefined {
  if (text === undefined || taskName(text) === task) return undefined
  if (task === 'Region Recognition')
    return promptWords.find(([words]) => words.test(plain(text)))?.[2] ?? text
  const letters = plain(text)
    .split(' ')
    .map(word => word.charAt(0).toUpperCase())
    .join('')
  return initials[task]?.find(known => known === text.toUpperCase() || letters.startsWith(known)) ?? text
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/localiz/g, 'localis')
    .replace(/&/g, ' and ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
