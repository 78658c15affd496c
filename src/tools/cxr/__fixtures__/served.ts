/** Servers over the official client, closed after each test, and what their answers say. */
import type { Client } from '@modelcontextprotocol/client'
import { afterEach, expect } from 'vitest'
import type { FindingsModel } from '../../../models/index.ts'
import { findingsServer } from '../findings-server.ts'
import { connectTo, sharedOptions } from './connect.ts'

const closing: Client[] = []
afterEach(async () => {
  for (const client of closing.splice(0)) await client.close()
})

export type Made = Parameters<typeof connectTo>[0]

export async function serve(factory: Made): Promise<Client> {
  const client = await connectTo(factory)
  closing.push(client)
  return client
}

export const serveFindings = (...models: FindingsModel[]) => serve(findingsServer({ ...sharedOptions(), models }))

export const call = (client: Client, name: string, args: Record<string, unknown>) =>
  client.callTool({ name, arguments: args })
export type Result = Awaited<ReturnType<typeof call>>

export function said({ content }: Result): string {
  return content.map(block => (block.type === 'text' ? block.text : '')).join('\n')
}

export async function refusal(client: Client, name: string, args: Record<string, unknown>): Promise<string> {
  const result = await call(client, name, args)
  expect(result.isError).toBe(true)
  expect(said(result)).toMatch(/^[^\n]+$/)
  return said(result)
}

export const bright = (x: number, y: number) => (x < 100 && y >= 100 ? 250 : 40)
