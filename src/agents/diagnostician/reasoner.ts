/**
 * Who fills in the stages of ECR-Agent: a symbolic reasoner over DDXPlus or a chat model. A stage that comes to
 * nothing says why; it never throws for a bad reply. Providers that fail throw, as everywhere.
 */
import type { Audit, Candidate, Doubt, KnowledgeNode, PatientNode } from './nodes.ts'

/** What is known of a case: its text, and the diagnoses that may be answered. */
export type Story = { caseId: string; text: string; diseases: readonly string[] }

export type Representation = { summary: string; nodes: PatientNode[] }

/** A finding that the critic or the memory found to decide between two diseases. */
export type Pivot = { content: string; code?: string | undefined; supports: string; rulesOut: string }

/** `notes`: what of the reply had to be left out. */
export type Outcome<T> = { ok: true; value: T; notes?: readonly string[] } | { ok: false; reason: string }

export type Judged = { disease: string; why: string }

/** What a judge sees. */
export type Evidence = {
  story: Story
  representation: Representation
  candidates: readonly Candidate[]
  audits: readonly Audit[]
  exemplars: readonly { caseId: string; disease: string; similarity: number }[]
  facts: readonly string[]
}

export type Reasoner = {
  id: string
  /** The intuitive pathway: at most `most` diseases of the story's list, best first. */
  intuit: (story: Story, most: number) => Promise<Outcome<Candidate[]>>
  /** The analytic pathway. */
  represent: (story: Story) => Promise<Outcome<Representation>>
  /**
   * Intervention: what supports or rules out which candidates, linked to the patient's findings. `facts`: what is known
   * besides, in words, such as what the critic said.
   */
  intervene: (
    story: Story,
    representation: Representation,
    candidates: readonly Candidate[],
    facts?: readonly string[],
  ) => Promise<Outcome<KnowledgeNode[]>>
  /** Counterfactual: the words of the narrative that state an expected finding after all, by knowledge id. */
  reread: (story: Story, expected: readonly KnowledgeNode[]) => Promise<Outcome<ReadonlyMap<string, string>>>
  /** Decides among the candidates that are left; absent where the strict tiers decide. */
  judge?: (evidence: Evidence) => Promise<Outcome<Judged>>
  /**
   * What speaks against naming the disease that the audit puts first, undefined where nothing does; without a disease,
   * what would have to be known to name one.
   */
  doubt?: (story: Story, patient: readonly PatientNode[], disease?: string) => Doubt | undefined
}

/** How many candidates the paper's intuitive pathway names. */
export const mostCandidates = 5

/** Why nothing is answered where nothing was found. */
export const nothingRead = 'the text states no finding that was understood'
