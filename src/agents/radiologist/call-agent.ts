/** A call of a tool about a picture: an answer that names another picture than the one asked about is a failure. */
import type { Client } from '@modelcontextprotocol/client'
import * as z from 'zod'
import { type Called, type Calling, callTool } from '../call-tool.ts'

/** The picture that is read, as tools name it: a path below their roots or a data: URL. */
export type Picture = { given: string; sha256: string; width: number; height: number }

const imageSchema = z.object({
  image: z.object({ sha256: z.string(), width: z.int(), height: z.int() }).optional(),
})

export async function callAgent<T>(
  client: Client,
  call: { name: string; arguments: Record<string, unknown> },
  schema: z.ZodType<T>,
  picture: Picture,
  calling: Calling,
): Promise<Called<T>> {
  const called = await callTool(client, call, z.intersection(schema, imageSchema), calling)
  if (!called.ok) return called
  const { image } = called.value
  if (image !== undefined && !isSame(image, picture))
    return { ok: false, reason: 'it answers about another picture' }
  return called
}

function isSame(
  one: { sha256: string; width: number; height: number },
  other: { sha256: string; width: number; height: number },
): boolean {
  return one.sha256 === other.sha256 && one.width === other.width && one.height === other.height
}
