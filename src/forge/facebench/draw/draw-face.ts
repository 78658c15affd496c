/** A face as one SVG drawing, from back to front. */
import type { Face } from '../traits.ts'
import { artwork } from './artwork.ts'
import { drawBrows, drawEyes, drawMouth, drawNose, drawSkin, skinTones } from './features.ts'
import { drawBeard, drawFrontHair, drawHairWear, drawMustache, drawRearHair } from './hair.ts'
import { blurRadius, drawBackground, drawLight, drawOccluder } from './scene.ts'
import * as wear from './wear.ts'

/** The part of the board that is shown, in board units. */
const view = { x: 49, y: 62, size: 670 }

/** Complete, self-contained SVG. The same face gives the same text. */
export function drawFace(face: Face): string {
  const skin = skinTones[face.skin]
  const turn = { Upright: 0, 'Tilted left': -13, 'Tilted right': 13 }[face.headRoll]
  const turned = (...layers: string[]) => `<g transform="rotate(${turn} 384 600)">${layers.join('')}</g>`
  const blur = blurRadius[face.blurriness]
  const scene = [
    drawBackground(face),
    turned(drawRearHair(face)),
    artwork('body', 'body', { skin }),
    wear.drawTop(face),
    wear.drawNeckwear(face),
    turned(
      artwork('head', 'head', { skin }),
      drawSkin(face),
      drawNose(face),
      drawBeard(face),
      drawMouth(face),
      drawMustache(face),
      drawEyes(face),
      wear.drawSpecial(face),
      drawBrows(face),
      drawFrontHair(face),
      wear.drawEarrings(face),
      wear.drawFaceMask(face),
      wear.drawGlasses(face),
      wear.drawEyeMask(face),
      drawHairWear(face),
      wear.drawHat(face),
      wear.drawHeadphones(face),
      drawOccluder(face),
    ),
    wear.drawBadge(face),
  ].join('')
  const seen = blur === 0 ? scene : `<g filter="url(#blur)">${scene}</g>`
  const { x, y, size } = view
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${size} ${size}" width="${size}" height="${size}">${drawBackground(face)}<filter id="blur" x="0" y="0" width="1" height="1" filterUnits="objectBoundingBox"><feGaussianBlur stdDeviation="${blur}"/></filter>${seen}${drawLight(face)}</svg>`
}
