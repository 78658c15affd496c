/** What surrounds the face: background, something held before it, light. Board units; see `artwork.ts`. */
import type { Face } from '../traits.ts'
import { eyeLine, eyeOffset, middle, mouthLine } from './features.ts'
import { fill, line, shape } from './svg.ts'

const whole = 'M0 0H768V768H0Z'

export function drawBackground({ background, backgroundColor }: Face): string {
  const ground = fill(
    whole,
    {
      Gray: '#b9bcc4',
      Blue: '#8fc1ea',
      Green: '#6fc581',
      Yellow: '#f3df7c',
      Pink: '#f5b9cf',
      Orange: '#f4b06a',
    }[backgroundColor],
  )
  const pattern = {
    Plain: '',
    Striped: '<path d="M0 0h34v96h-34z" fill="#fff" fill-opacity=".6"/>',
    Dotted: '<circle cx="48" cy="48" r="17" fill="#fff" fill-opacity=".7"/>',
    Checked: '<path d="M0 0h48v48h-48zM48 48h48v48h-48z" fill="#fff" fill-opacity=".55"/>',
  }[background]
  if (pattern === '') return ground
  return `${ground}<pattern id="ground" width="96" height="96" patternUnits="userSpaceOnUse">${pattern}</pattern>${fill(whole, 'url(#ground)')}`
}

/** The thing hides what it stands for: the whole eye, or mouth with mustache and chin tuft. */
export function drawOccluder(face: Face): string {
  if (face.occlusion === 'None') return ''
  const side = { 'Left eye': -1, 'Right eye': 1, Mouth: 0 }[face.occlusion]
  const x = middle + side * (eyeOffset(face) + 12)
  const y = side === 0 ? mouthLine + 16 : eyeLine - 6
  return `<g transform="translate(${x} ${y})">${things[face.occluder]}</g>`
}

// Each covers at least a circle of radius 72 around its origin.
const things: Record<Face['occluder'], string> = {
  Ball: `<circle r="86" fill="#f7f7f4" stroke="#1c1416" stroke-width="4"/>${shape('M0 -30L29 -9L18 24L-18 24L-29 -9Z', '#25232a')}${line('M0 -30V-84M29 -9L80 -27M18 24L48 70M-18 24L-48 70M-29 -9L-80 -27', 5)}`,
  Phone: `<rect x="-86" y="-112" width="172" height="226" rx="18" fill="#23232b" stroke="#000" stroke-width="4"/><rect x="-30" y="-98" width="60" height="40" rx="12" fill="#3c3c48"/><circle cx="-13" cy="-78" r="11" fill="#0c0c10"/><circle cx="13" cy="-78" r="11" fill="#0c0c10"/><circle cy="10" r="15" fill="#8b8b98"/>`,
  Cup: `${line('M76 -40Q136 -40 128 14Q118 62 66 46', 18)}${line('M76 -40Q136 -40 128 14Q118 62 66 46', 11, '#e9eef2')}${shape('M-84 -80H84L70 92H-70Z', '#e9eef2', 4)}${shape('M-80 -30H80L76 20H-76Z', '#c9582f')}<ellipse cy="-80" rx="84" ry="15" fill="#5c3a22" stroke="#1c1416" stroke-width="4"/>`,
  Leaf: `${shape('M-14 -124Q112 -80 84 62Q50 116 -18 132Q-112 84 -92 -34Q-76 -96 -14 -124Z', '#3f9448', 4)}${line('M-12 -116Q8 0 -16 176M2 -34L54 -62M4 20L62 4M-2 70L46 66M0 -20L-50 -44M2 36L-62 12M-4 84L-56 70', 5, '#1f5a2a')}`,
  Book: `${shape('M-104 -84H104V88H-104Z', '#7a3b8f', 4)}${fill('M-92 -72H-8V76H-92ZM8 -72H92V76H8Z', '#f4ecd8')}${line('M0 -84V88', 8)}${line('M-78 -44H-24M-78 -14H-24M-78 16H-24M-78 46H-24M24 -44H78M24 -14H78M24 16H78M24 46H78', 4, '#8d8577')}`,
}

/** Shade and shine over everything: where the light comes from, and how much there is. */
export function drawLight({ lightDirection, lightIntensity }: Face): string {
  const ends = {
    Front: undefined,
    'Left-side': [0, 0, 1, 0],
    'Right-side': [1, 0, 0, 0],
    Downward: [0, 0, 0, 1],
    Upward: [0, 1, 0, 0],
  }[lightDirection]
  const level = { Weak: fill(whole, '#05060f', 0.38), Medium: '', Strong: fill(whole, '#fffdf2', 0.25) }[
    lightIntensity
  ]
  if (ends === undefined) return level
  const [x1, y1, x2, y2] = ends
  const stops =
    '<stop offset="0" stop-color="#fff" stop-opacity=".45"/><stop offset=".42" stop-color="#fff" stop-opacity="0"/><stop offset=".5" stop-color="#05060f" stop-opacity="0"/><stop offset="1" stop-color="#05060f" stop-opacity=".62"/>'
  return `<linearGradient id="light" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stops}</linearGradient>${fill(whole, 'url(#light)')}${level}`
}

/** Radius of the blur in board units. */
export const blurRadius = { Clear: 0, 'Slightly blurred': 5, 'Heavily blurred': 14 } as const
