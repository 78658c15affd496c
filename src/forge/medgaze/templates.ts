/**
 * What is asked. Each template lists what can be true of its items; the builder takes these truths in turns,
 * so that no answer is more frequent than another and a model without the gaze has nothing to go by.
 * Controls stand beside the traps: the same words and options where the premise holds.
 *
 * The words keep clear of "left" and "right" in any other sense than a side of the picture, so that the
 * run mode that mirrors pictures can mirror the words.
 */
import { colleague, isLookedAt, relation, whereEnds } from './spatial-templates.ts'
import { compliance, goOn } from './standard-templates.ts'
import type { Template } from './template.ts'
import { firstLook, lookedBefore, nextCheck, orderOfLooking } from './temporal-templates.ts'

export const templates: readonly Template[] = [
  whereEnds,
  relation,
  lookedBefore,
  orderOfLooking,
  firstLook,
  isLookedAt,
  nextCheck,
  compliance,
  colleague,
  goOn,
]
