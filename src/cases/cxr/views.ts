/** Whether a view position, as DICOM or a table gives it, names a view from the side. */
export function isLateral(view: string): boolean {
  return /^(?:L|LL|RL|LLD|RLD|[LR]?[ -]?LAT(?:ERAL)?|LEFT LATERAL|RIGHT LATERAL)$/i.test(view.trim())
}
