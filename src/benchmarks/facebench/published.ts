/**
 * Published figures of FaceBench, in percent, for standing beside ours: the results by view and, for four
 * models, by level-1 attribute. The paper does not say which metric of which question type a figure holds,
 * nor how "overall" is formed (it is not the mean of the views), so they do not compare to the decimal.
 */
import type { Published } from '../benchmark.ts'

const views = ['Appearance', 'Accessories', 'Surrounding', 'Psychology', 'Identity']

/** Overall, then the views; the human study has no figure for the last two. */
const byView: Record<string, number[]> = {
  'Qwen-VL-Chat-7B': [48.27, 48.13, 57.79, 42.04, 43.07, 49.39],
  'InstructBLIP-7B': [51.62, 44.33, 58.26, 52.96, 48.64, 62.86],
  'DeepSeek-VL-7B': [56.09, 49.24, 65.92, 61.77, 41.77, 65.66],
  'Qwen2-VL-7B': [57.19, 53.89, 70.73, 58.35, 37.81, 65.07],
  'Molmo-7B': [54.04, 55.41, 65.19, 46.18, 39.08, 68.63],
  'InternVL2-8B': [57.69, 51.59, 62.42, 59.27, 57.43, 63.71],
  'MiniCPM-V-8B': [60.67, 53.42, 70.95, 58.75, 59.57, 66.76],
  'LLaMA-3.2-11B': [45.87, 47.74, 58.48, 26.52, 44.66, 60.97],
  'LLaVA1.5-13B': [53.66, 51.22, 58.45, 44.11, 58.47, 68.1],
  'Face-LLaVA-13B': [61.16, 60.29, 61.62, 57.89, 61.85, 71.64],
  'GPT-4o': [63.21, 60.69, 68.23, 53.63, 74.94, 63.53],
  'Gemini-1.5-Pro': [62.72, 58.74, 66.55, 57.2, 68.98, 71.11],
  Human: [67.38, 67.49, 75.96, 63.04],
}

const models = ['LLaVA1.5-13B', 'Face-LLaVA-13B', 'GPT-4o', 'Gemini-1.5-Pro']

/** In the order of `models`. */
const byAttribute: Record<string, number[]> = {
  earring: [52.77, 48.43, 70.3, 70.39],
  'eye mask': [98.77, 99.69, 99.38, 49.7],
  'face mask': [97.24, 100, 100, 100],
  glasses: [70.9, 73.56, 81.64, 74.48],
  'hair wear': [45.27, 60.15, 63.46, 59.39],
  hat: [68.05, 73.42, 75.88, 76.49],
  headphones: [87.91, 87.31, 85.15, 89.63],
  mask: [94.47, 99.08, 99.07, 99.1],
  necklace: [54.84, 50.05, 46.67, 57.82],
  scarf: [50.59, 57.81, 49.89, 56.83],
  'special accessories': [12.76, 33.37, 17.29, 21.14],
  tie: [56.96, 65.5, 53.27, 48.17],
  top: [54.74, 45.13, 67.96, 59.1],
  beard: [67.93, 66.93, 67.75, 66.78],
  cheeks: [47.49, 75.59, 68.12, 68.69],
  chin: [41.59, 66.34, 70.39, 69.56],
  ears: [43.95, 59.07, 56.95, 35.84],
  eyebrows: [61.82, 77.32, 70.15, 72.9],
  eyes: [62.42, 71.56, 74.58, 76.1],
  forehead: [42.57, 62.89, 48.13, 63.06],
  hair: [58.84, 60.14, 68.67, 60.35],
  'head pose': [72.87, 75.76, 79.58, 71.41],
  'inside of mouth': [60.96, 67.62, 67.39, 68.44],
  jawline: [54.92, 54.78, 55.15, 61.87],
  lips: [48.94, 67.33, 59.82, 52.49],
  mustache: [63.04, 57.15, 71.82, 61.87],
  neck: [43.96, 52.32, 38.73, 40.98],
  nose: [67.48, 68.08, 73.76, 72.03],
  sideburns: [50.42, 42.31, 55.4, 54.12],
  skin: [54.41, 62.81, 67.83, 69.04],
  'action unit': [49.89, 49.91, 67.68, 64.41],
  emotion: [66.89, 73.6, 82.69, 74.06],
  age: [45.76, 53.38, 58.89, 52],
  gender: [96.52, 96.6, 70.26, 94.43],
  race: [62.33, 65.11, 60.01, 66.65],
  background: [6.42, 2.92, 2.4, 4.39],
  blurriness: [16.19, 96.17, 91.56, 92.94],
  lighting: [42.98, 62.84, 65.73, 70.89],
  occlusion: [70.62, 73.96, 74.44, 49.52],
}

export const published: Published = {
  source:
    'X. Wang et al., FaceBench, CVPR 2025 (arXiv 2503.21457), results by view and by level-1 attribute; which metric each figure holds and how the overall figure is formed are not published',
  data: 'the 49,919 official test questions',
  card: 'FaceBench (49,919 test questions)',
  yardstick: 'Human',
  rows: Object.entries(byView).map(([model, [overall = 0, ...ofViews]]) => ({
    model,
    values: { accuracy: overall / 100 },
    by: {
      view: Object.fromEntries(ofViews.map((percent, i) => [views[i] ?? '', percent / 100])),
      ...(models.includes(model) && { attribute: attributesOf(models.indexOf(model)) }),
    },
  })),
}

function attributesOf(column: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(byAttribute).map(([name, percents]) => [name, (percents[column] ?? 0) / 100]),
  )
}
