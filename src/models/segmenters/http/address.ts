/**
 * Where a segmentation service is: `http:URL`, such as `http:https://host:8000/path?model=NAME`. The prefix may
 * be left away, as the scheme says it already. In the query, `model` and `label` choose among what a MONAI Label
 * server offers.
 */
import { PraxisError } from '../../../cases/index.ts'

export type Address = { base: URL; model?: string; label?: string }

/** Whether a name of a segmenter has this form. */
export function isAddress(id: string): boolean {
  return /^(http:)?https?:\/\//i.test(id)
}

/** Throws `model-unknown`. */
export function readAddress(id: string): Address {
  const url = URL.parse(id.replace(/^http:(?=https?:\/\/)/i, ''))
  if (url === null) throw wrong(id, 'it is no address', 'give it as http:http://host:port')
  if (url.username !== '' || url.password !== '')
    throw wrong(
      'http:URL',
      'an address holds no password, because it is recorded',
      'set PRAXIS_SEGMENTER_TOKEN instead',
    )
  const unknown = [...url.searchParams.keys()].find(key => key !== 'model' && key !== 'label')
  if (unknown !== undefined)
    throw wrong(id, `it has a parameter ${JSON.stringify(unknown)}`, 'only model and label are known')
  const [model, label] = [url.searchParams.get('model'), url.searchParams.get('label')]
  return {
    base: new URL(`${url.origin}${url.pathname.replace(/\/*$/, '/')}`),
    ...(model && { model }),
    ...(label && { label }),
  }
}

/** The one spelling of an address, under which it is recorded. */
export function addressId({ base, model, label }: Address): string {
  const query = new URLSearchParams({ ...(model && { model }), ...(label && { label }) })
  const href = base.href.replace(/\/$/, '')
  return `http:${href}${query.size === 0 ? '' : `?${query}`}`
}

function wrong(id: string, what: string, next: string): PraxisError {
  return new PraxisError('model-unknown', `${id} cannot be used as a segmenter: ${what}`, next)
}
