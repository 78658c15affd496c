/**
 * The main job on shipped data, with built-in models: benchmarks, comparisons, reports; a diagnostician beside a
 * baseline; a chest radiograph segmented by a scripted annotator, and a set of pictures by a simulated one; drawn
 * radiographs read by the radiologist. It runs the same commands a user would, and prints them.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const praxis = fileURLToPath(new URL('../bin/praxis.mjs', import.meta.url))
const out = 'runs/demo'
const lungs = 'data/segment-mini'

const commands = [
  `run medeinst --model builtin:bayes --out ${out}/medeinst-bayes`,
  `run medeinst --model builtin:chance --out ${out}/medeinst-chance`,
  `run vqa --data vqa-rad --model builtin:prior --out ${out}/vqa-prior`,
  `run vqa --data vqa-rad --model builtin:chance --out ${out}/vqa-chance`,
  `compare ${out}/medeinst-chance ${out}/medeinst-bayes`,
  `run medeinst --solver ecr --out ${out}/medeinst-ecr`,
  `compare ${out}/medeinst-bayes ${out}/medeinst-ecr`,
  `report ${out}/medeinst-bayes ${out}/medeinst-ecr --html ${out}/medeinst.html`,
  `report ${out}/vqa-prior ${out}/vqa-chance --html ${out}/vqa.html`,
  `segment ${lungs}/images/lung-1_X-ray_chest.png --target lungs --solver scripted:scripts/annotator.json` +
    ` --reference ${lungs}/masks/lung-1_X-ray_chest_lungs.png --out ${out}/lungs.png --overlay ${out}/lungs-overlay.png`,
  `run segment --data segment-mini --solver oracle --out ${out}/segment-oracle`,
  `report ${out}/segment-oracle --html ${out}/segment.html`,
  `forge phantoms --out ${out}/phantoms --count 4 --seed 7`,
  `read ${out}/phantoms/images/phantom-7-1.png --out ${out}/reading`,
  `run cxr --set count=100 --out ${out}/cxr`,
  `report ${out}/cxr --html ${out}/cxr.html`,
]

const startedAt = performance.now()
for (const command of commands) {
  console.log(`\n$ praxis ${command}`)
  const { status } = spawnSync(process.execPath, [praxis, ...command.split(' ')], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
console.log(
  `\nDone in ${seconds} s. Open ${out}/medeinst.html, vqa.html, segment.html, cxr.html and reading/reading.html, and the picture lungs-overlay.png.`,
)
console.log('Research use, not a medical device.')
