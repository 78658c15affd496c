/** Where a run goes when no folder is named: the same ask always gives the same folder, so it continues. */
import { basename, join } from 'node:path'
import { hashBytes } from '../cases/index.ts'
import type { Ask } from './record.ts'

export function defaultRunDir(root: string, ask: Ask): string {
  const words = [
    ask.benchmark,
    basename(ask.data),
    ask.model === 'none' ? ask.solver : ask.model,
    ...(ask.mode === 'plain' ? [] : [ask.mode]),
    ...Object.values(ask.settings ?? {}),
  ]
  const name = words
    .map(slug)
    .filter(word => word !== '')
    .join('-')
  return join(root, `${name}-${hashBytes(JSON.stringify(Object.entries(ask).sort())).slice(0, 8)}`)
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/https?:\/\//g, '')
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, 40)
}
