/** A DICOM image as a chat model is shown it. */
import { expect, test } from 'vitest'
import { embedMedia, hashBytes } from '../src/cases/index.ts'
import { dicomImage, patientName } from '../src/imaging/__fixtures__/dicom-image.ts'
import { prepareImage } from '../src/models/index.ts'

test('a DICOM image becomes the PNG that it asks to be shown as, without whose it is', async () => {
  const samples = Int16Array.from({ length: 64 * 48 }, (_, i) => i % 500)
  const bytes = dicomImage(1, { columns: 64, rows: 48, samples })
  const part = await prepareImage({ ...embedMedia('image', bytes), mediaType: 'application/dicom' }, bytes)
  expect(part.sent).toMatchObject({ mediaType: 'image/png', width: 64, height: 48, source: hashBytes(bytes) })
  expect(part.sent.sha256).toBe(hashBytes(part.bytes))
  expect(Buffer.from(bytes).toString('latin1')).toContain(patientName)
  expect(Buffer.from(part.bytes).toString('latin1')).not.toContain(patientName)
})
