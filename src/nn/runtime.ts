/**
 * The array library behind every network: jax-js, on WebAssembly. Arrays are owned: a function consumes what it is
 * given, and `.ref` keeps a value for another use. See the library's own words on reference counting.
 */
import { defaultDevice, init } from '@jax-js/jax'

let started: Promise<void> | undefined

/** Must have resolved before any array is made. May be called again. */
export function startRuntime(): Promise<void> {
  started ??= start()
  return started
}

async function start(): Promise<void> {
  // The library looks for WebGPU on a global that Node has only since version 21.
  if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: {} })
  await init('wasm')
  defaultDevice('wasm')
}
