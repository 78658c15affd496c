/** What MONAI Label tells of itself, for the one interactive model there is here. */
import { type Segmenter, shownId } from '../../../models/index.ts'

/** Every mask has one label, whatever the target is called. */
export const target = 'target'

/** A name that fits into a path, such as `builtin`. */
export function modelName({ id }: Segmenter): string {
  return id.split(':', 1)[0] ?? id
}

/**
 * Of type `deepgrow` with two dimensions, which the plugins for Slicer and OHIF drive with clicks on a slice. The
 * description names the box parameter, since clients have no other way to learn of it.
 */
export function infoOf(segmenter: Segmenter, version: string, images: number) {
  return {
    name: 'Praxis',
    description: 'Interactive segmentation, slice by slice. Research use, not a medical device.',
    version,
    labels: [target],
    models: {
      [modelName(segmenter)]: {
        type: 'deepgrow',
        labels: { [target]: 1 },
        dimension: 2,
        description: `segmenter ${shownId(segmenter)}: foreground and background points, and a box as roi, on a slice`,
        config: {},
      },
    },
    trainers: {},
    strategies: {},
    scoring: {},
    train_stats: {},
    datastore: statusOf(images),
    config: {},
  }
}

/** Labels are not kept here. */
export function statusOf(images: number) {
  return { total: images, completed: 0, label_tags: {} }
}
