#!/usr/bin/env node
// Starts praxis on Node 24: from the sources in a clone (types are stripped by Node itself), from dist/
// in an installed package. On an older Node it launches one from npm: a clone pins it, beside an installed
// package it may stand.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = new URL('../', import.meta.url)
const source = new URL('src/cli/main.ts', root)
const entry = existsSync(source) ? source : new URL('dist/cli/main.js', root)
const major = Number(process.versions.node.split('.')[0])

if (major >= 24) {
  // Keeps what Node makes of the modules, types stripped, for the next start: it takes half the time.
  module.enableCompileCache()
  await import(entry.href)
} else {
  const node = pinnedNode()
  if (node === undefined) {
    process.stderr.write(
      `praxis needs Node 24 or newer and this is ${process.versions.node}; update it, or run \`npm install${existsSync(source) ? '' : ' node@24'}\` here\n`,
    )
    process.exitCode = 2
  } else launch(node)
}

// The channel lets the launched process notice when this one is killed, whatever the signal, so that it
// never goes on alone and holds a run's lock. Gentle signals are passed on.
function launch(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PRAXIS_LAUNCHED: '1' },
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)))
}

function pinnedNode() {
  try {
    const manifest = createRequire(pathToFileURL(fileURLToPath(root))).resolve('node/package.json')
    const path = fileURLToPath(new URL('bin/node', pathToFileURL(manifest)))
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
