/** The few SVG phrases that the drawings share. */

/** Colour of every outline. */
export const ink = '#1c1416'

/** A line without filling. */
export function line(d: string, width: number, colour = ink): string {
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`
}

/** A filled shape without outline. */
export function fill(d: string, colour: string, opacity = 1): string {
  return `<path d="${d}" fill="${colour}" fill-opacity="${opacity}"/>`
}

/** A filled shape with outline. */
export function shape(d: string, colour: string | undefined, width = 3): string {
  return `<path d="${d}" fill="${colour ?? 'none'}" stroke="${ink}" stroke-width="${width}" stroke-linejoin="round"/>`
}

/** What was drawn for the right half of the face, on both halves. */
export function mirror(markup: string): string {
  return `${markup}<g transform="matrix(-1 0 0 1 768 0)">${markup}</g>`
}
