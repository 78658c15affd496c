/** The part of the comparison that runs in Python, where highdicom is: reading our segmentations and writing its own. */

/** Arguments: a segmentation and a folder. Prints where the voxels lie, as 16-bit numbers, and each slice's place. */
export const highdicomReads = `
import json, os, sys
import numpy as np
import highdicom as hd
import pydicom
path, folder = sys.argv[1:]
seg = hd.seg.segread(path)
if seg.get_volume_geometry() is not None:
    volume = seg.get_volume(combine_segments=True)
    voxels = volume.array
    places = [(volume.affine @ [k, 0, 0, 1])[:3].tolist() for k in range(voxels.shape[0])]
else:
    frames = pydicom.dcmread(path).pixel_array.reshape(-1, seg.Rows, seg.Columns)
    if seg.segmentation_type.value == 'BINARY':
        frames = frames.reshape(len(seg.SegmentSequence), -1, seg.Rows, seg.Columns)
        frames = sum(frames[i].astype(np.uint16) * (i + 1) for i in range(len(frames)))
    voxels = frames
    places = [[0, 0, 0]] * len(voxels)
out = os.path.join(folder, 'voxels.raw')
voxels.astype('<u2').tofile(out)
print(json.dumps({'voxels': out, 'places': places}))
`

/** Arguments: labels, a folder, the images in the order of their slices. Prints the files and what each is. */
export const highdicomWrites = `
import json, os, sys, warnings
import numpy as np
import highdicom as hd
import pydicom
from pydicom.sr.codedict import codes
from pydicom.uid import ImplicitVRLittleEndian, JPEG2000Lossless, JPEGLSLossless, RLELossless
warnings.filterwarnings('ignore')
labels, folder, *paths = sys.argv[1:]
images = [pydicom.dcmread(path) for path in paths]
labels = np.fromfile(labels, np.uint8).reshape(-1, images[0].Rows, images[0].Columns)
algorithm = hd.AlgorithmIdentificationSequence(
    name='threshold', version='1', family=codes.DCM.ArtificialIntelligence)
def described(number):
    return hd.seg.SegmentDescription(
        segment_number=number, segment_label=f'segment {number}',
        segmented_property_category=codes.SCT.Tissue, segmented_property_type=codes.SCT.Liver,
        algorithm_type='AUTOMATIC', algorithm_identification=algorithm)
written = []
def write(name, pixels, kind, numbers=(1, 2), **more):
    seg = hd.seg.Segmentation(
        source_images=images, pixel_array=pixels, segmentation_type=kind,
        segment_descriptions=[described(number) for number in numbers],
        series_instance_uid=hd.UID(), series_number=1, sop_instance_uid=hd.UID(), instance_number=1,
        manufacturer='m', manufacturer_model_name='m', software_versions='1', device_serial_number='1', **more)
    file = os.path.join(folder, f'theirs-{len(written)}.dcm')
    seg.save_as(file)
    written.append({'name': name, 'file': file})
wide = np.where(labels == 2, np.uint16(300), labels.astype(np.uint16))
parts = (labels > 0) * np.where(labels == 2, 0.5, 1.0)
write('binary', labels, 'BINARY')
write('binary, all frames', labels, 'BINARY', omit_empty_frames=False)
write('binary, implicit', labels, 'BINARY', transfer_syntax_uid=ImplicitVRLittleEndian)
write('binary, segments overlap', np.stack([labels > 0, labels == 2], axis=-1).astype(np.uint8), 'BINARY')
write('label map', labels, 'LABELMAP')
write('label map, 16 bits', wide, 'LABELMAP', numbers=(1, 300))
write('fractional', parts, 'FRACTIONAL', numbers=(1,), max_fractional_value=200)
for name, syntax in (('RLE', RLELossless), ('JPEG 2000', JPEG2000Lossless), ('JPEG-LS', JPEGLSLossless)):
    write(f'label map, {name}', labels, 'LABELMAP', transfer_syntax_uid=syntax)
    write(f'label map, 16 bits, {name}', wide, 'LABELMAP', numbers=(1, 300), transfer_syntax_uid=syntax)
    write(f'fractional, {name}', parts, 'FRACTIONAL', numbers=(1,), max_fractional_value=200,
          transfer_syntax_uid=syntax)
tiled = pydicom.dcmread(written[0]['file'])
tiled.DimensionOrganizationType = 'TILED_SPARSE'
tiled.TotalPixelMatrixRows, tiled.TotalPixelMatrixColumns = tiled.Rows, tiled.Columns
tiled.save_as(os.path.join(folder, 'tiled.dcm'))
written.append({'name': 'tiled', 'file': os.path.join(folder, 'tiled.dcm')})
print(json.dumps(written))
`
