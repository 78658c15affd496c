/**
 * The Open Targets Platform, GraphQL API v4: diseases by name and their known phenotypes (from the Human Phenotype
 * Ontology's annotations). What is asked travels as variables beside fixed queries, never within one.
 */
import * as z from 'zod'
import { ProviderError } from '../../../models/index.ts'
import { plainText, readJson } from './read-json.ts'
import { type Answer, openService, type ServiceOptions } from './service.ts'
import type { Term } from './term.ts'

export const openTargetsAddress = new URL('https://api.platform.opentargets.org/api/v4/graphql')

/** Such as MONDO_0005252 or EFO_0003818. */
export const diseaseIdSchema = z.string().regex(/^[A-Za-z]{2,12}_[A-Za-z0-9]{1,20}$/)

export type Disease = { id: string; name: string; description: string }

/** `excluded`: the annotation says that the disease does not show it. `frequency` as annotated, where it is. */
export type Phenotype = { id: string; name: string; excluded: boolean; frequency?: string; sources: string[] }

/** `release` of the data, such as "26.09". */
export type Released<T> = T & { release: string }

export type OpenTargets = {
  diseases: (
    term: Term,
    limit: number,
    signal: AbortSignal,
  ) => Promise<Answer<Released<{ diseases: Disease[] }>>>
  /** `disease` is absent where there is none of this id. */
  phenotypes: (
    id: string,
    limit: number,
    signal: AbortSignal,
  ) => Promise<
    Answer<Released<{ disease?: { id: string; name: string; total: number; phenotypes: Phenotype[] } }>>
  >
}

const name = 'Open Targets'

const diseasesQuery = `query Diseases($term: String!, $size: Int!) {
  meta { dataVersion { year month } }
  search(queryString: $term, entityNames: ["disease"], page: { index: 0, size: $size }) {
    hits { id name description }
  }
}`

const phenotypesQuery = `query Phenotypes($id: String!, $size: Int!) {
  meta { dataVersion { year month } }
  disease(efoId: $id) {
    id
    name
    phenotypes(page: { index: 0, size: $size }) {
      count
      rows {
        phenotypeHPO { id name }
        evidence { qualifierNot frequencyHPO { name } resource }
      }
    }
  }
}`

export function openOpenTargets({
  address = openTargetsAddress,
  ...manners
}: Omit<ServiceOptions, 'name' | 'perSecond'> & { address?: URL }): OpenTargets {
  const ask = openService({ ...manners, name, perSecond: 3 })
  const question = (query: string, variables: Record<string, string | number>) => ({
    url: address,
    contentType: 'application/json',
    body: JSON.stringify({ query, variables }),
  })
  return {
    diseases: (term, size, signal) =>
      ask(question(diseasesQuery, { term: term.toLowerCase(), size }), readDiseases, signal),
    phenotypes: (id, size, signal) => ask(question(phenotypesQuery, { id, size }), readPhenotypes, signal),
  }
}

const number = z.union([z.string().max(8), z.number()])
const meta = z.object({ dataVersion: z.object({ year: number, month: number }) })
const failure = z.object({ errors: z.array(z.object({ message: plainText(160) })).min(1) })

const diseasesSchema = z.object({
  data: z.object({
    meta,
    search: z.object({
      hits: z.array(
        z.object({
          id: diseaseIdSchema,
          name: plainText(200),
          description: plainText(1_000).nullish(),
        }),
      ),
    }),
  }),
})

function readDiseases(body: string): Released<{ diseases: Disease[] }> {
  const { meta, search } = readAnswer(body, diseasesSchema)
  const diseases = search.hits.map(({ description, ...hit }) => ({ ...hit, description: description ?? '' }))
  return { release: releaseOf(meta), diseases }
}

const phenotypesSchema = z.object({
  data: z.object({
    meta,
    disease: z
      .object({
        id: diseaseIdSchema,
        name: plainText(200),
        phenotypes: z
          .object({
            count: z.int().nonnegative(),
            rows: z.array(
              z.object({
                phenotypeHPO: z.object({ id: plainText(40), name: plainText(200) }).nullish(),
                evidence: z.array(
                  z.object({
                    qualifierNot: z.boolean(),
                    frequencyHPO: z.object({ name: plainText(80) }).nullish(),
                    resource: plainText(80).nullish(),
                  }),
                ),
              }),
            ),
          })
          .nullish(),
      })
      .nullable(),
  }),
})

function readPhenotypes(body: string) {
  const { meta, disease } = readAnswer(body, phenotypesSchema)
  const release = releaseOf(meta)
  if (disease === null) return { release }
  const { id, phenotypes } = disease
  const rows = phenotypes?.rows ?? []
  return {
    release,
    disease: {
      id,
      name: disease.name,
      total: phenotypes?.count ?? 0,
      phenotypes: rows.flatMap(({ phenotypeHPO, evidence }): Phenotype[] => {
        if (phenotypeHPO === null || phenotypeHPO === undefined) return []
        const frequency = evidence.find(({ frequencyHPO }) => frequencyHPO)?.frequencyHPO?.name
        return [
          {
            ...phenotypeHPO,
            excluded: evidence.length > 0 && evidence.every(({ qualifierNot }) => qualifierNot),
            ...(frequency !== undefined && { frequency }),
            sources: [...new Set(evidence.flatMap(({ resource }) => resource ?? []))],
          },
        ]
      }),
    },
  }
}

/** GraphQL answers a query that it cannot carry out with status 200 and a list of errors. */
function readAnswer<T>(body: string, schema: z.ZodType<{ data: T }>): T {
  const read = readJson(name, body, z.union([failure, schema]))
  if ('data' in read) return read.data
  const said = read.errors[0]?.message ?? 'no reason given'
  throw new ProviderError('provider-rejected', `${name} could not answer (${said})`, 'ask something else')
}

function releaseOf({ dataVersion: { year, month } }: z.infer<typeof meta>): string {
  return `${year}.${month}`
}
