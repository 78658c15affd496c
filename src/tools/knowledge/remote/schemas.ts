/** What the tools over services outside take and return. */
import * as z from 'zod'
import { provenanceSchema } from '../schemas.ts'
import { diseaseIdSchema } from './open-targets.ts'
import { termSchema } from './term.ts'

const provenance = provenanceSchema
const limit = z.int().min(1).max(20).default(5).describe('results at most')

export const remoteArguments = {
  pubmed_search: z.strictObject({
    terms: z.array(termSchema).min(1).max(4).describe('articles are about all of them'),
    limit,
  }),
  pubmed_abstracts: z.strictObject({
    pmids: z
      .array(z.string().regex(/^[0-9]{1,10}$/))
      .min(1)
      .max(5)
      .describe('identifiers that pubmed_search returned'),
  }),
  open_targets_diseases: z.strictObject({ term: termSchema, limit }),
  open_targets_phenotypes: z.strictObject({
    disease: diseaseIdSchema.describe(
      'identifier that open_targets_diseases returned, such as MONDO_0005252',
    ),
    limit: z.int().min(1).max(100).default(30).describe('phenotypes at most'),
  }),
}

const article = z.object({
  pmid: z.string(),
  title: z.string(),
  journal: z.string(),
  date: z.string(),
  authors: z.array(z.string()),
  types: z.array(z.string()).describe('such as "Review" or "Retracted Publication"'),
  doi: z.string().optional(),
})

export const articlesSchema = z.object({
  query: z.string().describe('what left this machine'),
  understood: z.string().describe('how PubMed translated it'),
  ignored: z.array(z.string()).describe('what PubMed does not know and left out'),
  total: z.int(),
  articles: z.array(article),
  provenance,
})

export const abstractsSchema = z.object({
  articles: z.array(article.extend({ abstract: z.string(), headings: z.array(z.string()) })),
  missing: z.array(z.string()).describe('identifiers that PubMed does not have'),
  provenance,
})

export const diseasesSchema = z.object({
  diseases: z.array(z.object({ id: z.string(), name: z.string(), description: z.string() })),
  provenance,
})

export const phenotypesSchema = z.object({
  id: z.string(),
  name: z.string(),
  total: z.int().describe('phenotypes known, of which the first are listed'),
  phenotypes: z.array(
    z.object({
      id: z.string().describe('of the Human Phenotype Ontology'),
      name: z.string(),
      excluded: z.boolean().describe('true: annotated as not shown by this disease'),
      frequency: z.string().optional(),
      sources: z.array(z.string()),
    }),
  ),
  provenance,
})
